import * as z from 'zod';

/** One kind of thing that AWS bills. */
export const BillLine = z.object({
  name: z.string(),
  quantity: z.number(),
  unit: z.string(),
  dollars: z.number(),
});
export type BillLine = z.infer<typeof BillLine>;

/** What a job has cost so far, at AWS's list prices without free tiers and discounts. */
export const Bill = z.object({
  currency: z.literal('USD'),
  /** Where the job ran. */
  region: z.string(),
  /** Date of the price table. */
  pricesOf: z.string(),
  /** All is known that AWS will bill: the job has ended, and ECS has told of the end of each of its tasks. */
  isComplete: z.boolean(),
  dollars: z.number(),
  lines: z.array(BillLine),
  /** Launches, failed ones counted. */
  tasks: z.number().int().nonnegative(),
  /** Sum over them of the time from the image's pull to the stop. */
  taskSeconds: z.number(),
  /** The same as it is billed: each rounded up to a second, and at least a minute. */
  billedSeconds: z.number(),
  /** Launches that came to nothing, and what they cost; contained in the figures above. */
  failed: z.object({ tasks: z.number().int().nonnegative(), dollars: z.number() }),
  /** How many times faster the job was than one task after the other; absent before its end. See pipeline/speed-up.ts. */
  speedUp: z.number().optional(),
  /** `speedUp` by the number of tasks side by side; 1 were ideal. */
  efficiency: z.number().optional(),
  /** Of keeping the outputs for a month, where their sizes are known. */
  storageDollarsPerMonth: z.number().optional(),
});
export type Bill = z.infer<typeof Bill>;
