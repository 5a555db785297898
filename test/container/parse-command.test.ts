import { parseCommand, usage } from '../../container/parse-command';

const plan = 's3://work/job-1/plan.json';

describe('parseCommand', () => {
  test.each([
    [['segment', plan, '0'], { name: 'segment', planUri: plan, index: 0, kernels: undefined }],
    [['segment', plan, '12', 'motion'], { name: 'segment', planUri: plan, index: 12, kernels: ['motion'] }],
    [
      ['segment', plan, '12', 'grayscale,motion'],
      { name: 'segment', planUri: plan, index: 12, kernels: ['grayscale', 'motion'] },
    ],
    [['concat', plan], { name: 'concat', planUri: plan }],
    [['illustrate', plan], { name: 'illustrate', planUri: plan }],
  ])('%j', (args, command) => expect(parseCommand(args)).toEqual(command));

  test.each([
    [[]],
    [['--help']],
    [['segment']],
    [['segment', plan]],
    [['segment', plan, '-1']],
    [['segment', plan, '1.5']],
    [['segment', plan, '']],
    [['segment', plan, '0', '']],
    [['segment', plan, '0', 'sepia']],
    [['segment', plan, '0', 'motion', 'more']],
    [['segment', '/tmp/plan.json', '0']],
    [['segment', 's3://work', '0']],
    [['concat']],
    [['illustrate']],
    [['illustrate', plan, '0']],
    [['concat', plan, '0']],
    [['join', plan]],
  ])('%j is none of the commands', (args) => expect(parseCommand(args)).toBeUndefined());

  test('the usage names every kernel', () => {
    expect(usage).toContain('grayscale, motion');
  });
});
