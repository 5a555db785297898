import { z } from 'zod';
import { indexKey, itemsKey, planKey } from '../pipeline/keys';
import { KeyFrameIndex } from '../pipeline/media-info';
import type { Planned } from '../pipeline/plan';
import { planJob } from '../pipeline/plan-job';
import { Source } from '../pipeline/source';
import { type Handler, type HandlerDependencies, lambda } from './handler';
import { Probed } from './probe';

const Event = z.object({ jobId: z.string(), executionId: z.string(), source: Source, probed: Probed });

/** Writes the plan that all tasks follow, and the items of the Map. */
export function createPlanSegments({ store, workBucket, outputBucket, log }: HandlerDependencies): Handler<Planned> {
  return async (event) => {
    const { jobId, executionId, source, probed } = Event.parse(event);
    const index = await store.readJson(workBucket, indexKey(jobId), KeyFrameIndex);
    const buckets = { work: workBucket, output: outputBucket };
    const { plan, planned, items } = planJob({ jobId, source, ...probed, index, buckets });
    await store.writeJson(workBucket, planKey(jobId), plan);
    await store.writeJson(workBucket, itemsKey(jobId), items);
    const { segmentCount, mode, fanOut } = planned.summary;
    log.with({ jobId, executionId }).info('planned', { segmentCount, mode, fanOut });
    return planned;
  };
}

export const handler = lambda('framefleet-plan-segments', createPlanSegments);
