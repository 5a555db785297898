import * as z from 'zod';
import { TypedAddress, refuseUnless } from './typed-options';

/** What every command about the jobs of a stage takes; texts as typed. */
export const StageOptions = z.object({
  stage: z
    .string()
    .regex(/^[a-z][a-z0-9-]{1,19}$/, 'write the name that the stage has in stages.json, such as dev')
    .optional(),
  endpoint: TypedAddress.optional(),
  json: z.boolean().default(false),
});
export type StageOptions = z.infer<typeof StageOptions>;

const Redrive = StageOptions.extend({ follow: z.boolean().default(false) });
export type RedriveOptions = z.infer<typeof Redrive>;

/** @throws UsageError naming the option, the value and what would be allowed */
export const parseStageOptions = (typed: unknown): StageOptions => refuseUnless(StageOptions.safeParse(typed), typed);

/** @throws UsageError naming the option, the value and what would be allowed */
export const parseRedriveOptions = (typed: unknown): RedriveOptions => refuseUnless(Redrive.safeParse(typed), typed);
