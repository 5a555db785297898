import { setTimeout as pause } from 'node:timers/promises';
import type { ListedJob } from '../aws/job-table-items';
import type { CommandContext } from './command';
import { findJob } from './find-job';
import { type Following, followOnBoard } from './follow-jobs';
import { JobBoard } from './job-board';
import type { Stage } from './stage';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Watched extends Following {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs' | 'listJobs'>;
}

/** Between two looks for new jobs, in milliseconds. */
const interval = 2000;

/**
 * Watches jobs to their ends; without any, all that run, and those that come, until it is interrupted.
 * @returns the exit code: 1 when one of them failed or was cancelled
 * @throws UsageError, NoSuchJob
 */
export async function watch(
  typed: readonly string[],
  stage: Watched,
  { json }: { json: boolean },
  terminal: Pick<CommandContext['terminal'], 'stdout' | 'stderr'>,
  signal: AbortSignal,
): Promise<number> {
  const found: { jobId: string; key: string }[] = [];
  for (const one of typed) {
    const { jobId, input } = await findJob(stage.jobs, one, stage.title);
    if (!found.some((job) => job.jobId === jobId)) found.push({ jobId, key: input.key });
  }
  const board = new JobBoard(terminal, json ? 'changes' : 'words');
  try {
    if (typed.length === 0) return await watchAll(stage, board, terminal, signal);
    for (const { jobId, key } of found) board.add(jobId, key);
    const ended = await Promise.all(found.map(({ jobId }) => followOnBoard(stage, jobId, board, signal)));
    return ended.every(Boolean) ? exit.succeeded : exit.jobFailed;
  } catch (error) {
    if (!signal.aborted) throw error;
    board.close();
    const ids = found.map(({ jobId }) => ` ${jobId.slice(0, 8)}`).join('');
    terminal.stderr.write(`No longer watched; what runs goes on: framefleet watch${ids}\n`);
    return exit.interrupted;
  } finally {
    board.close();
  }
}

async function watchAll(
  stage: Watched,
  board: JobBoard,
  { stderr }: Pick<CommandContext['terminal'], 'stderr'>,
  signal: AbortSignal,
): Promise<number> {
  const since = new Date();
  const followed = new Set<string>();
  const known = new Set<string>();
  let before = new Set<string>();
  const begin = ({ jobId, input }: ListedJob) => {
    known.add(jobId);
    followed.add(jobId);
    board.add(jobId, input.key);
    // Its failure is told on the board; at an interruption the pause below tells.
    void followOnBoard(stage, jobId, board, signal)
      .catch(() => undefined)
      .finally(() => followed.delete(jobId));
  };
  for (let looks = 0; ; looks += 1) {
    const running = await stage.jobs.listJobs(['RUNNING']);
    if (looks === 0 && running.length === 0) {
      stderr.write(`No job runs at ${stage.title}; new ones are shown as they come. Ctrl-C ends this.\n`);
    }
    // One that was over before anybody looked is told of, too.
    const ended = looks === 0 ? [] : await stage.jobs.listJobs(['SUCCEEDED', 'FAILED', 'CANCELLED'], since);
    for (const job of running) {
      // Taken up again after its end; but right after its end it may be listed as it was.
      const isAgain = known.has(job.jobId) && !before.has(job.jobId);
      if (!followed.has(job.jobId) && (isAgain || !known.has(job.jobId))) begin(job);
    }
    for (const job of ended) if (!known.has(job.jobId)) begin(job);
    before = new Set(running.map(({ jobId }) => jobId));
    await pause(interval, undefined, { signal });
  }
}
