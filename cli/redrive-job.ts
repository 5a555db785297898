import type { DescribedExecution } from '../aws/executions';
import { describeEnd } from '../pipeline/describe-end';
import type { JobRecord } from '../pipeline/job';
import { expiryWithoutPolicy } from '../pipeline/record-expiry';
import { eventOf } from '../pipeline/upload-event';
import type { Stage } from './stage';

/** What of a stage the command calls, and what else it takes from outside. */
export interface Redriving {
  jobs: Pick<Stage['jobs'], 'readJob' | 'settle' | 'reopen' | 'release'>;
  executions: Pick<Stage['executions'], 'describe' | 'isRedrivable' | 'redrive' | 'start'>;
  /** Rejects when the command is interrupted. */
  pause: (ms: number) => Promise<unknown>;
  now: () => Date;
}

/**
 * How it went: the same execution goes on (`redriven`), a new one has the job (`restarted`), or nothing was started, because
 * the job is done, or because another execution has it, or an earlier one still runs.
 */
export interface Redriven {
  how: 'redriven' | 'restarted' | 'done' | 'taken' | 'ending';
  record: JobRecord;
  /** ARN of the execution that has the job, or that still runs. */
  executionId: string;
}

/** What is known of an execution 90 days after its end. */
const forgotten = { status: 'FORGOTTEN' };

/** Between two looks, in milliseconds. */
const interval = 500;
/** Looks at what others are about to finish: some 15 s. */
const mostLooks = 30;
/** A job taken up this short ago may have an execution that is only now being redriven, in milliseconds. */
const takenUpLately = 10_000;

/**
 * Takes up a job again that didn't succeed: only what is missing is done. Whoever does so at the same time, or has done it
 * meanwhile, is found out by conditions in the record; the job is never had by two.
 * @throws Error when the record goes on changing, or the new execution doesn't get as far as claiming the job
 */
export async function redriveJob(redriving: Redriving, found: JobRecord): Promise<Redriven> {
  const { jobs, pause } = redriving;
  let record = found;
  for (let look = 0; look < mostLooks; look += 1) {
    const redriven = await attempt(redriving, record);
    if (redriven !== 'look again') return redriven;
    await pause(interval);
    record = (await jobs.readJob(record.jobId)) ?? record;
  }
  const execution = await redriving.executions.describe(record.executionId);
  if (execution?.isRunning) return { how: 'ending', record, executionId: record.executionId };
  throw new Error(
    `Job ${record.jobId} changes again and again: it is ${record.state} now. Look at it, then try again.`,
  );
}

async function attempt(redriving: Redriving, record: JobRecord): Promise<Redriven | 'look again'> {
  const { state, executionId } = record;
  if (state === 'SUCCEEDED') return { how: 'done', record, executionId };
  const execution = await redriving.executions.describe(executionId);
  if (state === 'RUNNING') {
    if (execution?.isRunning) return { how: 'taken', record, executionId };
    await settleDead(redriving, record, execution);
    return 'look again';
  }
  // It has recorded its end and is about to end; of a cancelled job, tasks may still run that would be in the way.
  if (execution?.isRunning) return 'look again';
  const isInterrupted = execution?.status === 'ABORTED' || execution?.status === 'TIMED_OUT';
  const goesOn = state === 'FAILED' && isInterrupted && (await redriving.executions.isRedrivable(executionId));
  return goesOn ? await redriveInPlace(redriving, record) : await restart(redriving, record);
}

/** Nobody else has corrected the record of an execution that has died: as a rule the stage itself does, within seconds. */
async function settleDead(
  { jobs, now }: Redriving,
  record: JobRecord,
  execution: DescribedExecution | undefined,
): Promise<void> {
  const { jobId, executionId, startedAt } = record;
  const at = now();
  if (at.getTime() - Date.parse(startedAt) < takenUpLately) return;
  const end = describeEnd(execution ?? forgotten, record);
  await jobs.settle(jobId, executionId, { ...end, at, startedAt, expiresAt: expiryWithoutPolicy(record, at) });
}

/** The execution goes on at the states that it was stopped in. */
async function redriveInPlace(redriving: Redriving, record: JobRecord): Promise<Redriven | 'look again'> {
  const { jobs, executions, now } = redriving;
  const { jobId, executionId } = record;
  if (!(await jobs.reopen(jobId, executionId))) return 'look again';
  const [answer] = await Promise.allSettled([executions.redrive(executionId)]);
  if (answer.status === 'fulfilled' && answer.value) return { how: 'redriven', record, executionId };
  const execution = await executions.describe(executionId);
  if (execution?.isRunning) {
    // Either the answer was lost, or it was refused because somebody else was faster.
    return { how: answer.status === 'rejected' ? 'redriven' : 'taken', record, executionId };
  }
  const { error } = record.error ? { error: record.error } : describeEnd(execution ?? forgotten, record);
  const isBack = await jobs.settle(jobId, executionId, { state: 'FAILED', error, at: now() });
  if (answer.status === 'rejected') throw answer.reason;
  return isBack ? await restart(redriving, record) : 'look again';
}

/** A new execution gets the same input; it finds the plan and the finished segments, if they are still there. */
async function restart(redriving: Redriving, record: JobRecord): Promise<Redriven | 'look again'> {
  const { jobs, executions, pause } = redriving;
  const { jobId, executionId: earlier, input, inputOptions } = record;
  if (!(await jobs.release(jobId, earlier))) return 'look again';
  const executionId = await executions.start(eventOf(input, inputOptions));
  for (let look = 0; look < mostLooks; look += 1) {
    // Asked for before the record: an execution that has ended has claimed, or never will.
    const execution = await executions.describe(executionId);
    const latest = (await jobs.readJob(jobId)) ?? record;
    if (latest.executions.includes(executionId)) return { how: 'restarted', record: latest, executionId };
    if (latest.executionId !== earlier) return { how: 'taken', record: latest, executionId: latest.executionId };
    // One that was started just now may not be known yet.
    if (execution && !execution.isRunning) {
      const { status, error = 'no error', cause = 'no cause' } = execution;
      throw new Error(
        `The new execution ${executionId} ended as ${status} before it had job ${jobId}: ${error}: ${cause}`,
      );
    }
    await pause(interval);
  }
  throw new Error(
    `The new execution ${executionId} has not claimed job ${jobId} within ${(mostLooks * interval) / 1000} s. It may still do so: framefleet status ${jobId}`,
  );
}
