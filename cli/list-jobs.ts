import type { ListedJob } from '../aws/job-table-items';
import { eachConcurrently } from '../pipeline/concurrently';
import type { JobRecord, JobState } from '../pipeline/job';
import { printable } from './board';
import { columns } from './columns';
import { sayDollars, sayDuration } from './measures';
import type { Screen } from './screen';
import { countProgress } from './show-progress';
import type { Stage } from './stage';
import { exit } from './usage-error';

export interface Filter {
  /** All when empty. */
  states: readonly JobState[];
  /** Seconds; without, of any age. */
  since: number | undefined;
  /** Of the last part of a key, or of the whole where it has a slash. */
  name: string | undefined;
  limit: number;
}

/** What of a stage the command calls. */
export interface Listed {
  title: string;
  jobs: Pick<Stage['jobs'], 'readJob' | 'listJobs'>;
}

/** What is said of a job in a list. */
export interface JobInList {
  jobId: string;
  /** As much of it as tells it from the other jobs. */
  shortId: string;
  state: JobState;
  name: string;
  key: string;
  createdAt: string;
  finishedAt?: string;
  ageSeconds: number;
  /** Since it was last taken up, to its end or now. */
  seconds: number;
  frames: { done: number; total: number };
  segments: { done: number; total: number };
  dollars?: number;
}

/** Details are in the records, which are read side by side. */
const recordsAtOnce = 8;
const leastId = 8;

/**
 * Lists jobs, the newest first.
 * @returns the exit code
 */
export async function listJobs(
  filter: Filter,
  { title, jobs }: Listed,
  { json }: { json: boolean },
  { stdout, stderr }: Screen,
  now: Date,
): Promise<number> {
  const { states, since, name, limit } = filter;
  const from = since === undefined ? undefined : new Date(now.getTime() - since * 1000);
  const all = await jobs.listJobs(states.length === 0 ? undefined : states, from);
  const matches = name === undefined ? () => true : globOf(name);
  const found = all.filter(({ input }) => matches(input.key));
  const shown = found.slice(0, limit);
  const length = idLength(all);
  const listed = await eachConcurrently(shown, recordsAtOnce, async (job) =>
    inList(job, await jobs.readJob(job.jobId), length, now),
  );
  if (json) {
    stdout.write(`${JSON.stringify(listed, null, 2)}\n`);
    return exit.succeeded;
  }
  if (listed.length === 0) {
    const isFiltered = states.length > 0 || since !== undefined || name !== undefined;
    stderr.write(isFiltered ? `No such jobs at ${title}.\n` : `No jobs at ${title} yet: framefleet submit <video>\n`);
    return exit.succeeded;
  }
  const heading = ['JOB', 'STATE', 'AGE', 'TOOK', 'FRAMES', 'SEGMENTS', 'COST', 'NAME'];
  stdout.write(`${columns([heading, ...listed.map(rowOf)]).join('\n')}\n`);
  const more = found.length - shown.length;
  if (more > 0) stderr.write(`and ${more} more: --limit ${found.length}\n`);
  return exit.succeeded;
}

function inList(job: ListedJob, record: JobRecord | undefined, length: number, now: Date): JobInList {
  const { jobId, input, createdAt } = job;
  // The record is newer than the list.
  const { state, finishedAt } = record ?? job;
  const began = Date.parse(record?.startedAt ?? createdAt);
  const ended = finishedAt === undefined ? now.getTime() : Date.parse(finishedAt);
  const { done, total } = record ? countProgress(record) : { done: 0, total: 0 };
  return {
    ...{
      jobId,
      shortId: jobId.slice(0, length),
      state,
      name: input.key.split('/').at(-1) ?? input.key,
      key: input.key,
    },
    createdAt,
    ...(finishedAt === undefined ? {} : { finishedAt }),
    ageSeconds: Math.max(0, (now.getTime() - Date.parse(createdAt)) / 1000),
    seconds: Math.max(0, (ended - began) / 1000),
    frames: { done, total },
    segments: {
      done: record?.segments.filter((segment) => segment.state === 'DONE').length ?? 0,
      total: record?.plan?.segmentCount ?? 0,
    },
    ...(record?.bill ? { dollars: record.bill.dollars } : {}),
  };
}

const rowOf = ({ shortId, state, ageSeconds, seconds, frames, segments, dollars, key }: JobInList): string[] => [
  ...[shortId, state, sayDuration(ageSeconds), sayDuration(seconds)],
  frames.total === 0 ? '-' : `${frames.done}/${frames.total}`,
  segments.total === 0 ? '-' : `${segments.done}/${segments.total}`,
  dollars === undefined ? '-' : sayDollars(dollars),
  printable(key),
];

/** Characters of the ids that tell all of these jobs apart. */
export function idLength(jobs: readonly { jobId: string }[]): number {
  for (let length = leastId; length < 64; length += 1) {
    if (new Set(jobs.map(({ jobId }) => jobId.slice(0, length))).size === jobs.length) return length;
  }
  return 64;
}

/** `*` and `?` as a shell has them; upper and lower case are the same. */
export function globOf(pattern: string): (key: string) => boolean {
  const source = Array.from(pattern, (letter) =>
    letter === '*' ? '.*' : letter === '?' ? '.' : letter.replace(/[.+^${}()|[\]\\]/, '\\$&'),
  ).join('');
  const glob = new RegExp(`^${source}$`, 'isu');
  const isWhole = pattern.includes('/');
  return (key) => glob.test(isWhole ? key : (key.split('/').at(-1) ?? key));
}
