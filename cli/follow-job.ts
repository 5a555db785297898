import { setTimeout as pause } from 'node:timers/promises';
import { type SFNClient, paginateGetExecutionHistory } from '@aws-sdk/client-sfn';
import { Executions } from '../aws/executions';
import type { JobTable } from '../aws/job-table';
import { describeEnd } from '../pipeline/describe-end';
import type { JobRecord } from '../pipeline/job';

/** Pauses between two looks at the job, in milliseconds. */
const unhurried = {
  meanwhile: 400,
  /** While an execution that has recorded its end runs its last states, or has died and the record doesn't know yet. */
  atEnd: 50,
};
/** Looks at the record for each look at its execution: the record tells more, and as a rule earlier. */
const looksPerStatus = 5;
/** How long ago a job must have been taken up for its execution to be believed dead, in milliseconds. */
const latelyStarted = 10_000;
/** Looks at the record of an execution that has died: it is corrected within a second or so. */
const looksForCorrection = 20;
/** An upload starts its execution within a second or so; longer means that no rule matched it. */
const longestStart = 30_000;

/** What is known of an execution 90 days after its end. */
const forgotten = { status: 'FORGOTTEN' };

interface Services {
  jobs: Pick<JobTable, 'readJob'>;
  stepFunctions: SFNClient;
}

/**
 * Follows a job to the end of the execution that has it, and tells of each look at it. When another execution takes the job
 * over meanwhile, that one is followed.
 */
export async function followJob(
  services: Services,
  jobId: string,
  onLook: (record: JobRecord) => void,
  signal: AbortSignal,
  pauses = unhurried,
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
        const execution = await new Executions(stepFunctions).describe(record.executionId);
        const settled = execution?.isRunning ? undefined : await settledRecord(services, record, pauses.atEnd, signal);
        if (settled) return execution ? await withStates(stepFunctions, settled) : settled;
      }
    }
    const isEnding = record !== undefined && record.state !== 'RUNNING';
    await pause(isEnding ? pauses.atEnd : pauses.meanwhile, undefined, { signal });
  }
}

/**
 * The record of a job whose execution has ended: perhaps between two looks, perhaps without its failure branch, so that the
 * record must be corrected by others first.
 * @returns undefined when the job goes on, by another execution or by the same one, redriven
 */
async function settledRecord(
  { jobs, stepFunctions }: Services,
  record: JobRecord,
  interval: number,
  signal: AbortSignal,
): Promise<JobRecord | undefined> {
  const { jobId, executionId } = record;
  for (let look = 1; look <= looksForCorrection; look += 1) {
    const latest = (await jobs.readJob(jobId)) ?? record;
    if (latest.executionId !== executionId) return undefined;
    if (latest.state !== 'RUNNING') return latest;
    await pause(interval, undefined, { signal });
  }
  // Step Functions may be behind: one that began or was redriven just now isn't known to run yet.
  if (Date.now() - Date.parse(record.startedAt) < latelyStarted) return undefined;
  const execution = await new Executions(stepFunctions).describe(executionId);
  return execution?.isRunning ? undefined : { ...record, ...describeEnd(execution ?? forgotten, record) };
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
