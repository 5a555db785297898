import { startServices } from '../../local/services';
import { examine, showFindings } from '../../cli/doctor';
import { doctor } from '../../cli/commands/doctor';
import { type Finding, look, ok, warning, wrong } from '../../cli/findings/finding';
import { judgeNode } from '../../cli/findings/machine';
import { judgeFargate } from '../../cli/findings/quotas';
import { placeOf } from '../../cli/stage';
import { resourceNames } from '../../statemachine/names';
import { temporaryFolder } from '../tools';
import { screen } from './example-job';
import { typeCommand } from './type-command';

/** A machine without any ffmpeg. */
const bare = { variables: { PATH: '' }, packagePath: () => undefined };
const signal = new AbortController().signal;
const levels = (findings: readonly Finding[]) => Object.fromEntries(findings.map(({ about, level }) => [about, level]));

describe('quotas', () => {
  const policy = { maxConcurrency: 40, spotShare: 1 };
  test.each([
    ['Spot', 80, 'ok'],
    ['Spot', 79, 'warning'],
    ['Spot', 1, 'error'],
    // What was interrupted is tried again there, one at a time at least.
    ['On-Demand', 2, 'ok'],
    ['On-Demand', 1, 'error'],
  ] as const)('Fargate %s of %i is %s for 40 tasks of 2 on Spot', (kind, quota, level) => {
    expect(judgeFargate(kind, quota, 2, policy, 'us-east-1').level).toBe(level);
  });
  test('the remedy names how much', () => {
    expect(judgeFargate('Spot', 6, 2, policy, 'eu-west-1').remedy).toMatch(/--quota-code L-36FBB829 --desired-value 80 --region eu-west-1/); // prettier-ignore
    expect(judgeFargate('Spot', 0, 2, { maxConcurrency: 40, spotShare: 0 }, 'us-east-1').level).not.toBe('warning');
  });
});

test('an old Node is wrong, today’s is well', () => {
  expect([judgeNode('v18.20.0').level, judgeNode('v20.1.0').level]).toEqual(['error', 'ok']);
});

test('what may not be asked is not checked, and never well', async () => {
  const denied = Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' });
  expect(await look('image', () => Promise.reject(denied))).toEqual([
    { about: 'image', level: 'unchecked', found: 'not checked: access denied (User is not authorized)' },
  ]);
});

test('one error makes the exit code 1, warnings do not; each has its remedy', () => {
  const on = screen();
  expect(showFindings([ok('a', 'well'), warning('b', 'so so', 'do this')], { json: false }, on)).toBe(0);
  expect(on.out()).toBe(
    'ok    a: well\nWARN  b: so so\n      What to do: do this.\n0 errors, 1 warning, 0 not checked\n',
  );
  const json = screen();
  expect(showFindings([wrong('c', 'ill', 'do that')], { json: true }, json)).toBe(1);
  expect(JSON.parse(json.out())).toMatchObject({ healthy: false, errors: 1, findings: [{ about: 'c' }] });
});

describe('a stage', () => {
  const folder = temporaryFolder('all');
  const user = { accessKeyId: 'test', secretAccessKey: 'test' };

  test('of which a bucket and the table are missing says so; what nobody there can tell is not checked', async () => {
    const services = await startServices({ root: folder(), program: 'none', user });
    try {
      const names = resourceNames('dev', '000000000000');
      await services.s3.createBucket(names.workBucket);
      await services.s3.createBucket(names.outputBucket);
      const definition = JSON.stringify({ StartAt: 'End', States: { End: { Type: 'Succeed' } } });
      const roleArn = 'arn:aws:iam::000000000000:role/any';
      services.stepFunctions.createStateMachine({ name: names.stateMachine, definition, roleArn });
      const place = placeOf({ stage: 'dev', endpoint: services.clientsOf('user').endpoint, json: false }, bare);
      expect(levels(await examine(place, bare, process.version, signal))).toMatchObject({
        ...{ node: 'ok', ffmpeg: 'error', ffprobe: 'error', credentials: 'ok', stage: 'ok', permissions: 'ok' },
        [`bucket ${names.inputBucket}`]: 'error',
        [`bucket ${names.workBucket}`]: 'ok',
        [`table ${names.jobTable}`]: 'error',
        ...{ image: 'unchecked', 'quota Fargate Spot': 'unchecked', 'quota Lambda': 'unchecked' },
        ...{ notifications: 'unchecked', 'dead letters': 'unchecked' },
      });
      const missing = placeOf({ stage: 'prod', endpoint: place.clients.endpoint, json: false }, bare);
      const [finding] = (await examine(missing, bare, process.version, signal)).filter(
        ({ about }) => about === 'stage',
      );
      expect(finding).toMatchObject({ level: 'error', remedy: expect.stringMatching(/^deploy it/) as string });
    } finally {
      await services.stop();
    }
  });

  test('at which nobody answers is wrong, and says what to start', async () => {
    const words = ['doctor', '--endpoint', 'http://127.0.0.1:1', '--json'];
    const { code, stdout } = await typeCommand(doctor, words, bare);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /"about": "credentials",\s+"level": "error",\s+"found": "nobody answers at .*",\s+"remedy": "start framefleet up/,
    );
  });
});
