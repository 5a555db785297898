import { describeEnd } from '../pipeline/describe-end';
import { findJob } from './find-job';
import type { Screen } from './screen';
import { showStatus } from './show-status';
import type { Stage } from './stage';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Shown {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs'>;
  executions: Pick<Stage['executions'], 'describe'>;
}

/**
 * Says how a job stands.
 * @returns the exit code: whatever the state, the question was answered
 * @throws UsageError, NoSuchJob
 */
export async function showJob(
  job: string,
  { title, jobs, executions }: Shown,
  { json }: { json: boolean },
  { stdout, stderr }: Screen,
  now: Date,
): Promise<number> {
  const found = await findJob(jobs, job, title);
  const execution = found.state === 'RUNNING' ? await executions.describe(found.executionId) : undefined;
  const isDead = execution !== undefined && !execution.isRunning;
  // An execution that ends between the two questions has recorded its end: once more, then.
  const record = isDead ? ((await jobs.readJob(found.jobId)) ?? found) : found;
  stdout.write(json ? `${JSON.stringify(record, null, 2)}\n` : `${showStatus(record, now).join('\n')}\n`);
  if (isDead && record.state === 'RUNNING' && record.executionId === found.executionId) {
    stderr.write(`${describeEnd(execution, record).error.message}\n`);
  }
  return exit.succeeded;
}
