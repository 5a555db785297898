import { z } from 'zod';
import type { TaskFailure } from './errors';
import type { JobError } from './job';
import type { Segment } from './segment';

/** What Step Functions says of a failed state. */
export const CaughtError = z.object({ Error: z.string().default('Unknown'), Cause: z.string().default('') });
export type CaughtError = z.infer<typeof CaughtError>;

/** A task of ecs:runTask.sync that ended with an error: the cause holds the whole task as JSON. */
const StoppedTask = z.object({
  Containers: z.array(z.object({ ExitCode: z.number().optional(), Reason: z.string().optional() })).default([]),
  Overrides: z.object({ ContainerOverrides: z.array(z.object({ Command: z.array(z.string()).default([]) })) }),
  StopCode: z.string().optional(),
  StoppedReason: z.string().optional(),
});
type StoppedTask = z.infer<typeof StoppedTask>;

/** What a Lambda function that threw leaves as the cause. */
const ThrownError = z.object({ errorType: z.string(), errorMessage: z.string() });

/** Longest message that is kept: Step Functions' own limit for a cause is 32,768 characters. */
const longestMessage = 4000;

/**
 * Says in words what failed: which segment, which time range, which attempt, what ffmpeg said, what to do.
 * @param failures what the job's tasks have written down before they ended
 * @param segments of the plan, to name the time range of a task that was killed before it could write
 */
export function describeFailure(
  { Error: name, Cause: cause }: CaughtError,
  failures: readonly TaskFailure[],
  segments: readonly Segment[] = [],
): JobError {
  const document = parse(cause);
  const thrown = ThrownError.safeParse(document);
  if (thrown.success) return { name: thrown.data.errorType, message: shorten(thrown.data.errorMessage) };
  const stopped = StoppedTask.safeParse(document);
  if (stopped.success) {
    const failure = findFailure(failures, stopped.data);
    if (failure) return { name: failure.name, message: shorten(describeTask(failure)) };
    return { name: 'TaskStopped', message: shorten(describeStop(stopped.data, segments)) };
  }
  // A Distributed Map only says that too many of its children failed; what they have written down says why.
  const worst = taskErrors.has(name) ? failures.toSorted(bySeverity)[0] : undefined;
  if (worst) return { name: worst.name, message: shorten(describeTask(worst)) };
  return { name, message: shorten(cause || `${name}, without any further word. Look at the execution's history.`) };
}

/** Names under which Step Functions hides what a task itself has said. */
const taskErrors: ReadonlySet<string> = new Set([
  'States.ExceedToleratedFailureThreshold',
  'States.TaskFailed',
  'States.Timeout',
]);

/** Who was merely told to stop didn't fail by itself; of the others, the one most often tried ended the job. */
const bySeverity = (a: TaskFailure, b: TaskFailure): number =>
  Number(a.name === 'Interrupted') - Number(b.name === 'Interrupted') || b.attempt - a.attempt;

/** What the very task has written down that ended the job. */
function findFailure(failures: readonly TaskFailure[], { Overrides }: StoppedTask): TaskFailure | undefined {
  const [command, , index, kernels] = Overrides.ContainerOverrides[0]?.Command ?? [];
  if (command === 'concat' || command === 'illustrate') return failures.find(({ task }) => task === command);
  const task = kernels?.includes(',') ? 'fused' : kernels;
  return failures.find((failure) => failure.segment === Number(index) && (task ?? failure.task) === failure.task);
}

function describeTask({ task, segment, segmentCount, timeRange, attempt, name, message, ffmpeg }: TaskFailure): string {
  const place =
    segment === null || timeRange === null
      ? task === 'illustrate'
        ? 'Illustrating the motion'
        : 'The concatenation'
      : `Segment ${segment} of 0-${segmentCount - 1} (${clock(timeRange.start)} to ${clock(timeRange.end)} of the video, task ${task})`;
  return [
    `${place} failed in attempt ${attempt} with ${name}: ${message}`,
    ...(ffmpeg.length === 0 ? [] : [`ffmpeg's last lines:\n${ffmpeg.map((line) => `  ${line}`).join('\n')}`]),
    remedies[name] ?? remedies.any,
  ].join('\n');
}

const remedies: Readonly<Record<string, string>> & { any: string } = {
  FfmpegFailed:
    "What to do: look at that time range of the source; ffmpeg's lines say what it stumbled over. Submit again once the file is repaired.",
  SourceUnreadable:
    'What to do: check that the source object still exists and that the task may read it, then submit again.',
  FrameMismatch:
    'What to do: the source may be damaged there; remux it (ffmpeg -i in -c copy out.mkv) or use longer segments, then submit again.',
  OutputMismatch:
    'What to do: the message names what differs from the source; --container mkv carries more than MP4. If that fails too, report it with the job record.',
  FfmpegNotFound: 'What to do: see README, "ffmpeg".',
  any: "What to do: look at the task's log for this segment, then submit again.",
};

function describeStop(
  { Containers, Overrides, StopCode, StoppedReason }: StoppedTask,
  segments: readonly Segment[],
): string {
  const [command = 'unknown', , index] = Overrides.ContainerOverrides[0]?.Command ?? [];
  const range = segments[Number(index)]?.timeRange;
  const place = range ? ` (${clock(range.start)} to ${clock(range.end)} of the video)` : '';
  const what = command === 'segment' ? `The task of segment ${index ?? '?'}${place}` : `The task "${command}"`;
  const exitCode = Containers[0]?.ExitCode;
  const end = exitCode === undefined ? 'without an exit code' : `with exit code ${exitCode}`;
  const reason = Containers[0]?.Reason ?? StoppedReason ?? StopCode ?? 'no reason given';
  const killed =
    exitCode === 137 ? ' Exit code 137 means that it was killed, mostly for want of memory: give the task more.' : '';
  if (reason.startsWith('CannotPullContainerError')) {
    return `${what} never began: its image can't be pulled (${reason}). What to do: build and push the image of this deployment (npm run image), then submit again.`;
  }
  return `${what} ended ${end} (${reason}) and left no word why.${killed} What to do: look at its log, then submit again.`;
}

/** Seconds as 00:01:02.500. */
export function clock(seconds: number): string {
  const milliseconds = Math.round(seconds * 1000);
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  const [hours, minutes] = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60];
  return `${two(hours)}:${two(minutes)}:${two((milliseconds / 1000) % 60)}.${String(milliseconds % 1000).padStart(3, '0')}`;
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
