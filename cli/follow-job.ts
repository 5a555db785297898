import { setTimeout as pause } from 'node:timers/promises';
import { DescribeExecutionCommand, type SFNClient, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import type { JobTable } from '../aws/job-table';
import type { JobRecord } from '../pipeline/job';

/** Between two looks at the job, in milliseconds. */
const interval = 400;
/** The same while an execution that has recorded its end runs its last states. */
const endInterval = 50;
/** Looks at the record for each look at its execution: the record tells more, and as a rule earlier. */
const looksPerStatus = 5;
/** An upload starts its execution within a second or so; longer means that no rule matched it. */
const longestStart = 30_000;

/** Follows a job to the end of its execution, and tells of each look at it. */
export async function followJob(
  services: { jobs: JobTable; stepFunctions: SFNClient },
  jobId: string,
  onLook: (record: JobRecord) => void,
  signal: AbortSignal,
): Promise<JobRecord> {
  const { jobs, stepFunctions } = services;
  const started = performance.now();
  for (let looks = 1; ; looks += 1) {
    const record = await jobs.readJob(jobId);
    if (!record && performance.now() - started > longestStart) {
      throw new Error(
        `No execution took job ${jobId} within ${longestStart / 1000} s: does the stage's rule match the upload?`,
      );
    }
    if (record) {
      onLook(record);
      // The record ends before the execution's last states run; an execution that died leaves a record without an end.
      if (record.state !== 'RUNNING' || looks % looksPerStatus === 0) {
        const status = await executionStatus(stepFunctions, record.executionId);
        if (status.state !== 'RUNNING') return await withStates(stepFunctions, await settled(jobs, record, status));
      }
    }
    await pause(record && record.state !== 'RUNNING' ? endInterval : interval, undefined, { signal });
  }
}

interface ExecutionStatus {
  state: string;
  error: string | undefined;
  cause: string | undefined;
}

async function executionStatus(stepFunctions: SFNClient, executionArn: string): Promise<ExecutionStatus> {
  const { status, error, cause } = await stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  return { state: status ?? 'RUNNING', error, cause };
}

/** The execution ended between two looks; or it died without its failure branch (stopped, timed out). */
async function settled(
  jobs: JobTable,
  record: JobRecord,
  { state, error, cause }: ExecutionStatus,
): Promise<JobRecord> {
  const latest = (await jobs.readJob(record.jobId)) ?? record;
  if (latest.state !== 'RUNNING') return latest;
  const message = cause ?? `The execution ended as ${state} without a word.`;
  return { ...latest, state: 'FAILED', error: { name: error ?? state, message } };
}

/** Adds the names of the states in the order in which they were entered. */
async function withStates(client: SFNClient, record: JobRecord): Promise<JobRecord> {
  const states: string[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn: record.executionId })) {
    for (const { stateEnteredEventDetails } of page.events ?? []) {
      if (stateEnteredEventDetails?.name !== undefined) states.push(stateEnteredEventDetails.name);
    }
  }
  return { ...record, states };
}
