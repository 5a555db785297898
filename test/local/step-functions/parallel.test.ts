import { Engine, hanging, only, work } from './engine';

const branch = (name: string, state: object): object => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
});
const pass = branch('P', { Type: 'Pass' });
const fail = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } } };

describe('Parallel', () => {
  const hang = hanging();
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start({ integrations: { [work]: hang.integration } })));
  afterAll(() => engine.close());

  test('gives every branch the same input and yields their outputs in order', async () => {
    const state = {
      Type: 'Parallel',
      Parameters: { 'n.$': '$.in' },
      Branches: [pass, branch('Twice', { Type: 'Pass', Parameters: { 'twice.$': 'States.MathAdd($.n, $.n)' } })],
      ResultSelector: { 'all.$': '$' },
      ResultPath: '$.out',
    };
    const { output } = await engine.run(only(state), { in: 2 });
    expect(output).toEqual({ in: 2, out: { all: [{ n: 2 }, { twice: 4 }] } });
  });

  test('is followed by the event of the branch that ended last', async () => {
    const { types } = await engine.run(only({ Type: 'Parallel', Branches: [pass] }));
    expect(types).toEqual([
      'ExecutionStarted<0',
      'ParallelStateEntered<0',
      'ParallelStateStarted<2',
      'PassStateEntered<3',
      'PassStateExited<4',
      'ParallelStateSucceeded<5',
      'ParallelStateExited<5',
      'ExecutionSucceeded<7',
    ]);
  });

  test('a failing branch aborts its siblings and waits for their integrations', async () => {
    const [one, two] = ['One', 'Two'].map((name) => branch(name, { Type: 'Task', Resource: work }));
    const { status, error, cause, types } = await engine.run(only({ Type: 'Parallel', Branches: [one, two, fail] }));
    expect([status, error, cause, hang.settled()]).toEqual(['FAILED', 'Broken', 'on purpose', 2]);
    const failed = types.findIndex((type) => type.startsWith('FailStateEntered')) + 1;
    expect(types.slice(-4, -2).map((type) => type.split('<')[0])).toEqual(['TaskStateAborted', 'TaskStateAborted']);
    expect(types.at(-2)).toBe(`ParallelStateFailed<${failed}`);
  });

  test('begins anew for each retry, and can be caught', async () => {
    const { output, types } = await engine.run({
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [fail],
          Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['Broken'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Pass', End: true },
      },
    });
    expect(output).toEqual({ Error: 'Broken', Cause: 'on purpose' });
    expect(types.slice(2, 8)).toEqual([
      'ParallelStateStarted<2',
      'FailStateEntered<3',
      'ParallelStateStarted<4',
      'FailStateEntered<5',
      'ParallelStateFailed<6',
      'ParallelStateExited<7',
    ]);
  });
});
