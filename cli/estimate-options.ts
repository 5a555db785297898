import * as z from 'zod';
import { JobOptions } from '../pipeline/job-options';
import type { GivenOptions } from '../pipeline/lay-over';
import { TypedJob, readGivenJob } from './given-job';
import { StageOptions } from './stage-options';
import { refuseUnless } from './typed-options';
import { UsageError } from './usage-error';

const Typed = StageOptions.extend({
  ...TypedJob,
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'write it as AWS does, such as eu-central-1')
    .optional(),
  architecture: z.enum(['x86_64', 'arm64'], 'write x86_64 or arm64').optional(),
});

export interface EstimateOptions extends StageOptions {
  region: string | undefined;
  architecture: 'x86_64' | 'arm64' | undefined;
  /** What was typed of the job, and no more. */
  given: GivenOptions;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseEstimateOptions(typed: unknown): EstimateOptions {
  const options = refuseUnless(Typed.safeParse(typed), typed);
  const { stage, endpoint, json, region, architecture } = options;
  if ((stage !== undefined || endpoint !== undefined) && (region !== undefined || architecture !== undefined)) {
    throw new UsageError(
      'Either --stage, which has a region and an architecture of its own, or --region and --architecture.',
    );
  }
  const given = readGivenJob(options);
  refuseUnless(JobOptions.safeParse(given), typed);
  return { stage, endpoint, json, region, architecture, given };
}
