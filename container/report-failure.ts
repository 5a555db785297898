import type { JobTable } from '../aws/job-table';
import type { Log } from '../aws/log';
import type { ObjectStore } from '../aws/object-store';
import { ProcessFailed } from '../media/run';
import { TaskFailure, exitCode, isRetryable } from '../pipeline/errors';
import { failureKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import type { Segment, TaskName } from '../pipeline/segment';
import { explain } from './explain';
import type { Launch } from './task';
import { within } from './until-stopped';

export { explain };

/** How long a failed task may take to write down why, in milliseconds. */
const patience = 60_000;

export interface FailedTask {
  plan: Plan;
  task: TaskName;
  /** Null for the concatenation. */
  segment: Segment | null;
  launch: Launch;
  startedAt: Date;
}

interface Witnesses {
  store: ObjectStore;
  jobs: JobTable;
  log: Log;
  workBucket: string;
}

/**
 * Writes down why a task failed, where DescribeFailure looks for it, and in the job table. Neither may be in reach: then the log is
 * all that tells.
 * @returns the exit code that tells ECS, and people, whether to try again
 */
export async function reportFailure(
  { store, jobs, log, workBucket }: Witnesses,
  { plan, task, segment, launch, startedAt }: FailedTask,
  error: unknown,
  at: Date,
): Promise<number> {
  const { name, message, figures, cause } = explain(error);
  const index = segment?.index ?? null;
  const failure: TaskFailure = {
    name,
    message,
    figures,
    ffmpeg: cause instanceof ProcessFailed ? cause.stderr : [],
    task,
    segment: index,
    segmentCount: plan.segments.length,
    timeRange: segment?.timeRange ?? null,
    ...launch,
    failedAt: at.toISOString(),
  };
  log.error('task failed', { error: failure });
  const write = async () => {
    const key = failureKey(plan.jobId, task, index);
    const other = await store.findJson(workBucket, key, TaskFailure).catch(() => undefined);
    if (other && isNewer(other, launch, startedAt))
      log.warn('a newer attempt has failed, too: its reason stays', { other });
    else await store.writeJson(workBucket, key, failure);
  };
  const end = () => jobs.endTask({ jobId: plan.jobId, task, segment: index, ...launch }, { state: 'FAILED', at });
  await Promise.all(
    [write(), end()].map((telling) =>
      within(patience, 'Telling why', telling).catch((reason: unknown) => {
        log.warn('why the task failed could not be written down', { reason: String(reason) });
      }),
    ),
  );
  return isRetryable(name) ? exitCode.tryAgain : exitCode.badInput;
}

/**
 * A task that outlived its attempt, or its execution, mustn't put its own end in place of its successor's. What was written before
 * this task began is older, whatever its number: a redriven execution counts anew. And one that was merely told to stop is no
 * successor.
 */
const isNewer = (other: TaskFailure, { executionId, attempt }: Launch, startedAt: Date): boolean =>
  other.name !== 'Interrupted' &&
  Date.parse(other.failedAt) > startedAt.getTime() &&
  (other.executionId !== executionId || other.attempt > attempt);
