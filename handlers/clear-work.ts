import * as z from 'zod';
import { type Cleared, clearJob } from '../aws/clear-job';
import { JobPolicy } from '../pipeline/job-policy';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string().min(1),
  executionId: z.string(),
  keepWork: JobPolicy.shape.keepWork,
});

/** Removes what a job that has succeeded needs no more. */
export function createClearWork({ store, workBucket, outputBucket, log }: HandlerDependencies): Handler<Cleared> {
  return async (event) => {
    const { jobId, executionId, keepWork } = Event.parse(event);
    const cleared = await clearJob(store, { workBucket, outputBucket }, jobId, keepWork ? 'uploads' : 'work');
    log.with({ jobId, executionId }).info('cleared', { ...cleared });
    return cleared;
  };
}

export const handler = lambda('framefleet-clear-work', createClearWork);
