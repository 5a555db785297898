import * as z from 'zod';
import { JobOptions, optionsText } from '../pipeline/job-options';
import { prefixOf } from './find-videos';
import { TypedJob, readGivenJob } from './given-job';
import { StageOptions } from './stage-options';
import { refuseUnless } from './typed-options';

const Typed = StageOptions.extend({
  ...TypedJob,
  prefix: z
    .string()
    .regex(/^[^/]/, 'write it without a slash in front, such as clips/2024')
    .default('')
    .transform(prefixOf),
  recursive: z.boolean().default(false),
  follow: z.boolean().default(false),
  wait: z.boolean().default(false),
});

export interface SubmitOptions extends StageOptions {
  prefix: string;
  recursive: boolean;
  follow: boolean;
  /** Of each job, as its upload carries them; '' where nothing was said, and the stage's hold. */
  options: string;
}

/** @throws UsageError naming the option, the value and what would be allowed */
export function parseSubmitOptions(typed: unknown): SubmitOptions {
  const given = refuseUnless(Typed.safeParse(typed), typed);
  const job = readGivenJob(given);
  refuseUnless(JobOptions.safeParse(job), typed);
  // What a kernel wasn't told leaves an empty object.
  const said = Object.entries(job).filter(([, value]) => !isEmpty(value));
  const { stage, endpoint, json, prefix, recursive, follow, wait } = given;
  return {
    ...{ stage, endpoint, json, prefix, recursive, follow: follow || wait },
    options: said.length === 0 ? '' : optionsText(Object.fromEntries(said)),
  };
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  (typeof value === 'object' && value !== null && Object.values(value).every((one) => one === undefined));
