import { Retrier } from '../../../local/step-functions/fields';
import { Retries } from '../../../local/step-functions/retry';
import { StatesError, type Integration } from '../../../local/step-functions/server';
import { Engine, HurriedClock, only, work } from './engine';

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
});
