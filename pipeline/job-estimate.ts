import * as z from 'zod';

/** As good as it may go, as it will most likely go, as bad as it may go. */
const Spread = z.object({
  low: z.number().nonnegative(),
  likely: z.number().nonnegative(),
  high: z.number().nonnegative(),
});
export type Spread = z.infer<typeof Spread>;

/** How long a whole job takes and what it costs, as far as it can be told before any of it runs. */
export const JobEstimate = z.object({
  /** From the claim of the job to its success. */
  seconds: Spread,
  /** All that AWS bills for it, at list prices. */
  dollars: Spread,
  segments: z.number().int().positive(),
  mode: z.enum(['fused', 'split']),
  /** Launches when nothing goes wrong: of all segments, to join them, to illustrate. */
  tasks: z.number().int().positive(),
  /** Whose prices these are. */
  region: z.string(),
  /** Date of the price table. */
  pricesOf: z.string(),
});
export type JobEstimate = z.infer<typeof JobEstimate>;
