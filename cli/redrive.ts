import { setTimeout as pause } from 'node:timers/promises';
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { JobRecord } from '../pipeline/job';
import { findJob } from './find-job';
import { followJob } from './follow-job';
import { type Redriven, type Redriving, redriveJob } from './redrive-job';
import type { Screen } from './screen';
import { countProgress, showProgress } from './show-progress';
import { showStatus } from './show-status';
import type { Stage } from './stage';
import type { RedriveOptions } from './stage-options';
import { exit } from './usage-error';

/** A progress bar wants a terminal. */
type Progressing = Screen & { stderr: NodeJS.WriteStream };

/** What of a stage the command calls. */
export interface Redrivable extends Pick<Redriving, 'executions'> {
  title: string;
  jobs: Redriving['jobs'] & Pick<Stage['jobs'], 'findJobs'>;
  stepFunctions: SFNClient;
}

/**
 * Takes up a job again that failed, was stopped or was cancelled.
 * @returns the exit code: with `follow` that of the job
 * @throws UsageError, NoSuchJob
 */
export async function redrive(
  job: string,
  stage: Redrivable,
  options: Pick<RedriveOptions, 'json' | 'follow'>,
  terminal: Progressing,
  signal: AbortSignal,
): Promise<number> {
  const found = await findJob(stage.jobs, job, stage.title);
  const waiting = { pause: (ms: number) => pause(ms, undefined, { signal }), now: () => new Date() };
  const redriven = await redriveJob({ ...stage, ...waiting }, found);
  const { how, executionId } = redriven;
  const { jobId } = found;
  const isStarted = how === 'redriven' || how === 'restarted';
  const follows = options.follow && (isStarted || how === 'taken');
  if (!options.json) terminal[follows ? 'stderr' : 'stdout'].write(`${wordsFor(redriven)}\n`);
  const ended = follows ? await follow(stage, jobId, options, terminal, signal) : undefined;
  const state = ended === undefined ? {} : { state: ended.state };
  if (options.json) terminal.stdout.write(`${JSON.stringify({ jobId, executionId, how, ...state })}\n`);
  else if (ended) terminal.stdout.write(`${showStatus(ended, new Date()).join('\n')}\n`);
  if (ended && isStarted) return ended.state === 'SUCCEEDED' ? exit.succeeded : exit.jobFailed;
  return isStarted || how === 'done' ? exit.succeeded : exit.jobFailed;
}

async function follow(
  stage: Redrivable,
  jobId: string,
  { json }: { json: boolean },
  { stderr }: Progressing,
  signal: AbortSignal,
): Promise<JobRecord> {
  const progress = showProgress(stderr, json);
  try {
    return await followJob(stage, jobId, (record) => progress.show(countProgress(record)), signal);
  } catch (error) {
    if (signal.aborted) stderr.write(`\nNo longer followed; the job goes on: framefleet status ${jobId}\n`);
    throw error;
  } finally {
    progress.end();
  }
}

function wordsFor({ how, record: { jobId }, executionId }: Redriven): string {
  switch (how) {
    case 'done':
      return `SUCCEEDED: ${jobId} is done. There is nothing to redrive.`;
    case 'taken':
      return `RUNNING: ${executionId} has ${jobId}. To stop it: framefleet cancel ${jobId}`;
    case 'ending':
      return `${jobId} has ended, but its execution ${executionId} still runs. Cancelling a cancelled job once more stops it: framefleet cancel ${jobId}`;
    case 'redriven':
      return `RUNNING: ${jobId} goes on where it was stopped, in ${executionId}`;
    case 'restarted':
      return `RUNNING: ${jobId} goes on with what is missing, in the new execution ${executionId}`;
  }
}
