import type { JobTable } from '../aws/job-table';
import type { Log } from '../aws/log';
import type { ObjectStore } from '../aws/object-store';
import { ProcessFailed } from '../media/run';
import { PipelineError, type TaskFailure, exitCode, isRetryable } from '../pipeline/errors';
import { failureKey } from '../pipeline/keys';
import type { Plan } from '../pipeline/plan';
import type { Segment, TaskName } from '../pipeline/segment';

export interface FailedTask {
  plan: Plan;
  task: TaskName;
  /** Null for the concatenation. */
  segment: Segment | null;
  /** From 1. */
  attempt: number;
}

/** A typed error stays what it is; ffmpeg's failure becomes one that tells who was at fault. */
export function explain(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  if (error instanceof ProcessFailed) {
    const said = error.stderr.join('\n');
    if (/Server returned|Connection (?:reset|refused)|timed out/i.test(said)) {
      return new PipelineError('SourceUnreadable', `The source can't be read: ${error.stderr.at(-1) ?? ''}`, {
        cause: error,
      });
    }
    const remedy = said.includes('No space left on device')
      ? ' The disk is full: give the task more ephemeral storage.'
      : '';
    return new PipelineError('FfmpegFailed', `${error.message}.${remedy}`, { cause: error });
  }
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new PipelineError('TaskCrashed', message, { cause: error });
}

/**
 * Writes down why a task failed, where DescribeFailure looks for it, and in the job table.
 * @returns the exit code that tells ECS, and people, whether to try again
 */
export async function reportFailure(
  { store, jobs, log, workBucket }: { store: ObjectStore; jobs: JobTable; log: Log; workBucket: string },
  { plan, task, segment, attempt }: FailedTask,
  error: unknown,
  at: Date,
): Promise<number> {
  const { name, message, figures, cause } = explain(error);
  const failure: TaskFailure = {
    name,
    message,
    figures,
    ffmpeg: cause instanceof ProcessFailed ? cause.stderr : [],
    task,
    segment: segment?.index ?? null,
    segmentCount: plan.segments.length,
    timeRange: segment?.timeRange ?? null,
    attempt,
    failedAt: at.toISOString(),
  };
  log.error('task failed', { error: failure });
  const index = segment?.index ?? null;
  await Promise.all([
    store.writeJson(workBucket, failureKey(plan.jobId, task, index), failure),
    jobs.endTask({ jobId: plan.jobId, task, segment: index }, { state: 'FAILED', at }),
  ]);
  return isRetryable(name) ? exitCode.tryAgain : exitCode.badInput;
}
