import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobTable } from '../aws/job-table';
import { followJob } from './follow-job';
import type { JobBoard } from './job-board';

/** Between two looks, in milliseconds: many jobs are looked at side by side. */
const pauses = { meanwhile: 700, atEnd: 100 };

export interface Following {
  jobs: Pick<JobTable, 'readJob'>;
  stepFunctions: SFNClient;
}

/**
 * Follows one of several jobs to its end on a board.
 * @returns whether it succeeded; one that nobody takes, or that can't be read, doesn't end the others
 */
export async function followOnBoard(
  services: Following,
  jobId: string,
  board: Pick<JobBoard, 'look' | 'end' | 'lose'>,
  signal: AbortSignal,
): Promise<boolean> {
  try {
    const record = await followJob(services, jobId, (look) => { board.look(look); }, signal, pauses); // prettier-ignore
    board.end(record);
    return record.state === 'SUCCEEDED';
  } catch (error) {
    if (signal.aborted) throw error;
    board.lose(jobId, error instanceof Error ? error.message : String(error));
    return false;
  }
}
