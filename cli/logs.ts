import { setTimeout as pause } from 'node:timers/promises';
import { findJob } from './find-job';
import { type LogLine, type Wanted, isWanted } from './log-lines';
import type { Screen } from './screen';
import { showLogLine } from './show-log-line';
import type { Stage } from './stage';
import { exit } from './usage-error';

/** What of a stage the command calls. */
export interface Logged {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'findJobs'>;
  /** A job's lines, the oldest first. @param from milliseconds since 1970 */
  readLines: (jobId: string, from: number) => Promise<LogLine[]>;
  pause?: (ms: number) => Promise<unknown>;
}

export interface LogsOptions extends Wanted {
  json: boolean;
  follow: boolean;
  /** Milliseconds since 1970. */
  since?: number | undefined;
}

/** Between two looks, in milliseconds. */
const interval = 2000;
/** Lines turn up in CloudWatch some seconds after they were written: for so long they are looked for again, in milliseconds. */
const lateness = 60_000;
/** How often it is looked once more when the job has ended. */
const lastLooks = 3;
/** Clocks of tasks and of the job table may differ by so much, in milliseconds. */
const clocksDiffer = 60_000;

/**
 * Prints what a job's tasks and functions have written.
 * @returns the exit code
 * @throws UsageError, NoSuchJob
 */
export async function showLogs(
  job: string,
  stage: Logged,
  options: LogsOptions,
  { stdout, stderr }: Screen,
  signal: AbortSignal,
): Promise<number> {
  const { jobId, createdAt } = await findJob(stage.jobs, job, stage.title);
  const wait = stage.pause ?? ((ms: number) => pause(ms, undefined, { signal }));
  const print = ({ fields, group, stream, at, id }: LogLine) =>
    stdout.write(
      options.json
        ? `${JSON.stringify({ ...fields, timestamp: new Date(at).toISOString(), logGroup: group, logStream: stream })}\n`
        : `${showLogLine({ fields, group, stream, at, id })}\n`,
    );
  const seen = new Set<string>();
  const begin = Math.max(options.since ?? 0, Date.parse(createdAt) - clocksDiffer);
  let from = begin;
  for (let looks = options.follow ? lastLooks : 1; looks > 0;) {
    // Asked before the lines are read: what was written before a job's end is there then, or soon.
    const hasEnded = options.follow && (await stage.jobs.readJob(jobId))?.state !== 'RUNNING';
    for (const line of await stage.readLines(jobId, from)) {
      signal.throwIfAborted();
      from = Math.max(begin, from, line.at - lateness);
      const name = `${line.group} ${line.id}`;
      if (seen.has(name)) continue;
      seen.add(name);
      if (isWanted(line, options)) print(line);
    }
    if (!options.follow || hasEnded) looks -= 1;
    if (looks > 0) await wait(interval);
  }
  if (seen.size === 0) stderr.write(`${stage.title} has no log of job ${jobId} any more, or not yet.\n`);
  return exit.succeeded;
}
