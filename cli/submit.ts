import type { CommandContext } from './command';
import { openBoard, printable, briefBytes } from './board';
import { type SubmittedVideo, addressOf, findVideos } from './find-videos';
import { type Following, followOnBoard } from './follow-jobs';
import { JobBoard } from './job-board';
import { sayBytes } from './measures';
import type { SubmitOptions } from './submit-options';
import { type Submitted, type Submitting, submitVideo } from './submit-video';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export type Submission = Submitting & Following;

type Terminal = Pick<CommandContext['terminal'], 'stdout' | 'stderr'>;
type GivenOptions = Pick<SubmitOptions, 'json' | 'prefix' | 'recursive' | 'follow' | 'options'>;

interface Outcome {
  submitted: Submitted[];
  failed: { source: string; message: string }[];
}

/**
 * Submits videos, one job each, and prints the jobs' ids.
 * @returns the exit code: 1 when a video couldn't be submitted, or with `follow` a job failed
 * @throws UsageError before anything is uploaded
 */
export async function submit(
  typed: readonly string[],
  stage: Submission,
  options: GivenOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<number> {
  const { videos, leftOut } = await findVideos(typed, options);
  const say = (words: string) => void terminal.stderr.write(`${words}\n`);
  leftOut.forEach(say);
  const outcome: Outcome = { submitted: [], failed: [] };
  let isInterrupted = false;
  try {
    await submitAll(videos, stage, options, terminal, signal, outcome);
  } catch (error) {
    if (!signal.aborted) throw error;
    isInterrupted = true;
    const left = videos.length - outcome.submitted.length - outcome.failed.length;
    say(
      `Interrupted: ${left} of ${videos.length} not submitted. What S3 has of them stays: submit them once more to go on from there.`,
    );
  }
  const states = new Map<string, boolean>();
  if (options.follow && !isInterrupted)
    isInterrupted = !(await followAll(stage, outcome.submitted, options, terminal, signal, states));
  const jobs = outcome.submitted.map((job) => {
    const succeeded = states.get(job.jobId);
    return { ...job, ...(succeeded === undefined ? {} : { succeeded }) };
  });
  if (options.json) terminal.stdout.write(`${JSON.stringify({ jobs, failed: outcome.failed }, null, 2)}\n`);
  if (isInterrupted) return exit.interrupted;
  const isFine = outcome.failed.length === 0 && [...states.values()].every(Boolean);
  return isFine ? exit.succeeded : exit.jobFailed;
}

/** One after the other: a single one fills the line already. One that fails doesn't keep the others. */
async function submitAll(
  videos: readonly SubmittedVideo[],
  stage: Submission,
  options: GivenOptions,
  { stdout, stderr }: Terminal,
  signal: AbortSignal,
  outcome: Outcome,
): Promise<void> {
  const board = openBoard(stderr, options.json);
  const above = (line: string) => {
    if (!board.say(line)) stderr.write(`${line}\n`);
  };
  try {
    for (const [index, video] of videos.entries()) {
      signal.throwIfAborted();
      const name = printable(video.key);
      const which = videos.length === 1 ? 'uploading' : `${index + 1} of ${videos.length}`;
      const onProgress = (done: number, total: number) => { board.show([{ name, done, total, amount: `${sayBytes(done)} of ${sayBytes(total)}`, note: which, isBrief: total < briefBytes }]); }; // prettier-ignore
      try {
        if (video.kind === 'file') onProgress(0, video.sizeBytes);
        const job = await submitVideo(stage, video, options.options, { signal, onProgress, say: above });
        outcome.submitted.push(job);
        const line = `${job.jobId}  ${name}`;
        if (!options.json && !(stdout.isTTY && board.say(line))) stdout.write(`${line}\n`);
      } catch (error) {
        if (signal.aborted) throw error;
        const message = error instanceof Error ? error.message : String(error);
        outcome.failed.push({ source: addressOf(video), message });
        above(`${printable(addressOf(video))} is not submitted: ${message}`);
      }
    }
  } finally {
    board.end();
  }
}

/** @returns false when it was interrupted */
async function followAll(
  stage: Submission,
  submitted: readonly Submitted[],
  { json }: GivenOptions,
  terminal: Terminal,
  signal: AbortSignal,
  states: Map<string, boolean>,
): Promise<boolean> {
  const board = new JobBoard(terminal, json ? 'nothing' : 'words');
  try {
    for (const { jobId, key } of submitted) board.add(jobId, key);
    const follow = async ({ jobId }: Submitted) =>
      void states.set(jobId, await followOnBoard(stage, jobId, board, signal));
    await Promise.all(submitted.map(follow));
    return true;
  } catch (error) {
    if (!signal.aborted) throw error;
    board.close();
    const ids = submitted.map(({ jobId }) => ` ${jobId.slice(0, 8)}`).join('');
    terminal.stderr.write(`No longer followed; the jobs go on: framefleet watch${ids}\n`);
    return false;
  } finally {
    board.close();
  }
}
