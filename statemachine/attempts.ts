import { ecsRetry, mostRetries, taskRetry } from './retry';
import type { Condition, State, TaskState } from './states';

/** Where a state finds how many attempts of its task lie behind: a field of its input, at the top. */
export type AttemptCount = 'attempt' | 'concatAttempt' | 'illustrateAttempt';

/**
 * A task and what becomes of it when it fails: tried again by itself after a while, unless the same would come of it.
 * A launch that is refused is retried by the Task state itself; here those are judged that ran.
 * @param givesUp the state that a failure leads to which isn't worth another attempt
 */
export function attempted(
  name: string,
  task: TaskState,
  count: AttemptCount,
  givesUp: string,
): Readonly<Record<string, State>> {
  const [judge, again] = [`${name}Failed`, `${name}Again`];
  const { IntervalSeconds, BackoffRate, MaxDelaySeconds } = taskRetry;
  const before = `$states.input.${count}`;
  // Full jitter, as a Retry has it: any time up to a wait that doubles and is capped.
  const longestWait = `$min([${MaxDelaySeconds}, ${IntervalSeconds} * $power(${BackoffRate}, ${before})])`;
  return {
    [name]: { ...task, Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.failure', Next: judge }] },
    [judge]: {
      Type: 'Choice',
      Comment: 'Is it worth another attempt?',
      Choices: [{ And: worthAnotherAttempt(count), Next: again }],
      Default: givesUp,
    },
    [again]: {
      Type: 'Wait',
      Comment: 'Not at once, not together with others, and not on Spot',
      QueryLanguage: 'JSONata',
      Seconds: `{% $ceil($random() * ${longestWait}) %}`,
      Output: `{% $merge([$states.input, { "${count}": ${before} + 1 }]) %}`,
      Next: name,
    },
  };
}

/** Neither what was refused before it ran, nor what fails the same way each time. */
const worthAnotherAttempt = (count: AttemptCount): Condition[] => [
  { Variable: `$.${count}`, NumericLessThan: taskRetry.MaxAttempts },
  { Or: taskRetry.ErrorEquals.map((error) => ({ Variable: '$.failure.Error', StringEquals: error })) },
  // The cause is the whole task, as JSON.
  { Not: { Variable: '$.failure.Cause', StringMatches: `*"ExitCode":${taskRetry.permanentExitCode}*` } },
];

/** The most launches of a task that may lie behind: failed attempts, and refused launches of the last. */
export const mostLaunchesBefore = taskRetry.MaxAttempts + mostRetries(ecsRetry);
