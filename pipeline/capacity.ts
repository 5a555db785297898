import * as z from 'zod';

/** Where the first attempt of a task runs: an index into the state machine's `capacities`. Retries run On-Demand in both. */
export const capacities = { spotFirst: 0, onDemand: 1 } as const;
export const Capacity = z.literal(Object.values(capacities));
export type Capacity = z.infer<typeof Capacity>;

/**
 * Spreads a share of Spot evenly over tasks that are numbered from 0: of the first n, whatever n is, spotShare * n begin
 * on Spot, rounded. The same task always gets the same, so that planning again changes nothing.
 */
export const capacityOf = (task: number, spotShare: number): Capacity =>
  Math.round((task + 1) * spotShare) > Math.round(task * spotShare) ? capacities.spotFirst : capacities.onDemand;
