import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import { type ClientOptions, openJobTable } from '../aws/clients';
import { countRequests } from '../aws/count-requests';
import type { JobTable } from '../aws/job-table';
import type { Log } from '../aws/log';
import { MeteringEnvironment, readEnvironment } from '../pipeline/environment';
import { recordExpiry } from '../pipeline/record-expiry';
import { TaskStopped, endedRun } from '../pipeline/task-event';
import type { Handler, HandlerDependencies } from './handler';

/** Where calls are counted. */
export interface Meter {
  jobs: Pick<JobTable, 'addUsage'>;
  /** Of the function. */
  memoryMiB: number;
  /** Epoch seconds: when what is written now may go. */
  expiresAt: () => number;
  log: Log;
}

/** How long a call waits until it is counted, in milliseconds. */
const patience = 3000;

const Named = z.object({ jobId: z.string().min(1) });

/** The job that a call is about: the state machine's calls say it, and so do the tasks that have stopped. */
function jobIn(event: unknown): string | undefined {
  const named = Named.safeParse(event);
  if (named.success) return named.data.jobId;
  const stopped = TaskStopped.safeParse(event);
  return stopped.success ? endedRun(stopped.data, false)?.jobId : undefined;
}

/**
 * Adds each call's time and requests to what its job has used, also those of a call that fails. Whether that succeeds is no concern
 * of the call. The time until then isn't all that Lambda bills: a cold start and the counting itself come on top.
 */
export const metered =
  <Result>(handler: Handler<Result>, meter: Meter | undefined): Handler<Result> =>
  (event) => {
    const jobId = jobIn(event);
    if (!meter || jobId === undefined) return handler(event);
    const { jobs, memoryMiB, expiresAt, log } = meter;
    const began = performance.now();
    return countRequests(
      () => handler(event),
      async (requests) => {
        const seconds = Math.ceil(performance.now() - began) / 1000;
        const usage = { functionCalls: 1, functionGibSeconds: seconds * (memoryMiB / 1024), ...requests };
        const telling = jobs.addUsage(jobId, usage, expiresAt()).catch((error: unknown) => {
          log.warn('what the call has used could not be counted', { jobId, reason: String(error) });
        });
        const idle = new AbortController();
        const late = pause(patience, undefined, { signal: idle.signal }).catch(() => undefined);
        await Promise.race([telling, late]);
        idle.abort();
      },
    );
  };

/**
 * Where a function's calls are counted; undefined where nothing says so.
 * @param clients where on one machine the services are
 */
export function openMeter(
  { variables, now, log }: Pick<HandlerDependencies, 'variables' | 'now' | 'log'>,
  memoryMiB: number | undefined,
  clients: ClientOptions = {},
): Meter | undefined {
  const { FRAMEFLEET_JOB_TABLE: table, FRAMEFLEET_RECORD_DAYS: days } = readEnvironment(MeteringEnvironment, variables);
  if (table === undefined || days === undefined || memoryMiB === undefined) return undefined;
  return { jobs: openJobTable(table, clients), memoryMiB, expiresAt: () => recordExpiry(now(), days), log };
}
