import * as z from 'zod';
import type { Announcements } from '../aws/announcements';
import { clearJob } from '../aws/clear-job';
import { type ClientOptions, openAnnouncements, openExecutions, openJobTable } from '../aws/clients';
import type { Executions } from '../aws/executions';
import type { JobTable } from '../aws/job-table';
import { describeEnd } from '../pipeline/describe-end';
import { ReconcilingEnvironment, readEnvironment } from '../pipeline/environment';
import type { JobRecord } from '../pipeline/job';
import { recordExpiry } from '../pipeline/record-expiry';
import { UploadEvent, jobOf } from '../pipeline/upload-event';
import { type Handler, type HandlerDependencies, lambda } from './handler';

/** What it is given besides what every handler is. */
export interface ReconcilingDependencies extends HandlerDependencies {
  jobs: Pick<JobTable, 'readJob' | 'settle'>;
  executions: Pick<Executions, 'describe'>;
  announcements: Pick<Announcements, 'announce'>;
  /** Days after which a record expires that is settled here. */
  recordDays: number;
}

/** An execution has ended, in another way than well: https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html */
const EndEvent = z.object({
  detail: z.object({
    executionArn: z.string().min(1),
    status: z.enum(['FAILED', 'TIMED_OUT', 'ABORTED']),
    /** Milliseconds since 1970. */
    stopDate: z.number(),
    /** JSON text; left out where it is too long for an event. */
    input: z.string().nullish(),
    error: z.string().nullish(),
    cause: z.string().nullish(),
  }),
});
type EndEvent = z.infer<typeof EndEvent>;

/** An execution couldn't claim its job: another one has it. */
const ClaimConflict = z.object({ jobId: z.string().min(1), executionId: z.string().min(1) });
type ClaimConflict = z.infer<typeof ClaimConflict>;

export interface Reconciled {
  /** The execution that asks may claim the job now. */
  claimable: boolean;
}

/**
 * For so long after a claim, in milliseconds, Step Functions may not know yet of the execution that has it, or that it was
 * taken up again: what it tells is a while behind.
 */
const settlesIn = 5 * 60_000;

/**
 * Corrects the record of a job whose execution has died without doing so: stopped by hand, out of time, or failed where its
 * failure branch couldn't be reached. It is told of the end, or asked by another execution that wants the job.
 */
export function createReconcile(dependencies: ReconcilingDependencies): Handler<Reconciled> {
  const { log } = dependencies;
  return async (event) => {
    const end = EndEvent.safeParse(event);
    if (end.success) {
      await followEnd(dependencies, end.data.detail);
      return { claimable: false };
    }
    const conflict = ClaimConflict.safeParse(event);
    if (conflict.success) return { claimable: await releaseFromDead(dependencies, conflict.data) };
    log.warn('neither the end of an execution nor a claim that failed', { event });
    return { claimable: false };
  };
}

/** Settles the job that a dead execution has had, tells others, and removes what nobody finishes any more. */
async function followEnd(dependencies: ReconcilingDependencies, detail: EndEvent['detail']): Promise<void> {
  const { jobs, executions, announcements, store, workBucket, outputBucket, log, now, recordDays } = dependencies;
  const { executionArn: executionId, status, stopDate } = detail;
  const own = log.with({ executionId });
  const described = await executions.describe(executionId);
  const jobId = jobIn(detail.input ?? described?.input);
  if (jobId === undefined) {
    own.warn('an execution has ended that was about no upload', { status });
    return;
  }
  const isRedriven = described?.isRunning && described.redrivenAt && described.redrivenAt.getTime() > stopDate;
  const found = await jobs.readJob(jobId);
  if (isRedriven || (found && isTakenUpSince(found, stopDate))) {
    own.info('it was taken up again meanwhile', { jobId });
    return;
  }
  const end = { status, error: detail.error ?? described?.error, cause: detail.cause ?? described?.cause };
  const { state, error } = describeEnd(end, { jobId, executionId });
  const expiresAt = recordExpiry(now(), recordDays);
  const settled =
    found !== undefined &&
    (await jobs.settle(jobId, executionId, {
      ...{ state, error, expiresAt },
      at: new Date(stopDate),
      startedAt: found.startedAt,
    }));
  const record = await jobs.readJob(jobId);
  // Events come more than once, and what follows a correction may have failed the first time: it is done for each.
  const isOurs = record?.executionId === executionId && record.state === state && record.error?.name === error.name;
  if (!isOurs) {
    own.info('the record needs no correction', { jobId, status, state: record?.state });
    return;
  }
  own.warn('corrected the record', { jobId, state, settled, error });
  const news = { jobId, source: record.input, error, executionId };
  await announcements.announce(state === 'CANCELLED' ? 'Job Cancelled' : 'Job Failed', news);
  const cleared = await clearJob(store, { workBucket, outputBucket }, jobId, state === 'CANCELLED' ? 'all' : 'uploads');
  own.info('cleared', { jobId, ...cleared });
}

/** Somebody redrives the execution that has ended, or has done so: the end is no longer the job's. */
const isTakenUpSince = ({ state, startedAt }: JobRecord, stopDate: number): boolean =>
  state === 'RUNNING' && Date.parse(startedAt) > stopDate;

/** @returns whether the execution that has the job is dead, so that the job can be claimed from it */
async function releaseFromDead(dependencies: ReconcilingDependencies, conflict: ClaimConflict): Promise<boolean> {
  const { jobs, executions, log, now, recordDays } = dependencies;
  const { jobId } = conflict;
  const own = log.with(conflict);
  const record = await jobs.readJob(jobId);
  if (record?.state !== 'RUNNING') return false;
  const { executionId: holder, startedAt } = record;
  const execution = await executions.describe(holder);
  if (execution?.isRunning) return false;
  const at = now();
  const claimedAt = Date.parse(startedAt);
  const isOutdated = execution?.stoppedAt === undefined || execution.stoppedAt.getTime() < claimedAt;
  if (isOutdated && at.getTime() - claimedAt < settlesIn) {
    own.info('Step Functions may not know yet that the job is had', { holder, startedAt });
    return false;
  }
  const { error } = describeEnd(execution ?? { status: 'FORGOTTEN' }, { jobId, executionId: holder });
  const expiresAt = recordExpiry(at, recordDays);
  const settled = await jobs.settle(jobId, holder, { state: 'FAILED', error, at, expiresAt, startedAt });
  own.warn('the execution that had the job is dead', { holder, status: execution?.status, settled });
  return settled;
}

function jobIn(input: string | undefined): string | undefined {
  if (input === undefined) return undefined;
  let document: unknown;
  try {
    document = JSON.parse(input);
  } catch {
    return undefined;
  }
  const event = UploadEvent.safeParse(document);
  return event.success ? jobOf(event.data) : undefined;
}

/** @param clients where on one machine the services are that only this function calls */
export function reconcilingDependencies(
  dependencies: HandlerDependencies,
  clients: ClientOptions = {},
): ReconcilingDependencies {
  const environment = readEnvironment(ReconcilingEnvironment, dependencies.variables);
  return {
    ...dependencies,
    jobs: openJobTable(environment.FRAMEFLEET_JOB_TABLE, clients),
    executions: openExecutions(clients),
    announcements: openAnnouncements(environment.FRAMEFLEET_EVENT_BUS, clients),
    recordDays: environment.FRAMEFLEET_RECORD_DAYS,
  };
}

export const handler = lambda('framefleet-reconcile', (dependencies) =>
  createReconcile(reconcilingDependencies(dependencies)),
);
