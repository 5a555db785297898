import { z } from 'zod';
import { CaughtError, describeFailure } from '../pipeline/describe-failure';
import { TaskFailure } from '../pipeline/errors';
import type { JobError } from '../pipeline/job';
import { failuresPrefix, planKey } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({ jobId: z.string(), executionId: z.string(), failure: CaughtError });

/** Turns what Step Functions caught, and what the tasks have written down, into words for the owner of the video. */
export function createDescribeFailure({ store, workBucket, log }: HandlerDependencies): Handler<JobError> {
  return async (event) => {
    const { jobId, executionId, failure } = Event.parse(event);
    const failures: TaskFailure[] = [];
    for await (const { key } of store.list(workBucket, failuresPrefix(jobId))) {
      failures.push(await store.readJson(workBucket, key, TaskFailure));
    }
    const plan = await store.findJson(workBucket, planKey(jobId), Plan);
    const described = describeFailure(failure, failures, plan?.segments);
    log.with({ jobId, executionId }).error('job failed', { error: described, caught: failure });
    return described;
  };
}

export const handler = lambda('framefleet-describe-failure', createDescribeFailure);
