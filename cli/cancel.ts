import { hostname, userInfo } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import type { JobRecord } from '../pipeline/job';
import { type Cancelled, type Cancelling, cancelJob } from './cancel-job';
import { findJob } from './find-job';
import type { Screen } from './screen';
import type { Stage } from './stage';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Cancellable extends Pick<Cancelling, 'executions' | 'clear'> {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs' | 'settle'>;
}

/**
 * Cancels a job: nothing of it runs afterwards, and nothing is left but its record.
 * @returns the exit code: 1 of a job that had succeeded or failed before
 * @throws UsageError, NoSuchJob
 */
export async function cancel(
  job: string,
  stage: Cancellable,
  { json }: { json: boolean },
  { stdout, stderr }: Screen,
  signal: AbortSignal,
): Promise<number> {
  const found = await findJob(stage.jobs, job, stage.title);
  const cancelling: Cancelling = {
    ...stage,
    pause: (ms) => pause(ms, undefined, { signal }),
    now: () => new Date(),
    say: (words) => stderr.write(`${words}\n`),
  };
  let cancelled: Cancelled;
  try {
    cancelled = await cancelJob(cancelling, found, whoAsks());
  } catch (error) {
    if (!signal.aborted) throw error;
    stderr.write(
      `Interrupted: the execution is stopped. What it has left is still to be removed: framefleet cancel ${found.jobId} goes on with that.\n`,
    );
    return exit.interrupted;
  }
  const { record, removed, silent } = cancelled;
  const { jobId, state } = record;
  if (json) stdout.write(`${JSON.stringify({ jobId, state, removed, silent })}\n`);
  else stdout.write(`${outcome(found, cancelled)}\n`);
  if (silent.length > 0) {
    stderr.write(
      `Not known to have ended: ${silent.join(', ')}. What they write after this stays: framefleet cancel ${jobId} once more removes it.\n`,
    );
  }
  return state === 'CANCELLED' ? exit.succeeded : exit.jobFailed;
}

function outcome(before: JobRecord, { record: { jobId, state, finishedAt, executionId }, removed }: Cancelled): string {
  const when = finishedAt === undefined ? '' : ` at ${finishedAt}`;
  if (state === 'RUNNING') return `RUNNING: ${jobId} was taken over by ${executionId}. Cancel it once more.`;
  if (state !== 'CANCELLED') return `${state}: ${jobId} had ended already${when}. There is nothing to cancel.`;
  const left = removed === 0 ? 'nothing was left' : `${removed} objects removed`;
  return `CANCELLED: ${jobId}${before.state === 'CANCELLED' ? ` was so already${when}` : ''}, ${left}`;
}

/** Some users have no name: those of a container, for example. */
function whoAsks(): string {
  try {
    return `${userInfo().username} on ${hostname()}`;
  } catch {
    return `somebody on ${hostname()}`;
  }
}
