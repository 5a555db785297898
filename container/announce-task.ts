import type { TaskEnd, TaskKey, TaskStart } from '../aws/job-table';
import type { Plan } from '../pipeline/plan';
import { reportFrames } from './report-frames';
import type { TaskDependencies } from './task';
import { within } from './until-stopped';

/** How long a finished task waits for the job table, in milliseconds. */
const patience = 20_000;

/** A task that the job table knows of. */
export interface AnnouncedTask {
  /** @param frames done so far */
  report: (frames: number) => void;
  /** The task's result is written. The table may be the last to know, or never: that is no reason to do the work again. */
  done(result: Pick<TaskEnd, 'frames' | 'verification'>): Promise<void>;
}

/**
 * Says in the job table that this attempt of the task begins; from then on only its own reports count there. Comes before all else,
 * also where the result is found finished: whoever finished it may have been stopped before the table knew.
 */
export async function announceTask(
  { jobs, log, now, launch, onFrames }: TaskDependencies,
  { jobId, expiresAt }: Plan,
  { task, segment, timeRange }: Pick<TaskKey, 'task' | 'segment'> & Pick<TaskStart, 'timeRange'>,
): Promise<AnnouncedTask> {
  const key = { jobId, task, segment, ...launch };
  await jobs.startTask(key, { at: now(), timeRange, expiresAt });
  const reports = reportFrames((frames) => jobs.reportFrames(key, frames), log);
  return {
    report(frames) {
      onFrames(frames);
      reports.report(frames);
    },
    async done(result) {
      const telling = reports.settle().then(() => jobs.endTask(key, { state: 'DONE', at: now(), ...result }));
      await within(patience, 'Telling the job table', telling).catch((error: unknown) => {
        log.warn('the task is done, but the job table was not told', { reason: String(error) });
      });
    },
  };
}
