import { StatesError } from '../../local/step-functions/server';
import { renderDefinition } from '../../statemachine/definition';
import { thorough } from '../thorough';
import { type AslGraph, type AslHandler, type PlacedState, judgeOf, statesOf } from './asl-rules';
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

const conflict = fail('ClaimJob', 'DynamoDB.ConditionalCheckFailedException');

/** A job that comes past the Task; if it works on segments, it works on one at a time. */
function jobThrough({ name, around }: PlacedState): JobToRun {
  const distributed = around.some(({ state }) => state.ItemProcessor?.ProcessorConfig?.Mode === 'DISTRIBUTED');
  const split = around.some(({ name }) => name.startsWith('ProcessEachKernel'));
  const failing = [...failure, ...quoted].includes(name);
  return {
    segments: distributed ? 41 : 1,
    options: { mode: split ? 'split' : 'fused', maxConcurrency: 1, motion: { annotate: name === 'Illustrate' } },
    planned: name === 'ResumeJob',
    usesModels: name === 'CheckModels',
    inspects: name.startsWith('InspectPictures'),
    ...(name === 'LookAtHolder' ? { fails: conflict } : {}),
    ...(failing ? { fails: name === 'RecordQuotedFailure' ? undescribed : notAVideo } : {}),
  };
}

/** Of several segments the first, of several kernels, each with a task of its own, the first, too. */
const isTheOne = ({ segment, kernels }: Call): boolean => !segment && kernels !== 'motion';

/** The Task fails in its first attempts, on the first segment if it works on segments. */
function runFailing(task: PlacedState, error: string, attempts: number) {
  const { fails, ...through } = jobThrough(task);
  return runJob({
    ...through,
    fails: (call) =>
      call.stateName === task.name && isTheOne(call) && call.attempt <= attempts
        ? new StatesError(error, 'for the test')
        : fails?.(call),
  });
}

/** The state that the main line goes to after an error of the Task: the Task's own Catch or that of what it lies in. */
function caughtBy({ name, state, around }: PlacedState, error: string): { from: string; to: string } {
  const places = around.length === 0 ? [{ name, state }] : around.toReversed();
  for (const place of places) {
    const catcher = decides(place.state.Catch, error);
    if (catcher?.Next !== undefined) return { from: place.name, to: catcher.Next };
  }
  throw new Error(`Nothing catches ${error} of ${name}`);
}

/** How often a Task is attempted that always fails with an error: by its own Retry, or anew from the Choice that judges it. */
function attemptsWith(task: PlacedState, error: string): number {
  const anew = ['States.TaskFailed', 'States.Timeout'].includes(error) ? (judgeOf(task)?.moreAttempts ?? 0) : 0;
  return 1 + (decides(task.state.Retry, error)?.MaxAttempts ?? anew);
}

const claimed = ['LookAtHolder', 'HolderIsGone', 'AlreadyClaimed'];

/** Names of the main line only. */
const mainLine = (states: readonly string[]): string[] => states.filter((name) => name in definition.States);

const attemptsAt = (task: PlacedState, calls: readonly Call[]): number =>
  calls.filter((call) => call.stateName === task.name && isTheOne(call)).length;

async function expectCaught(task: PlacedState, error: string, attempts: number): Promise<void> {
  const { calls, states, status } = await runFailing(task, error, Infinity);
  expect(attemptsAt(task, calls)).toBe(attempts);
  const { from, to } = caughtBy(task, error);
  const line = mainLine(states);
  expect(line.slice(line.lastIndexOf(from)).slice(0, 2)).toEqual([from, to]);
  expect(status).toBe(
    ['JobSucceeded', 'AnnounceSuccess', 'ClearWork', 'AlreadyClaimed'].includes(to) ? 'SUCCEEDED' : 'FAILED',
  );
}

test('the definition has Tasks on all its levels', () => {
  expect(new Set(tasks.map(({ around }) => around.length))).toEqual(new Set([0, 1, 2]));
});

describe.each(tasks.map((task) => [task.name, task] as const))('%s', (name, task) => {
  // All names of a retrier are one to the engine: its first and its last do. The Distributed Map's states are the inline Map's
  // once more, and take 41 segments: of those the first does.
  const isTwin = name.endsWith('OfMany');
  const retried = (task.state.Retry ?? []).flatMap((retrier) =>
    retrier.ErrorEquals.filter(
      (_, index, { length }) => thorough || index === 0 || (index === length - 1 && !isTwin),
    ).map((error) => ({ error, retrier })),
  );
  const errors = [
    ...retried.map(({ error }) => error),
    ...(judgeOf(task) ? ['States.TaskFailed', 'States.Timeout'] : []),
  ];

  test.each(errors)('failing once with %s is tried again', async (error) => {
    const { calls, states, status, error: ended } = await runFailing(task, error, 1);
    expect(attemptsAt(task, calls)).toBe(2);
    const quoting = quoted.includes(name) && !failure.includes(name);
    const end = quoting ? quoted : failure.includes(name) ? failure : name === 'LookAtHolder' ? claimed : success;
    expect(mainLine(states).slice(-end.length)).toEqual(end);
    const expected = [success, claimed].includes(end)
      ? ['SUCCEEDED', undefined]
      : ['FAILED', quoting ? 'NotAVideo' : 'DescribedName'];
    expect([status, ended]).toEqual(expected);
  });

  test.each(errors)('failing for ever with %s is caught after the last attempt', async (error) => {
    await expectCaught(task, error, attemptsWith(task, error));
  });

  test('an error that no retrier names is caught at once', async () => {
    await expectCaught(task, 'Unforeseen', 1);
  });

  test('a record that is another run’s by now is left alone', async () => {
    const { states } = await runFailing(task, 'DynamoDB.ConditionalCheckFailedException', Infinity);
    const { Catch } = task.state;
    const writesRecord = Catch?.some(({ Next }) => Next === 'ClaimLost') ?? false;
    expect(writesRecord).toBe(/^Record(?!Segment)/.test(name));
    expect(states.includes('ClaimLost')).toBe(writesRecord);
  });

  test('no wait before a retry is longer than its retrier allows', async () => {
    const { error, retrier } = retried[0]!;
    const { slept } = await runFailing(task, error, Infinity);
    expect(slept).toHaveLength(retrier.MaxAttempts!);
    expect(Math.max(...slept)).toBeLessThanOrEqual(retrier.MaxDelaySeconds! * 1000);
  });
});
