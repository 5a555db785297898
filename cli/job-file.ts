import { readFile, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as z from 'zod';
import { JobRecord } from '../pipeline/job';
import { JobOptions } from '../pipeline/job-options';
import { UsageError } from './usage-error';

/** What the command adds to the record of a job that it has run: enough to look at the same footage once more. */
export const LocalRun = z.object({
  /** Where the source lay on this machine, and what it was like; absent for a sample, and for a job that ran on AWS. */
  local: z.object({ path: z.string(), sizeBytes: z.number(), modifiedAt: z.iso.datetime() }).optional(),
  /** As the job was given them. */
  options: JobOptions.optional(),
});
export type LocalRun = z.infer<typeof LocalRun>;

/** `<name>.job.json` */
export const JobFile = JobRecord.extend({
  ...LocalRun.shape,
  // Of a job from before it could be taken up again nobody has written these.
  executions: JobRecord.shape.executions.default([]),
  attempts: JobRecord.shape.attempts.default(0),
  inputOptions: JobRecord.shape.inputOptions.default(''),
  startedAt: JobRecord.shape.startedAt.default(''),
});
export type JobFile = z.infer<typeof JobFile>;

/** @param path of the source; undefined when it goes with the run */
export async function describeLocal(path: string | undefined, options: JobOptions): Promise<LocalRun> {
  if (path === undefined) return { options };
  const { size, mtime } = await stat(path);
  return { local: { path: resolve(path), sizeBytes: size, modifiedAt: mtime.toISOString() }, options };
}

/** @throws UsageError when the file is no record of a job */
export async function readJobFile(path: string): Promise<JobFile> {
  const refuse = (why: string, cause: unknown) =>
    new UsageError(`--rescan "${path}" ${why}. Give the record that framefleet run leaves: <name>.job.json.`, {
      cause,
    });
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw refuse(`can't be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  });
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (cause) {
    throw refuse('is no JSON', cause);
  }
  const { data, error } = JobFile.safeParse(document);
  if (data) return data;
  const [issue] = error.issues;
  throw refuse(`is no record of a job: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`, error);
}
