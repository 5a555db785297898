import * as z from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { PipelineError } from '../pipeline/errors';
import { fanOutOver } from '../pipeline/fan-out';
import { JobPolicy } from '../pipeline/job-policy';
import { itemsKey, planKey, segmentResultKey, segmentsPrefix, workPrefix } from '../pipeline/keys';
import { Plan, PlanSummary, type Planned } from '../pipeline/plan';
import { tasksOf } from '../pipeline/task-of-kernel';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string().min(1),
  executionId: z.string(),
  summary: PlanSummary,
  spotShare: JobPolicy.shape.spotShare,
});

/**
 * Takes up a job again where an earlier run has left it: the plan stays, and the Map gets the segments that are missing.
 * @throws PipelineError NothingToResume when the plan is gone, or isn't the one that the record knows
 */
export function createResumeJob({ store, workBucket, log }: HandlerDependencies): Handler<Planned> {
  return async (event) => {
    const { jobId, executionId, summary, spotShare } = Event.parse(event);
    const plan = await store.findJson(workBucket, planKey(jobId), Plan);
    if (plan?.segments.length !== summary.segmentCount || plan.mode !== summary.mode) {
      // Results of a plan that is gone would be taken for those of the next one.
      await store.clear(workBucket, workPrefix(jobId));
      const found = plan === undefined ? 'there is none' : `it has ${plan.segments.length} segments, ${plan.mode}`;
      throw new PipelineError(
        'NothingToResume',
        `The plan of job ${jobId} with ${summary.segmentCount} segments, ${summary.mode}, can't be gone on with: ${found}. It has to be made anew.`,
        { figures: { segmentCount: summary.segmentCount, mode: summary.mode } },
      );
    }
    const results = await keysBelow(store, workBucket, segmentsPrefix(jobId));
    const isDone = (index: number) => summary.tasks.every((task) => results.has(segmentResultKey(jobId, index, task)));
    const missing = plan.segments.filter(({ index }) => !isDone(index));
    const { fanOut, maxConcurrency, items, given } = fanOutOver(missing, {
      jobId,
      workBucket,
      spotShare,
      maxConcurrency: summary.maxConcurrency,
    });
    await store.writeJson(workBucket, itemsKey(jobId), items);
    log.with({ jobId, executionId }).info('resumed', {
      segmentCount: summary.segmentCount,
      missing: missing.length,
      fanOut,
    });
    const taskKernels = tasksOf(plan).map((names) => names.join(','));
    return {
      summary: { ...summary, taskKernels, fanOut, maxConcurrency },
      done: plan.segments.length - missing.length,
      ...given,
    };
  };
}

async function keysBelow(store: ObjectStore, bucket: string, prefix: string): Promise<Set<string>> {
  const keys = new Set<string>();
  for await (const { key } of store.list(bucket, prefix)) keys.add(key);
  return keys;
}

export const handler = lambda('framefleet-resume-job', createResumeJob);
