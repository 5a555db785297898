import * as z from 'zod';
import { clearJob } from '../aws/clear-job';
import { CaughtError, type FailureDescription, describeFailure } from '../pipeline/describe-failure';
import { DescribingEnvironment, readEnvironment } from '../pipeline/environment';
import { TaskFailure } from '../pipeline/errors';
import { JobPolicy } from '../pipeline/job-policy';
import { failuresPrefix, planKey } from '../pipeline/keys';
import { Plan } from '../pipeline/plan';
import { recordExpiry } from '../pipeline/record-expiry';
import { type Handler, type HandlerDependencies, lambda } from './handler';

const Event = z.object({
  jobId: z.string().min(1),
  executionId: z.string(),
  failure: CaughtError,
  recordDays: JobPolicy.shape.recordDays,
});

export interface Described extends FailureDescription {
  /** A job that failed before it was planned has no other expiry; epoch seconds. */
  expiresAt: number;
}

/**
 * Turns what Step Functions caught, and what the tasks have written down, into words for the owner of the video, and gives up
 * the uploads that nobody finishes any more.
 */
export function createDescribeFailure(dependencies: HandlerDependencies): Handler<Described> {
  const { store, workBucket, outputBucket, log, now, variables } = dependencies;
  const { FRAMEFLEET_TASK_LOGS: logs } = readEnvironment(DescribingEnvironment, variables);
  return async (event) => {
    const { jobId, executionId, failure, recordDays } = Event.parse(event);
    const own = log.with({ jobId, executionId });
    const failures: TaskFailure[] = [];
    for await (const { key } of store.list(workBucket, failuresPrefix(jobId))) {
      // What an older release has written is no reason to say nothing at all.
      const written = await store.readJson(workBucket, key, TaskFailure.nullable().catch(null));
      if (written) failures.push(written);
      else own.warn('what a task says of its failure is unreadable', { key });
    }
    const plan = await store.findJson(workBucket, planKey(jobId), Plan);
    const described = describeFailure({
      jobId,
      executionId,
      caught: failure,
      failures,
      segments: plan?.segments,
      logs,
    });
    own.error('job failed', { ...described, caught: failure });
    await clearJob(store, { workBucket, outputBucket }, jobId, 'uploads').catch((error: unknown) => {
      // They expire by the buckets' own rules; the job's end must not wait for that.
      own.warn('unfinished uploads are left', { reason: String(error) });
    });
    return { ...described, expiresAt: recordExpiry(now(), recordDays) };
  };
}

export const handler = lambda('framefleet-describe-failure', createDescribeFailure);
