import { openJobTable, type ClientOptions } from '../aws/clients';
import type { JobTable } from '../aws/job-table';
import { RecordingEnvironment, readEnvironment } from '../pipeline/environment';
import { recordExpiry } from '../pipeline/record-expiry';
import { TaskStopped, endedRun } from '../pipeline/task-event';
import { type Handler, type HandlerDependencies, lambda } from './handler';

/** What it is given besides what every handler is. */
export interface RecordingDependencies extends HandlerDependencies {
  jobs: Pick<JobTable, 'recordRun'>;
  /** Tasks have public addresses. */
  publicAddresses: boolean;
  /** Days after which what it writes expires. */
  recordDays: number;
}

/**
 * Notes in the job's record how a launch of a task has ended, and when its time began that AWS bills: told by ECS, which knows also
 * of those that died without a word. The event may come more than once; each time the same is written.
 */
export function createRecordRun(dependencies: RecordingDependencies): Handler<{ recorded: boolean }> {
  const { jobs, publicAddresses, recordDays, log, now } = dependencies;
  return async (event) => {
    const stopped = TaskStopped.safeParse(event);
    const ended = stopped.success ? endedRun(stopped.data, publicAddresses) : undefined;
    if (!ended) {
      log.warn('a task has stopped that is of no job', { event });
      return { recorded: false };
    }
    await jobs.recordRun(ended.jobId, ended.run, recordExpiry(now(), recordDays));
    return { recorded: true };
  };
}

/** @param clients where on one machine the services are that only this function calls */
export function recordingDependencies(
  dependencies: HandlerDependencies,
  clients: ClientOptions = {},
): RecordingDependencies {
  const environment = readEnvironment(RecordingEnvironment, dependencies.variables);
  return {
    ...dependencies,
    jobs: openJobTable(environment.FRAMEFLEET_JOB_TABLE, clients),
    publicAddresses: environment.FRAMEFLEET_PUBLIC_ADDRESSES === 'yes',
    recordDays: environment.FRAMEFLEET_RECORD_DAYS,
  };
}

export const handler = lambda('framefleet-record-run', (dependencies) =>
  createRecordRun(recordingDependencies(dependencies)),
);
