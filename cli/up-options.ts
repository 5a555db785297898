import * as z from 'zod';
import { TypedAddress, TypedNumber, refuseUnless } from './typed-options';

/** What commander hands over for `up`: texts as typed. */
const Typed = z
  .object({
    port: TypedNumber.pipe(z.number().int().min(0).max(65535)),
    host: z.string().trim().min(1),
    data: z.string().min(1).optional(),
    lambdaEndpoint: TypedAddress.optional(),
    mocks: z.string().min(1).optional(),
    faults: z.string().min(1).optional(),
    webhook: z
      .url({ protocol: /^https?$/, error: 'write the whole address, like http://127.0.0.1:8080/jobs' })
      .optional(),
    /** A header's value: whatever can be read in it, and seen. */
    webhookKey: z
      .string()
      .regex(/^[!-~]+$/, 'write letters, digits and signs of ASCII, without spaces')
      .optional(),
    empty: z.boolean().default(false),
    json: z.boolean().default(false),
  })
  .refine(({ webhook, webhookKey }) => webhookKey === undefined || webhook !== undefined, {
    path: ['webhookKey'],
    error: 'the key is for a webhook: say where it is with --webhook',
  })
  .refine(({ webhook, empty }) => webhook === undefined || !empty, {
    path: ['webhook'],
    error: 'there are no jobs to tell of with --empty: leave one of them out',
  });
export type UpOptions = z.infer<typeof Typed>;

/** @throws UsageError naming the option, the value and what would be allowed */
export const parseUpOptions = (typed: unknown): UpOptions => refuseUnless(Typed.safeParse(typed), typed);
