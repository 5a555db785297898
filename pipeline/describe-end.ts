import { consoleLink } from './execution-arn';
import type { JobError } from './job';

/** What `framefleet cancel` stops an execution with, and the error of a job that was cancelled. */
export const cancelledError = 'Cancelled';

/** How an execution ended that couldn't write its end into the job's record itself. */
export interface ExecutionEnd {
  /** As Step Functions calls it; unknown of an execution that it has forgotten. */
  status: string;
  error?: string | undefined;
  cause?: string | undefined;
}

/** Says in words why a job ended that couldn't say so itself, and what to do. */
export function describeEnd(
  { status, error, cause }: ExecutionEnd,
  { jobId, executionId }: { jobId: string; executionId: string },
): { state: 'FAILED' | 'CANCELLED'; error: JobError } {
  const link = consoleLink(executionId);
  const described = (name: string, message: string): JobError => ({
    name,
    message,
    ...(link === undefined ? {} : { link }),
  });
  const again = `framefleet redrive ${jobId}`;
  if (status === 'ABORTED' && error === cancelledError) {
    const message = `${cause || 'The job was cancelled.'} What to do: ${again} starts it anew.`;
    return { state: 'CANCELLED', error: described(cancelledError, message) };
  }
  const said = [error, cause].filter(Boolean).join(': ');
  const [name, how] = ends[status] ?? ['ExecutionFailed', `ended as ${status}`];
  const message = `The job's execution ${how}, without having written down why${said === '' ? '' : ` (${said})`}. What to do: ${again}, which does what is missing.`;
  return { state: 'FAILED', error: described(name, message) };
}

const ends: Readonly<Record<string, readonly [name: string, how: string]>> = {
  ABORTED: ['ExecutionAborted', 'was stopped'],
  TIMED_OUT: ['ExecutionTimedOut', 'ran longer than an execution may'],
  FAILED: ['ExecutionFailed', 'failed'],
};
