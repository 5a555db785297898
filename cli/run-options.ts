import { availableParallelism } from 'node:os';
import * as z from 'zod';
import { JobOptions } from '../pipeline/job-options';
import { layOver } from '../pipeline/lay-over';
import { TypedJob, readGivenJob } from './given-job';
import { refuseUnless } from './typed-options';

/** What commander hands over for `run`: texts as typed. */
const Typed = z.object({
  out: z.string().min(1),
  sample: z.boolean().default(false),
  ...TypedJob,
  faults: z.string().min(1).optional(),
  keepWork: z.boolean().default(false),
  json: z.boolean().default(false),
});

export interface RunOptions {
  out: string;
  sample: boolean;
  /** As typed: JSON, or @file. */
  faults: string | undefined;
  keepWork: boolean;
  json: boolean;
  job: JobOptions;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseRunOptions(typed: unknown): RunOptions {
  const given = refuseUnless(Typed.safeParse(typed), typed);
  const { out, sample, faults, keepWork, json } = given;
  const here = {
    maxConcurrency: availableParallelism(),
    // The sample is short: shorter segments show what the tool is about.
    segmentSeconds: sample ? 4 : undefined,
  };
  const job = layOver(here, readGivenJob(given));
  return { out, sample, faults, keepWork, json, job: refuseUnless(JobOptions.safeParse(job), typed) };
}
