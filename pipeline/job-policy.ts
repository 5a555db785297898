import * as z from 'zod';
import { Fleet } from './fleet';
import { JobOptions, MaxCostUsd } from './job-options';
import { Limits } from './limits';

/** What holds for every job of a stage. It travels in the state machine's definition: changing it changes nothing else. */
export const JobPolicy = z.strictObject({
  /** Options of a job whose upload doesn't say otherwise. */
  defaults: JobOptions.prefault({}),
  /** How much one job may take on. Whatever goes beyond is refused before any task starts. */
  limits: Limits.prefault({}),
  /** Segments of one job worked on at once, at most, whatever its upload asks for. */
  maxConcurrency: z.number().int().min(1).max(1000).default(40),
  /** Share of the tasks, from 0 to 1, whose first attempt runs on Fargate Spot; retries run On-Demand. */
  spotShare: z.number().min(0).max(1).default(1),
  /** What its tasks run on, for estimates and bills; a stage fills in its own. */
  fleet: Fleet.prefault({}),
  /** US dollars that a job may cost by its likely estimate: one that would cost more is refused before any task starts. */
  maxCostUsd: MaxCostUsd.optional(),
  /** Days after which a job's record expires. */
  recordDays: z.number().int().min(1).max(3650).default(365),
  /** Seconds without any progress (a frame, a byte of the source or of a result) after which a task is stopped and tried again. */
  stallSeconds: z.number().int().min(5).max(3600).default(300),
  /** Keep the work objects of a job that has succeeded, until they expire. */
  keepWork: z.boolean().default(false),
  /** Announce each segment that is done, and each phase: a state more for each, which costs up to some 4 % of a job (docs/events.md). */
  progressEvents: z.boolean().default(false),
});
export type JobPolicy = z.infer<typeof JobPolicy>;

/** What is left to decide once Probe has laid a job's options over the defaults, and has kept to the limits. */
export const PlanningPolicy = JobPolicy.omit({
  ...{ defaults: true, limits: true, keepWork: true, progressEvents: true },
}).extend({
  /** Said by executions that began before there was `fleet`. */
  taskVcpus: z.number().optional(),
});
export type PlanningPolicy = z.infer<typeof PlanningPolicy>;
