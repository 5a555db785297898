import * as z from 'zod';
import { Capacity } from './capacity';
import { JobEstimate } from './job-estimate';
import { JobOptions, KernelName } from './job-options';
import { MediaInfo } from './media-info';
import { ModelFacts } from './model';
import { Segment, TaskName } from './segment';
import { Source } from './source';

/** Few segments ride along in the state's input (inline Map); many are read from S3 (Distributed Map). */
export const FanOut = z.enum(['inline', 'distributed']);
export type FanOut = z.infer<typeof FanOut>;

/** Epoch seconds: the value of the attribute by which the items of the job table expire. */
const ExpiresAt = z.number().int().positive();

/** The whole plan, kept in the work bucket and read by every task: who does what to which frames. */
export const Plan = z.object({
  jobId: z.string(),
  source: Source,
  /** Base name of the outputs. */
  name: z.string(),
  options: JobOptions,
  media: MediaInfo,
  mode: z.enum(['fused', 'split']),
  kernels: z.array(KernelName).min(1),
  /** The kernels of each task of a segment. */
  tasks: z.array(z.array(KernelName).min(1)).optional(),
  /** Who runs models over pictures: the segments' tasks, or a function, for which tasks take samples. */
  inspectIn: z.enum(['task', 'function']).default('task'),
  /** What was found out about the models. */
  models: z.array(ModelFacts).default([]),
  segments: z.array(Segment).min(1),
  /** For the items that tasks write into the job table. */
  expiresAt: ExpiresAt,
  /** Seconds without any progress after which a task gives itself up. */
  stallSeconds: z.number().int().positive().default(300),
});
export type Plan = z.infer<typeof Plan>;

/** One item of the Map: what a segment's branch of the state machine needs to know. */
export const SegmentItem = z.object({
  index: z.number().int().nonnegative(),
  /** Sort key of the segment's item in the job table. */
  record: z.string(),
  /** Of the segment's task or tasks. */
  capacity: Capacity,
});
export type SegmentItem = z.infer<typeof SegmentItem>;

/** The plan in short, as it travels through the state machine and into the job record. */
export const PlanSummary = z.object({
  /** s3://bucket/key of the whole plan. */
  uri: z.string(),
  mode: z.enum(['fused', 'split']),
  /** Why this mode, in words. */
  modeReason: z.string(),
  segmentCount: z.number().int().positive(),
  segmentSeconds: z.number().positive(),
  /**
   * Seconds of video that are read and decoded once more than others: what lies before and after each segment and must be decoded
   * for it, for a kernel that looks around or in a container where a seek may come out late.
   */
  warmUpSeconds: z.number().nonnegative(),
  maxConcurrency: z.number().int().positive(),
  /** Comma separated, as the container program takes them. */
  kernels: z.string(),
  /** Tasks per segment. */
  tasks: z.array(TaskName).min(1),
  /** Of each of a segment's tasks, comma separated as the container program takes them; in summaries of older plans absent. */
  taskKernels: z.array(z.string()).default([]),
  /** A function runs models over the pictures that tasks have sampled. */
  inspects: z.boolean().default(false),
  /** There are gray segments to concatenate. */
  encodes: z.boolean(),
  /** There are records to merge; in summaries of older plans absent. */
  merges: z.boolean().default(true),
  /** There is something to draw, to cut or to put together once all is merged. */
  illustrates: z.boolean(),
  fanOut: FanOut,
  /** s3:// URIs of what the job will leave in the output bucket, by kind; one that ends with / is a folder. */
  outputs: z.record(z.string(), z.string()),
  /** Limits of one task's run in seconds. */
  timeouts: z.object({
    segment: z.number().int().positive(),
    concat: z.number().int().positive(),
    illustrate: z.number().int().positive(),
  }),
  /** Of the concatenation, and of illustrating; a segment's is in its SegmentItem. */
  concatCapacity: Capacity,
  /** How long the job will take and what it will cost; in summaries of older plans absent. */
  estimate: JobEstimate.optional(),
  /** For the items that the state machine writes into the job table. */
  expiresAt: ExpiresAt,
});
export type PlanSummary = z.infer<typeof PlanSummary>;

/** What PlanSegments hands to the state machine: the summary, and the Map's items or where they lie. */
export const Planned = z.object({
  summary: PlanSummary,
  /** Segments that an earlier run has done. */
  done: z.number().int().nonnegative(),
  /** For the inline Map; empty when the Distributed Map reads them from the work bucket. */
  items: z.array(SegmentItem),
  itemsBucket: z.string(),
  itemsKey: z.string(),
});
export type Planned = z.infer<typeof Planned>;
