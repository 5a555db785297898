import { Retrier } from '../../../../local/step-functions/definition/fields';
import { Retries } from '../../../../local/step-functions/states/retry';
import { StatesError, type Integration } from '../../../../local/step-functions/server';
import { Engine, HurriedClock, only, work } from '../engine';

const error = (name: string): StatesError => new StatesError(name, 'why');
const retrier = (fields: object): Retrier => Retrier.parse({ ErrorEquals: ['States.ALL'], ...fields });

/** The delays, in seconds, before the retries that are allowed for an error that keeps coming. */
function delays(retries: Retries, name: string, random?: () => number): number[] {
  const found: number[] = [];
  for (;;) {
    const delay = retries.delayAfter(error(name), random);
    if (delay === undefined) return found;
    found.push(delay / 1000);
  }
}

describe('Retry', () => {
  test('waits 1, 2 and 4 seconds unless told otherwise', () => {
    expect(delays(new Retries([retrier({})]), 'Any')).toEqual([1, 2, 4]);
  });

  test('grows by BackoffRate from IntervalSeconds up to MaxDelaySeconds', () => {
    const steep = retrier({ IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 5, MaxDelaySeconds: 20 });
    expect(delays(new Retries([steep]), 'Any')).toEqual([2, 6, 18, 20, 20]);
    expect(delays(new Retries([retrier({ BackoffRate: 1, MaxAttempts: 2 })]), 'Any')).toEqual([1, 1]);
  });

  test('FULL jitter takes a random part of the delay', () => {
    const jittery = retrier({ IntervalSeconds: 10, JitterStrategy: 'FULL', MaxAttempts: 2 });
    expect(delays(new Retries([jittery]), 'Any', () => 0.25)).toEqual([2.5, 5]);
  });

  test('MaxAttempts 0 never retries, and shields the error from later retriers', () => {
    const retries = new Retries([retrier({ ErrorEquals: ['Fatal'], MaxAttempts: 0 }), retrier({})]);
    expect(delays(retries, 'Fatal')).toEqual([]);
    expect(delays(retries, 'Other')).toHaveLength(3);
  });

  test('each retrier counts its own attempts', () => {
    const retries = new Retries([
      retrier({ ErrorEquals: ['A'], MaxAttempts: 1 }),
      retrier({ ErrorEquals: ['B'], MaxAttempts: 2 }),
    ]);
    const asked = ['A', 'B', 'B', 'A', 'B'].map((name) => retries.delayAfter(error(name)) !== undefined);
    expect(asked).toEqual([true, true, true, false, false]);
  });

  test('MaxDelaySeconds bounds the delay before its jitter is taken', () => {
    const jittery = retrier({ IntervalSeconds: 8, BackoffRate: 10, MaxDelaySeconds: 20, JitterStrategy: 'FULL' });
    expect(delays(new Retries([jittery]), 'Any', () => 0.5)).toEqual([4, 10, 10]);
    expect(delays(new Retries([jittery]), 'Any', () => 0)).toEqual([0, 0, 0]);
  });

  test('no jitter, unless it is asked for', () => {
    const random = jest.fn(() => 0.5);
    expect(delays(new Retries([retrier({ JitterStrategy: 'NONE' })]), 'Any', random)).toEqual([1, 2, 4]);
    expect(random).not.toHaveBeenCalled();
  });

  test('an interval stays the same where another retrier was asked in between', () => {
    const retries = new Retries([
      retrier({ ErrorEquals: ['A'] }),
      retrier({ ErrorEquals: ['States.ALL'], IntervalSeconds: 7 }),
    ]);
    const found = ['A', 'B', 'A', 'B'].map((name) => retries.delayAfter(error(name)));
    expect(found).toEqual([1000, 7000, 2000, 14_000]);
  });

  test('the first that covers the error decides, though it is used up', () => {
    const retries = new Retries([retrier({ ErrorEquals: ['A', 'B'], MaxAttempts: 1 }), retrier({})]);
    expect(['A', 'B', 'C'].map((name) => retries.delayAfter(error(name)))).toEqual([1000, undefined, 1000]);
  });

  test.each([
    ['States.ALL', 'Anything', true],
    ['States.ALL', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.ALL', 'States.DataLimitExceeded', false],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded', true],
    ['States.Runtime', 'States.Runtime', false],
    ['States.TaskFailed', 'Test.Broken', true],
    ['States.TaskFailed', 'States.TaskFailed', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.HeartbeatTimeout', true],
    ['Test.Broken', 'Test.Other', false],
  ])('%s for %s: %s', (name, thrown, expected) => {
    const retries = new Retries([retrier({ ErrorEquals: [name] })]);
    expect(retries.delayAfter(error(thrown)) !== undefined).toBe(expected);
  });
});

describe('a retried Task', () => {
  const clock = new HurriedClock();
  let attempts: unknown[] = [];
  const failTwice: Integration = ({ parameters }) => {
    attempts.push(parameters);
    return attempts.length < 3 ? Promise.reject(error('Test.Busy')) : Promise.resolve('done');
  };
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start({ clock, integrations: { [work]: failTwice } })));
  beforeEach(() => void (attempts = []));
  afterAll(() => engine.close());

  test('is given its parameters anew, with the count of its retries', async () => {
    const state = {
      Type: 'Task',
      Resource: work,
      Parameters: { 'retry.$': '$$.State.RetryCount' },
      Retry: [{ ErrorEquals: ['Test.Busy'], IntervalSeconds: 5 }],
    };
    const { output, types } = await engine.run(only(state));
    expect(output).toBe('done');
    expect(attempts).toEqual([{ retry: 0 }, { retry: 1 }, { retry: 2 }]);
    expect(clock.slept).toEqual([5000, 10_000]);
    expect(types.slice(2, 6)).toEqual(['TaskScheduled<2', 'TaskStarted<3', 'TaskFailed<4', 'TaskScheduled<5']);
  });

  test('fails with the last error once the attempts are used up', async () => {
    const state = { Type: 'Task', Resource: work, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
    const { status, error: name, types } = await engine.run(only(state));
    expect([status, name, attempts.length]).toEqual(['FAILED', 'Test.Busy', 2]);
    expect(types.at(-1)).toBe('ExecutionFailed<8');
  });

  test('waits as its retriers say, each for its own errors', async () => {
    const before = clock.slept.length;
    const states = {
      Type: 'Task',
      Resource: work,
      Retry: [
        { ErrorEquals: ['Test.Other'], MaxAttempts: 0 },
        { ErrorEquals: ['Test.Busy'], IntervalSeconds: 100, BackoffRate: 10, MaxDelaySeconds: 300 },
      ],
    };
    const { output } = await engine.run(only(states));
    expect([output, clock.slept.slice(before)]).toEqual(['done', [100_000, 300_000]]);
  });

  test('is told its retries, as no state is that has none', async () => {
    attempts = [1, 2];
    await engine.run(only({ Type: 'Task', Resource: work, Parameters: { 'state.$': '$$.State' } }));
    expect(attempts[2]).toHaveProperty('state.RetryCount', 0);
    const { output } = await engine.run(only({ Type: 'Pass', Parameters: { 'state.$': '$$.State' } }));
    expect(output).toEqual({ state: { Name: 'Only', EnteredTime: expect.any(String) as string } });
  });

  test('assigns nothing until it succeeds', async () => {
    const state = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: work,
      Arguments: '{% $exists($v) %}',
      Assign: { v: 1 },
      Retry: [{ ErrorEquals: ['Test.Busy'] }],
    };
    const { events } = await engine.run(only(state));
    expect(attempts).toEqual([false, false, false]);
    const exited = events.filter(({ type }) => type === 'TaskStateExited');
    expect(exited.map(({ stateExitedEventDetails }) => stateExitedEventDetails?.assignedVariables)).toEqual([
      { v: '1' },
    ]);
  });

  test('is retried for what leaving it threw', async () => {
    attempts = [1, 2];
    const Output = '{% $states.context.State.RetryCount = 0 ? $error("not yet") : $states.context.State.RetryCount %}';
    const state = { Type: 'Task', QueryLanguage: 'JSONata', Resource: work, Output };
    const { output } = await engine.run(only({ ...state, Retry: [{ ErrorEquals: ['States.QueryEvaluationError'] }] }));
    expect([output, attempts.length]).toEqual([1, 4]);
  });
});
