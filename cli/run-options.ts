import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { JobOptions } from '../pipeline/job-options';
import { layOver } from '../pipeline/lay-over';
import { TypedKernels, readKernels } from './kernel-options';
import { TypedMotion, TypedNumber, readMotion, refuseUnless } from './typed-options';

/** What commander hands over for `run`: texts as typed. */
const Typed = z.object({
  out: z.string().min(1),
  sample: z.boolean().default(false),
  segmentSeconds: TypedNumber.optional(),
  maxConcurrency: TypedNumber.optional(),
  mode: z.string().optional(),
  inspect: z.string().optional(),
  kernels: z.string().optional(),
  crf: TypedNumber.optional(),
  container: z.string().optional(),
  ...TypedMotion,
  ...TypedKernels,
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
  const { out, sample, faults, keepWork, json, mode, inspect, crf, container } = given;
  const here = {
    maxConcurrency: availableParallelism(),
    // The sample is short: shorter segments show what the tool is about.
    segmentSeconds: sample ? 4 : undefined,
  };
  const said = {
    ...{ mode, inspect, crf, container },
    segmentSeconds: given.segmentSeconds,
    maxConcurrency: given.maxConcurrency,
    kernels: given.kernels?.split(',').map((name) => name.trim()),
    ...readMotion(given),
  };
  const job = layOver(layOver(here, readKernels(given)), said);
  return { out, sample, faults, keepWork, json, job: refuseUnless(JobOptions.safeParse(job), typed) };
}
