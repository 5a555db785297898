import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import * as z from 'zod';
import { JobOptions } from '../pipeline/job-options';
import { type GivenMotion, TypedMotion, TypedNumber, readMotion, refuseUnless } from './typed-options';
import { UsageError } from './usage-error';

/** What commander hands over for `motion`: texts as typed. */
const Typed = z.object({
  out: z.string().min(1).optional(),
  rescan: z.string().min(1).optional(),
  segmentSeconds: TypedNumber.optional(),
  maxConcurrency: TypedNumber.optional(),
  ...TypedMotion,
  json: z.boolean().default(false),
});

export interface MotionCommandOptions {
  out: string;
  json: boolean;
  /** A job's record, whose video is looked at once more. */
  rescan: string | undefined;
  /** @param former options of the job that is looked at once more: what wasn't typed now stays as it was then */
  jobOptions: (former?: JobOptions) => JobOptions;
}

/** Longer than any video: one piece. */
const onePiece = 86_400;

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseMotionOptions(typed: unknown): MotionCommandOptions {
  const given = refuseUnless(Typed.safeParse(typed), typed);
  const { rescan, json, segmentSeconds = onePiece, maxConcurrency = availableParallelism() } = given;
  const said = readMotion(given);
  const jobOptions = (former?: JobOptions) => {
    const job = { ...layOver(said, former), segmentSeconds, maxConcurrency, kernels: ['motion'] };
    return refuseUnless(JobOptions.safeParse(job), typed);
  };
  jobOptions();
  if (rescan !== undefined && Object.values(said).every(isEmpty)) {
    throw new UsageError(
      '--rescan with what was asked for before would find the same: give another --roi, or other options.',
    );
  }
  return { out: given.out ?? (rescan === undefined ? 'out' : dirname(rescan)), json, rescan, jobOptions };
}

/** Regions and masks as a whole, each field of motion by itself. Clips and drawings are made only when they are asked for anew. */
const layOver = ({ regions, masks, motion }: GivenMotion, former?: JobOptions) => ({
  regions: regions ?? former?.regions,
  masks: masks ?? former?.masks,
  motion: { ...former?.motion, clips: undefined, annotate: undefined, ...motion },
});

const isEmpty = (value: object | undefined): boolean => value === undefined || Object.keys(value).length === 0;
