import * as z from 'zod';
import { PlanningPolicy } from '../pipeline/job-policy';
import { indexKey, itemsKey, planKey } from '../pipeline/keys';
import { KeyFrameIndex } from '../pipeline/key-frame-index';
import type { Planned } from '../pipeline/plan';
import { planJob } from '../pipeline/plan-job';
import { recordExpiry } from '../pipeline/record-expiry';
import { Source } from '../pipeline/source';
import { type Handler, type HandlerDependencies, lambda } from './handler';
import { Probed } from './probe';

const Event = z.object({
  jobId: z.string(),
  executionId: z.string(),
  source: Source,
  probed: Probed,
  policy: PlanningPolicy,
});

/** Writes the plan that all tasks follow, and the items of the Map. */
export function createPlanSegments(dependencies: HandlerDependencies): Handler<Planned> {
  const { store, workBucket, outputBucket, log, now } = dependencies;
  return async (event) => {
    const { jobId, executionId, source, probed, policy } = Event.parse(event);
    const index = await store.readJson(workBucket, indexKey(jobId), KeyFrameIndex);
    const buckets = { work: workBucket, output: outputBucket };
    const expiresAt = recordExpiry(now(), policy.recordDays);
    const { plan, planned, items } = planJob({ jobId, source, ...probed, index, policy, buckets, expiresAt });
    await store.writeJson(workBucket, planKey(jobId), plan);
    await store.writeJson(workBucket, itemsKey(jobId), items);
    const { segmentCount, mode, fanOut } = planned.summary;
    log.with({ jobId, executionId }).info('planned', { segmentCount, mode, fanOut });
    return planned;
  };
}

export const handler = lambda('framefleet-plan-segments', createPlanSegments);
