import { StatesError } from '../../../../local/step-functions/server';
import { Engine, hanging, only, work } from '../engine';

const branch = (name: string, state: object): object => ({
  StartAt: name,
  States: { [name]: { End: true, ...state } },
});
const pass = branch('P', { Type: 'Pass' });
const fail = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } } };
const broken = 'arn:aws:states:::test:broken';

describe('Parallel', () => {
  const hang = hanging();
  let engine: Engine;
  beforeAll(async () => {
    const reject = () => Promise.reject(new StatesError('Broken', 'on purpose'));
    engine = await Engine.start({ integrations: { [work]: hang.integration, [broken]: reject } });
  });
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

  test('fills in Arguments and Output, in JSONata', async () => {
    const Twice = { Type: 'Pass', Output: '{% $states.input.n * 2 %}' };
    const state = {
      Type: 'Parallel',
      Arguments: { n: '{% $states.input.in %}' },
      Branches: [pass, branch('Twice', Twice)],
      Output: { first: '{% $states.result[0].n %}', last: '{% $states.result[1] + $states.input.in %}' },
    };
    const { output } = await engine.run({ QueryLanguage: 'JSONata', ...only(state) }, { in: 2 });
    expect(output).toEqual({ first: 2, last: 6 });
  });

  test('yields its result in the order of its branches, not of their ends', async () => {
    const wait = branch('W', { Type: 'Wait', Seconds: 1, Next: 'Late', End: undefined });
    const slow = {
      ...wait,
      States: { W: { Type: 'Wait', Seconds: 1, Next: 'Late' }, Late: { Type: 'Pass', Result: 'late', End: true } },
    };
    const state = { Type: 'Parallel', Branches: [slow, branch('Soon', { Type: 'Pass', Result: 'soon' })] };
    const { output, events, types } = await engine.run(only(state));
    expect(output).toEqual(['late', 'soon']);
    const last = events.findLast(({ type }) => type === 'PassStateExited');
    expect(last?.stateExitedEventDetails?.name).toBe('Late');
    expect(types.slice(-3)).toEqual([
      `ParallelStateSucceeded<${last?.id}`,
      `ParallelStateExited<${last?.id}`,
      `ExecutionSucceeded<${events.length - 1}`,
    ]);
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
    const before = hang.settled();
    const [one, two] = ['One', 'Two'].map((name) => branch(name, { Type: 'Task', Resource: work }));
    const { status, error, cause, types } = await engine.run(only({ Type: 'Parallel', Branches: [one, two, fail] }));
    expect([status, error, cause, hang.settled() - before]).toEqual(['FAILED', 'Broken', 'on purpose', 2]);
    const failed = types.findIndex((type) => type.startsWith('FailStateEntered')) + 1;
    expect(types.slice(-4, -2).map((type) => type.split('<')[0])).toEqual(['TaskStateAborted', 'TaskStateAborted']);
    expect(types.at(-2)).toBe(`ParallelStateFailed<${failed}`);
  });

  test('aborts what waits in its siblings, too', async () => {
    const engineOfItsOwn = await Engine.start({
      clock: {
        now: () => new Date(),
        // Waits until it is aborted.
        sleep: (_, signal) =>
          new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error))),
      },
    });
    const wait = branch('W', { Type: 'Wait', Seconds: 1 });
    const inside = branch('M', {
      Type: 'Map',
      ItemsPath: '$.list',
      ItemProcessor: branch('V', { Type: 'Wait', Seconds: 1 }),
    });
    const late = { StartAt: 'L', States: { L: { Type: 'Pass', Next: 'F' }, F: { Type: 'Fail' } } };
    const run = await engineOfItsOwn.run(only({ Type: 'Parallel', Branches: [wait, inside, late] }), { list: [1] });
    const aborted = run.events.filter(({ type }) => type?.endsWith('Aborted')).map(({ type }) => type);
    expect(aborted.toSorted()).toEqual([
      'MapIterationAborted',
      'MapStateAborted',
      'WaitStateAborted',
      'WaitStateAborted',
    ]);
    await engineOfItsOwn.close();
  });

  test('tells the task that failed a branch as aborted, beside the line', async () => {
    const { types } = await engine.run(
      only({ Type: 'Parallel', Branches: [branch('T', { Type: 'Task', Resource: broken })] }),
    );
    expect(types.slice(3)).toEqual([
      'TaskStateEntered<3',
      'TaskScheduled<4',
      'TaskStarted<5',
      'TaskFailed<6',
      'TaskStateAborted<7',
      'ParallelStateFailed<7',
      'ExecutionFailed<9',
    ]);
  });

  test('does not tell so of a task outside, nor of one in the Map of a branch', async () => {
    const task = { Type: 'Task', Resource: broken };
    const inMap = branch('M', { Type: 'Map', ItemsPath: '$.list', ItemProcessor: branch('T', task) });
    const runs = [engine.run(only(task)), engine.run(only({ Type: 'Parallel', Branches: [inMap] }), { list: [1] })];
    const types = (await Promise.all(runs)).flatMap(({ events }) => events.map(({ type }) => type));
    expect(types).not.toContain('TaskStateAborted');
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

  test('does not tell that it failed where its own paths lead nowhere, or one of its states’', async () => {
    const branches = only({ Type: 'Parallel', Branches: [pass], InputPath: '$.no' });
    expect((await engine.run(branches)).types.at(-1)).toBe('ExecutionFailed<2');
    const inside = only({ Type: 'Parallel', Branches: [branch('N', { Type: 'Pass', InputPath: '$.no' })] });
    const { error, cause, types } = await engine.run(inside);
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("the state 'N' (entered at the event id #4)");
    expect(types.slice(3)).toEqual(['PassStateEntered<3', 'ExecutionFailed<4']);
  });
});
