import { StatesError } from '../../local/step-functions/server';
import { renderDefinition } from '../../statemachine/definition';
import { type AslGraph, type AslHandler, type PlacedState, statesOf } from './asl-rules';
import { fail, failure, quoted, success } from './job-expected';
import { type Call, type JobToRun, runJob } from './run-job';
import { settings } from './settings';

// The definition itself says what is tested here: a new Task or a new error name is tested as it comes.

const definition = JSON.parse(renderDefinition(settings)) as AslGraph;
const tasks = [...statesOf(definition)].filter(({ state }) => state.Type === 'Task');

/** Of the retriers or catchers, the one that decides on an error. */
const decides = (handlers: readonly AslHandler[] | undefined, error: string): AslHandler | undefined =>
  handlers?.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes(error) ||
      ErrorEquals.includes('States.ALL') ||
      (ErrorEquals.includes('States.TaskFailed') && error !== 'States.Timeout'),
  );

const notAVideo = fail('Probe', 'NotAVideo', 'It is a text.')!;
const undescribed: JobToRun['fails'] = (call) =>
  notAVideo(call) ?? (call.stateName === 'DescribeFailure' ? new StatesError('Unforeseen', 'for the test') : undefined);

/** A job that comes past the Task; if it works on segments, it works on one at a time. */
function jobThrough({ name, around }: PlacedState): JobToRun {
  const distributed = around.some(({ state }) => state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED');
  const split = around.some(({ state }) => state.Type === 'Parallel');
  const failing = [...failure, ...quoted].includes(name);
  return {
    segments: distributed ? 41 : 1,
    options: { mode: split ? 'split' : 'fused', maxConcurrency: 1, motion: { annotate: name === 'IllustrateMotion' } },
    ...(failing ? { fails: name === 'RecordQuotedFailure' ? undescribed : notAVideo } : {}),
  };
}

/** The Task fails in its first attempts, on the first segment if it works on segments. */
function runFailing(task: PlacedState, error: string, attempts: number) {
  const { fails, ...through } = jobThrough(task);
  return runJob({
    ...through,
    fails: (call) =>
      call.stateName === task.name && !call.segment && call.attempt <= attempts
        ? new StatesError(error, 'for the test')
        : fails?.(call),
  });
}

/** The state that the main line goes to after an error of the Task: the Task's own Catch or that of what it lies in. */
function caughtBy({ name, state, around }: PlacedState, error: string): { from: string; to: string } {
  for (const place of [{ name, state }, ...around.toReversed()]) {
    const catcher = decides(place.state.Catch, error);
    if (catcher?.Next !== undefined) return { from: place.name, to: catcher.Next };
  }
  throw new Error(`Nothing catches ${error} of ${name}`);
}

/** Names of the main line only. */
const mainLine = (states: readonly string[]): string[] => states.filter((name) => name in definition.States);

const attemptsAt = (task: PlacedState, calls: readonly Call[]): number =>
  calls.filter(({ stateName, segment }) => stateName === task.name && !segment).length;

async function expectCaught(task: PlacedState, error: string, attempts: number): Promise<void> {
  const { calls, states, status } = await runFailing(task, error, Infinity);
  expect(attemptsAt(task, calls)).toBe(attempts);
  const { from, to } = caughtBy(task, error);
  const line = mainLine(states);
  expect(line.slice(line.indexOf(from)).slice(0, 2)).toEqual([from, to]);
  expect(status).toBe(to === 'JobSucceeded' ? 'SUCCEEDED' : 'FAILED');
}

test('the definition has Tasks on all its levels', () => {
  expect(new Set(tasks.map(({ around }) => around.length))).toEqual(new Set([0, 1, 2]));
});

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (name, task) => {
  const errors = (task.state.Retry ?? []).flatMap((retrier) =>
    retrier.ErrorEquals.map((error) => ({ error, retrier })),
  );

  test.each(errors)('failing once with $error is tried again', async ({ error }) => {
    const { calls, states, status, error: ended } = await runFailing(task, error, 1);
    expect(attemptsAt(task, calls)).toBe(2);
    const quoting = quoted.includes(name) && !failure.includes(name);
    const end = quoting ? quoted : failure.includes(name) ? failure : success;
    expect(mainLine(states).slice(-end.length)).toEqual(end);
    const expected = end === success ? ['SUCCEEDED', undefined] : ['FAILED', quoting ? 'NotAVideo' : 'DescribedName'];
    expect([status, ended]).toEqual(expected);
  });

  test.each(errors)('failing for ever with $error is caught after the last attempt', async ({ error, retrier }) => {
    await expectCaught(task, error, 1 + retrier.MaxAttempts!);
  });

  test('an error that no retrier names is caught at once, unless every failure of a task is tried again', async () => {
    const retrier = decides(task.state.Retry, 'Unforeseen');
    expect(retrier?.ErrorEquals).toEqual(
      task.state.Resource?.includes(':ecs:') ? expect.arrayContaining(['States.TaskFailed']) : undefined,
    );
    await expectCaught(task, 'Unforeseen', 1 + (retrier?.MaxAttempts ?? 0));
  });

  test('no wait before a retry is longer than its retrier allows', async () => {
    const { error, retrier } = errors[0]!;
    const { slept } = await runFailing(task, error, Infinity);
    expect(slept).toHaveLength(retrier.MaxAttempts!);
    expect(Math.max(...slept)).toBeLessThanOrEqual(retrier.MaxDelaySeconds! * 1000);
  });
});
