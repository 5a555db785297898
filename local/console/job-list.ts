import type { JobTable } from '../../aws/job-table';
import type { JobList, ListedConsoleJob } from '../../pipeline/console-answers';
import type { JobRecord } from '../../pipeline/job';

/** Jobs that are told of, the newest. */
const mostJobs = 100;
/** A record that has ended changes seldom: when the job is taken up again, or its bill comes in. In milliseconds. */
const keptFor = 5000;

interface Kept {
  job: ListedConsoleJob;
  until: number;
}

/** The newest jobs, each with how far it is. */
export class JobsInShort {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly jobs: Pick<JobTable, 'findJobs' | 'readJob'>,
    private readonly now: () => number = Date.now,
  ) {}

  async list(): Promise<JobList> {
    const found = await this.jobs.findJobs('');
    const listed: ListedConsoleJob[] = [];
    for (const { jobId, state } of found.slice(0, mostJobs)) {
      const kept = this.#kept.get(jobId);
      const isFresh = kept !== undefined && kept.job.state === state && kept.until > this.now();
      const job = isFresh ? kept.job : await this.#read(jobId);
      if (job) listed.push(job);
    }
    return { jobs: listed, more: Math.max(0, found.length - mostJobs) };
  }

  async #read(jobId: string): Promise<ListedConsoleJob | undefined> {
    const record = await this.jobs.readJob(jobId);
    if (!record) {
      this.#kept.delete(jobId);
      return undefined;
    }
    const job = inShort(record);
    this.#kept.set(jobId, { job, until: job.state === 'RUNNING' ? 0 : this.now() + keptFor });
    return job;
  }
}

export function inShort(record: JobRecord): ListedConsoleJob {
  const { jobId, state, createdAt, startedAt, finishedAt, input, media, plan, segments, bill, error } = record;
  const total = plan ? (media?.video.frameCount ?? 0) * plan.tasks.length : 0;
  const done = segments.flatMap(({ tasks }) => tasks).reduce((sum, { frames }) => sum + frames, 0);
  return {
    ...{ jobId, key: input.key, state, createdAt, startedAt },
    ...(finishedAt === undefined ? {} : { finishedAt }),
    frames: { done: Math.min(done, total), total },
    segments: { done: segments.filter((segment) => segment.state === 'DONE').length, total: plan?.segmentCount ?? 0 },
    ...(bill ? { dollars: bill.dollars } : {}),
    ...(error ? { error } : {}),
  };
}
