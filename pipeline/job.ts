import { z } from 'zod';
import { MediaInfo } from './media-info';
import { PlanSummary } from './plan';
import { Source } from './source';
import { Verification } from './verification';

export const JobState = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED']);
export type JobState = z.infer<typeof JobState>;

export const JobError = z.object({ name: z.string(), message: z.string() });
export type JobError = z.infer<typeof JobError>;

/** One task of one segment (or of the concatenation), as it reports itself while it runs. */
export const TaskRecord = z.object({
  task: z.string(),
  /** Index from 0; null for the concatenation and for illustrating, which are about all segments. */
  segment: z.number().int().nonnegative().nullable(),
  /** Seconds from the first video frame, half-open. */
  timeRange: z.object({ start: z.number(), end: z.number() }),
  state: z.enum(['RUNNING', 'DONE', 'FAILED']),
  attempts: z.number().int().positive(),
  frames: z.number().int().nonnegative(),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
});
export type TaskRecord = z.infer<typeof TaskRecord>;

/** A segment as the job record shows it: when its first task started, when its last ended, the attempts of each. */
export const SegmentRecord = z.object({
  index: z.number().int().nonnegative(),
  state: z.enum(['RUNNING', 'DONE', 'FAILED']),
  /** Seconds from the first video frame, half-open. */
  timeRange: z.object({ start: z.number(), end: z.number() }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  /** Of the task that needed most. */
  attempts: z.number().int().positive(),
  tasks: z.array(TaskRecord),
});
export type SegmentRecord = z.infer<typeof SegmentRecord>;

/** The record of a job: what people read, and what `<name>.job.json` holds. */
export const JobRecord = z.object({
  jobId: z.string(),
  state: JobState,
  executionId: z.string(),
  input: Source,
  createdAt: z.string(),
  finishedAt: z.string().optional(),
  /** Seconds from claim to finish, and the sum over all tasks of the time each ran. */
  timings: z.object({ elapsedSeconds: z.number(), taskSeconds: z.number() }).optional(),
  media: MediaInfo.optional(),
  plan: PlanSummary.optional(),
  segments: z.array(SegmentRecord),
  concatenation: TaskRecord.optional(),
  /** The task that cut clips and drew, where they were asked for. */
  illustration: TaskRecord.optional(),
  /** What the concatenation has found out about the gray video. */
  verification: Verification.optional(),
  outputs: z.record(z.string(), z.string()),
  error: JobError.optional(),
  /** Names of the execution's states in the order in which they were entered; added by who reads its history. */
  states: z.array(z.string()).optional(),
});
export type JobRecord = z.infer<typeof JobRecord>;
