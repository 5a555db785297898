import { z } from 'zod';
import { CaughtError, describeFailure } from '../pipeline/describe-failure';
import { TaskFailure } from '../pipeline/errors';
import type { JobError } from '../pipeline/job';
import { JobPolicy } from '../pipeline/job-policy';
import { failuresPrefix, planKey } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import { recordExpiry } from '../pipeline/record-expiry';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string(),
  executionId: z.string(),
  failure: CaughtError,
  recordDays: JobPolicy.shape.recordDays,
});

export interface Described {
  error: JobError;
  /** A job that failed before it was planned has no other expiry; epoch seconds. */
  expiresAt: number;
}

/** Turns what Step Functions caught, and what the tasks have written down, into words for the owner of the video. */
export function createDescribeFailure({ store, workBucket, log, now }: HandlerDependencies): Handler<Described> {
  return async (event) => {
    const { jobId, executionId, failure, recordDays } = Event.parse(event);
    const failures: TaskFailure[] = [];
    for await (const { key } of store.list(workBucket, failuresPrefix(jobId))) {
      failures.push(await store.readJson(workBucket, key, TaskFailure));
    }
    const plan = await store.findJson(workBucket, planKey(jobId), Plan);
    const error = describeFailure(failure, failures, plan?.segments);
    log.with({ jobId, executionId }).error('job failed', { error, caught: failure });
    return { error, expiresAt: recordExpiry(now(), recordDays) };
  };
}

export const handler = lambda('framefleet-describe-failure', createDescribeFailure);
