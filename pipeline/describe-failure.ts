import * as z from 'zod';
import { clock } from './clock';
import { ErrorName, type TaskFailure, isRetryable } from './errors';
import { consoleLink } from './execution-arn';
import type { JobError } from './job';
import { remedyOf } from './remedies';
import type { Segment } from './segment';
import { StoppedTask, describeStop } from './stopped-task';
import { type LoggedTask, taskLog } from './task-log';

/** What Step Functions says of a failed state. */
export const CaughtError = z.object({ Error: z.string().default('Unknown'), Cause: z.string().default('') });
export type CaughtError = z.infer<typeof CaughtError>;

/** What a Lambda function that threw leaves as the cause. */
const ThrownError = z.object({ errorType: z.string(), errorMessage: z.string() });

/** Longest message that is kept: Step Functions' own limit for a cause is 32,768 characters. */
const longestMessage = 4000;

export interface FailedJob {
  jobId: string;
  executionId: string;
  caught: CaughtError;
  /** What the job's tasks have written down before they ended. */
  failures?: readonly TaskFailure[];
  /** Of the plan, to name the time range of a task that was killed before it could write. */
  segments?: readonly Segment[];
  /** The tasks' log group, or on one machine their folder. */
  logs?: string | undefined;
}

export interface FailureDescription {
  error: JobError;
  /** Another run may fare better: the same input needn't fail the same way. */
  retryable: boolean;
}

/** Says in words what failed: which segment, which time range, which attempt, what ffmpeg said, what to do. */
export function describeFailure(job: FailedJob): FailureDescription {
  const { jobId, executionId, logs } = job;
  const { name, message, task } = explain(job);
  const link = consoleLink(executionId);
  return {
    error: {
      name,
      message: shorten(message),
      ...(task && logs !== undefined ? { log: taskLog(logs, { jobId, executionId }, task) } : {}),
      ...(link === undefined ? {} : { link }),
    },
    retryable: isWorthAnotherRun(name),
  };
}

/** Names that aren't ours are those of services and of crashes, which pass. */
function isWorthAnotherRun(name: string): boolean {
  const ours = ErrorName.safeParse(name);
  return !ours.success || isRetryable(ours.data);
}

interface Explained {
  name: string;
  message: string;
  /** The task that failed; undefined when none did. */
  task?: LoggedTask;
}

function explain({ jobId, executionId, caught, failures = [], segments = [] }: FailedJob): Explained {
  const { Error: name, Cause: cause } = caught;
  // An earlier execution's failure is no reason of this one's.
  const own = failures.filter((failure) => failure.executionId === executionId);
  const document = parse(cause);
  const thrown = ThrownError.safeParse(document);
  if (thrown.success) {
    const { errorType: name, errorMessage: message } = thrown.data;
    // A function that worked on a segment has written down which.
    const failure = own.findLast((written) => written.name === name && written.message === message);
    return { name, message: failure ? describeTask(failure, jobId) : message };
  }
  const stopped = StoppedTask.safeParse(document);
  if (stopped.success) {
    const task = stopped.data;
    const failure = own.find((written) => isOf(written, task));
    if (failure) return { name: failure.name, message: describeTask(failure, jobId), task };
    return { name: 'TaskStopped', message: describeStop(task, segments, jobId), task };
  }
  // A Distributed Map only says that too many of its children failed; what they have written down says why.
  const worst = taskErrors.has(name) ? own.toSorted(bySeverity)[0] : undefined;
  if (worst) {
    const { segment, task } = worst;
    // Of a function the log isn't where those of tasks are.
    if (task === 'inspect') return { name: worst.name, message: describeTask(worst, jobId) };
    const command = segment === null ? { command: task } : { command: 'segment', index: String(segment) };
    return { name: worst.name, message: describeTask(worst, jobId), task: command };
  }
  return { name, message: cause || `${name}, without any further word. Look at the execution's history.` };
}

/** Names under which Step Functions hides what a task itself has said. */
const taskErrors: ReadonlySet<string> = new Set([
  'States.ExceedToleratedFailureThreshold',
  'States.TaskFailed',
  'States.Timeout',
]);

/** Who was merely told to stop didn't fail by itself; of the others, the one most often tried ended the job, then the last. */
const bySeverity = (a: TaskFailure, b: TaskFailure): number =>
  Number(a.name === 'Interrupted') - Number(b.name === 'Interrupted') ||
  b.attempt - a.attempt ||
  b.failedAt.localeCompare(a.failedAt);

/** Whether it was written down by the very task that ended the job. */
function isOf(failure: TaskFailure, { command, index, kernels }: StoppedTask): boolean {
  if (command === 'concat' || command === 'illustrate') return failure.task === command;
  const task = kernels?.includes(',') ? 'fused' : kernels;
  return failure.segment === Number(index) && (task ?? failure.task) === failure.task;
}

function describeTask(failure: TaskFailure, jobId: string): string {
  const { task, segment, segmentCount, timeRange, attempt, name, message, ffmpeg } = failure;
  const place =
    segment === null || timeRange === null
      ? task === 'illustrate'
        ? 'Illustrating'
        : 'The concatenation'
      : `Segment ${segment} of 0-${segmentCount - 1} (${clock(timeRange.start)} to ${clock(timeRange.end)} of the video, task ${task})`;
  return [
    `${place} failed in attempt ${attempt} with ${name}: ${message}`,
    ...(ffmpeg.length === 0 ? [] : [`ffmpeg's last lines:\n${ffmpeg.map((line) => `  ${line}`).join('\n')}`]),
    remedyOf(name, jobId),
  ].join('\n');
}

const shorten = (text: string): string =>
  text.length <= longestMessage ? text : `${text.slice(0, longestMessage - 1)}…`;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
