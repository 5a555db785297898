import { readFile } from 'node:fs/promises';
import * as z from 'zod';
import type { JobTable } from '../aws/job-table';
import type { JobRecord } from '../pipeline/job';
import { UsageError } from './usage-error';

/** A job that isn't there: the command ends with exit code 1. */
export class NoSuchJob extends Error {
  override readonly name = 'NoSuchJob';
}

const wholeId = /^[0-9a-f]{64}$/;
const leastPart = 6;
/** Of the jobs that a part of an id could mean. */
const mostListed = 10;

/**
 * @param typed a job's id, an unambiguous beginning of it, or the path of a <name>.job.json
 * @param title of the stage that is searched
 * @throws UsageError when it is none of these, or could mean several jobs
 * @throws NoSuchJob
 */
export async function findJob(
  jobs: Pick<JobTable, 'readJob' | 'findJobs'>,
  typed: string,
  title: string,
): Promise<JobRecord> {
  const id = /^[0-9a-f]+$/i.test(typed) ? typed.toLowerCase() : await readId(typed);
  if (id.length < leastPart || id.length > 64) {
    throw new UsageError(`"${typed}" is no job: give at least ${leastPart} characters of its id, which has 64.`);
  }
  const record = await jobs.readJob(wholeId.test(id) ? id : await complete(jobs, id, title));
  if (!record) throw noSuchJob(id, title);
  return record;
}

async function complete(jobs: Pick<JobTable, 'findJobs'>, part: string, title: string): Promise<string> {
  const found = await jobs.findJobs(part);
  const [first, ...others] = found;
  if (!first) throw noSuchJob(part, title);
  if (others.length === 0) return first.jobId;
  const lines = found.slice(0, mostListed).map(({ jobId, state, createdAt }) => `  ${jobId}  ${state}  ${createdAt}`);
  const more = found.length > mostListed ? [`  and ${found.length - mostListed} more`] : [];
  throw new UsageError([`"${part}" could be ${found.length} jobs. Give more of the id:`, ...lines, ...more].join('\n'));
}

const noSuchJob = (id: string, title: string): NoSuchJob =>
  new NoSuchJob(
    `${title} has no job ${id}. Its record may have expired, or the job is another stage's: name that with --stage or --endpoint.`,
  );

async function readId(path: string): Promise<string> {
  const refuse = (why: string, cause: unknown) =>
    new UsageError(`"${path}" ${why}. Give a job's id, at least ${leastPart} characters of it, or a <name>.job.json.`, {
      cause,
    });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw refuse('is no job’s id, and no file that can be read', cause);
  });
  try {
    return z.object({ jobId: z.string().regex(wholeId) }).parse(JSON.parse(text)).jobId;
  } catch (cause) {
    throw refuse('is no record of a job', cause);
  }
}
