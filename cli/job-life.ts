import type { JobRecord } from '../pipeline/job';
import type { Stage } from './stage';

/** Whether anything of a job may still be needed by itself; `gone` has no record any more. */
export type JobLife = 'running' | 'succeeded' | 'failed' | 'cancelled' | 'gone';

/** What of a stage is asked. */
export interface Living {
  jobs: Pick<Stage['jobs'], 'readJob'>;
  executions: Pick<Stage['executions'], 'describe'>;
}

const ended = { SUCCEEDED: 'succeeded', FAILED: 'failed', CANCELLED: 'cancelled' } as const;

/**
 * A job has ended when its record says so and its execution has ended, too: after the record's last word an execution still writes,
 * tells and clears.
 * @param further ARNs of executions that belong to the job, besides those that its record names
 */
export async function lifeOf(
  { jobs, executions }: Living,
  jobId: string,
  further: readonly string[] = [],
): Promise<{ life: JobLife; record: JobRecord | undefined }> {
  const record = await jobs.readJob(jobId);
  if (record?.state === 'RUNNING') return { life: 'running', record };
  for (const execution of new Set([...(record ? [record.executionId] : []), ...further])) {
    if ((await executions.describe(execution))?.isRunning) return { life: 'running', record };
  }
  return { life: record ? ended[record.state] : 'gone', record };
}
