import { z } from 'zod';
import { TypedAddress, TypedNumber, refuseUnless } from './typed-options';

/** What commander hands over for `up`: texts as typed. */
const Typed = z.object({
  port: TypedNumber.pipe(z.number().int().min(0).max(65535)),
  host: z.string().trim().min(1),
  data: z.string().min(1).optional(),
  lambdaEndpoint: TypedAddress.optional(),
  mocks: z.string().min(1).optional(),
  faults: z.string().min(1).optional(),
  empty: z.boolean().default(false),
  json: z.boolean().default(false),
});
export type UpOptions = z.infer<typeof Typed>;

/** @throws UsageError naming the option, the value and what would be allowed */
export const parseUpOptions = (typed: unknown): UpOptions => refuseUnless(Typed.safeParse(typed), typed);
