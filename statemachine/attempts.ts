import { ecsRetry, mostRetries, taskRetry } from './retry';
import type { Condition, Json, State, TaskState } from './states';

/** Where a state finds how many attempts of its task lie behind, and how long it waits: a field of its input, at the top. */
export type AttemptsField = 'attempts' | 'concatAttempts' | 'illustrateAttempts';

/** As long as none lies behind. */
export const noAttempts: Json = { before: 0 };
export const attemptsBefore = (field: AttemptsField): string => `$.${field}.before`;

/**
 * A task and what becomes of it when it fails: tried again by itself after a while, unless the same would come of it.
 * A launch that is refused is retried by the Task state itself; here those are judged that ran.
 * @param givesUp the state that a failure leads to which isn't worth another attempt
 */
export function attempted(
  name: string,
  task: TaskState,
  field: AttemptsField,
  givesUp: string,
): Readonly<Record<string, State>> {
  const [judge, again, pause] = [`${name}Failed`, `${name}Again`, `${name}Pause`];
  const before = attemptsBefore(field);
  return {
    [name]: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: judge }] },
    [judge]: {
      Type: 'Choice',
      Comment: 'Is it worth another attempt?',
      Choices: [{ And: worthAnotherAttempt(before), Next: again }],
      Default: givesUp,
    },
    [again]: {
      Type: 'Pass',
      Comment: 'One attempt more',
      Parameters: {
        'before.$': `States.MathAdd(${before}, 1)`,
        'seconds.$': `States.MathRandom(0, States.ArrayGetItem(States.Array(${waitsBelow.join(', ')}), ${before}))`,
      },
      ResultPath: `$.${field}`,
      Next: pause,
    },
    [pause]: {
      Type: 'Wait',
      Comment: 'Not at once, and not together with others',
      SecondsPath: `$.${field}.seconds`,
      Next: name,
    },
  };
}

/** Neither what was refused before it ran, nor what fails the same way each time. */
const worthAnotherAttempt = (before: string): Condition[] => [
  { Variable: before, NumericLessThan: taskRetry.MaxAttempts },
  { Or: taskRetry.ErrorEquals.map((error) => ({ Variable: '$.failure.Error', StringEquals: error })) },
  // The cause is the whole task, as JSON.
  { Not: { Variable: '$.failure.Cause', StringMatches: `*"ExitCode":${taskRetry.permanentExitCode}*` } },
];

/** Full jitter, as a Retry has it: whole seconds from 0 to a wait that doubles and is capped, by attempt. */
const waitsBelow: readonly number[] = Array.from({ length: taskRetry.MaxAttempts }, (_, before) => {
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = taskRetry;
  return Math.min(MaxDelaySeconds, IntervalSeconds * BackoffRate ** before) + 1;
});

/** The most launches of a task that may lie behind: failed attempts, and refused launches of the last. */
export const mostLaunchesBefore = taskRetry.MaxAttempts + mostRetries(ecsRetry);
