import type { Cleared } from '../aws/clear-job';
import { cancelledError, describeEnd } from '../pipeline/describe-end';
import type { JobRecord, TaskRecord } from '../pipeline/job';
import { expiryWithoutPolicy } from '../pipeline/record-expiry';
import type { Stage } from './stage';

/** What of a stage the command calls, and what else it takes from outside. */
export interface Cancelling {
  jobs: Pick<Stage['jobs'], 'readJob' | 'settle'>;
  executions: Pick<Stage['executions'], 'describe' | 'stop'>;
  clear: (jobId: string) => Promise<Cleared>;
  /** Rejects when the command is interrupted. */
  pause: (ms: number) => Promise<unknown>;
  now: () => Date;
  /** Tells what is going on. */
  say: (words: string) => void;
}

export interface Cancelled {
  record: JobRecord;
  /** Objects and unfinished uploads that were there. */
  removed: number;
  /** Tasks that haven't said that they have ended, for people. */
  silent: string[];
}

/** Between two looks, in milliseconds. */
const interval = 250;
/** Longest wait for the execution and its tasks, in milliseconds: a task that is told to stop takes a few seconds. */
const longestEnd = 15_000;
/** Longest wait for the stage's own correction of the record, which also tells others, in milliseconds. */
const longestCorrection = 5000;
/** A bucket in which something is found again and again has another writer. */
const mostClearings = 20;

/**
 * Stops a job's execution with its tasks, records that it was cancelled, and removes everything but the record. One that was
 * cancelled already is gone over once more: perhaps the last time was interrupted.
 * @param by who cancels, for people
 * @returns the record as it is afterwards: of a job that had ended before, its end
 */
export async function cancelJob(cancelling: Cancelling, record: JobRecord, by: string): Promise<Cancelled> {
  if (record.state === 'SUCCEEDED' || record.state === 'FAILED') return { record, removed: 0, silent: [] };
  const { executions, clear, say, now } = cancelling;
  const { jobId, executionId } = record;
  const cause = `Cancelled by ${by} at ${now().toISOString()} with framefleet cancel.`;
  const isRunning = (await executions.describe(executionId))?.isRunning ?? false;
  // Step Functions may be behind: of a job that runs it is stopped even if it seems to have ended.
  if (isRunning || record.state === 'RUNNING') await executions.stop(executionId, { error: cancelledError, cause });
  if (isRunning) {
    say(`Stopped the execution. Waiting for its tasks to end, at most ${longestEnd / 1000} s.`);
  }
  const silent = await waitForEnd(cancelling, record, isRunning);
  const settled = await settle(cancelling, record, cause);
  if (settled.state !== 'CANCELLED') return { record: settled, removed: 0, silent: [] };
  let removed = 0;
  for (let clearing = 0; clearing < mostClearings; clearing += 1) {
    const { objects, uploads } = await clear(jobId);
    if (objects + uploads === 0) break;
    removed += objects + uploads;
  }
  return { record: settled, removed, silent };
}

/** Waits until nothing of the job runs any more. @returns what hasn't said that it has ended */
async function waitForEnd(
  { jobs, executions, pause, now }: Cancelling,
  record: JobRecord,
  wasStopped: boolean,
): Promise<string[]> {
  const isLongAgo = record.finishedAt !== undefined && now().getTime() - Date.parse(record.finishedAt) > longestEnd;
  const longest = isLongAgo && !wasStopped ? 0 : longestEnd;
  let sinceEnd = 0;
  for (let waited = 0; ; waited += interval) {
    const latest = (await jobs.readJob(record.jobId)) ?? record;
    // Another execution has taken the job over: its tasks aren't ours to wait for.
    if (latest.executionId !== record.executionId) return [];
    const isRunning = (await executions.describe(record.executionId))?.isRunning ?? false;
    const silent = [...(isRunning ? ['the execution itself'] : []), ...silentTasks(latest)];
    if (!isRunning) sinceEnd += interval;
    // Nobody corrects the record of an execution that was dead before.
    const isCorrected = latest.state !== 'RUNNING' || !wasStopped || sinceEnd > longestCorrection;
    if (silent.length === 0 && isCorrected) return [];
    if (waited >= longest) return silent;
    await pause(interval);
  }
}

/** A record that has ended ends its tasks, too: one that has ended at that very moment hasn't said so itself. */
const silentTasks = ({ segments, concatenation, illustration, finishedAt }: JobRecord): string[] =>
  [...segments.flatMap(({ tasks }) => tasks), concatenation, illustration]
    .filter((task) => task !== undefined)
    .filter(({ state, endedAt }) => state === 'RUNNING' || (finishedAt !== undefined && endedAt === finishedAt))
    .map(nameOf);

const nameOf = ({ task, segment }: TaskRecord): string => (segment === null ? task : `${task} of segment ${segment}`);

async function settle({ jobs, now }: Cancelling, record: JobRecord, cause: string): Promise<JobRecord> {
  const { jobId, executionId } = record;
  const end = describeEnd({ status: 'ABORTED', error: cancelledError, cause }, record);
  const at = now();
  await jobs.settle(jobId, executionId, { ...end, at, expiresAt: expiryWithoutPolicy(record, at) });
  return (await jobs.readJob(jobId)) ?? record;
}
