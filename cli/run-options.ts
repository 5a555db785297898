import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { PipelineError } from '../pipeline/errors';
import { JobOptions } from '../pipeline/job-options';
import { parseRegion } from '../pipeline/region';
import { UsageError } from './usage-error';

const number = z.string().trim().min(1).pipe(z.coerce.number());

/** What commander hands over for `run`: texts as typed. */
const Typed = z.object({
  out: z.string().min(1),
  sample: z.boolean().default(false),
  segmentSeconds: number.optional(),
  maxConcurrency: number.optional(),
  mode: z.string().optional(),
  kernels: z.string().optional(),
  roi: z.array(z.string()).default([]),
  crf: number.optional(),
  container: z.string().optional(),
  keepWork: z.boolean().default(false),
  json: z.boolean().default(false),
});

export interface RunOptions {
  out: string;
  sample: boolean;
  keepWork: boolean;
  json: boolean;
  job: JobOptions;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseRunOptions(typed: unknown): RunOptions {
  const { out, sample, keepWork, json, roi, ...given } = refuseUnless(Typed.safeParse(typed), typed);
  const job = {
    ...given,
    // The sample is short: shorter segments show what the tool is about.
    segmentSeconds: given.segmentSeconds ?? (sample ? 4 : undefined),
    maxConcurrency: given.maxConcurrency ?? availableParallelism(),
    kernels: given.kernels?.split(',').map((name) => name.trim()),
    regions: roi.map(readRegion),
  };
  return { out, sample, keepWork, json, job: refuseUnless(JobOptions.safeParse(job), typed) };
}

function readRegion(text: string) {
  try {
    return parseRegion(text);
  } catch (error) {
    if (error instanceof PipelineError) throw new UsageError(`--roi: ${error.message}`, { cause: error });
    throw error;
  }
}

function refuseUnless<T>(result: z.ZodSafeParseResult<T>, typed: unknown): T {
  if (result.success) return result.data;
  const values = z.record(z.string(), z.union([z.string(), z.boolean(), z.array(z.string())]).optional()).parse(typed);
  const complaints = result.error.issues.map(({ path, message }) => {
    const name = String(path[0] ?? '');
    return `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)} "${values[name]?.toString() ?? ''}": ${message}`;
  });
  throw new UsageError(complaints.join('\n'), { cause: result.error });
}
