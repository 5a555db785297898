import * as z from 'zod';
import { Bill } from './bill';
import { MediaInfo } from './media-info';
import { PlanSummary } from './plan';
import { Source } from './source';
import { TaskRun } from './task-run';
import { Verification } from './verification';

export const JobState = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);
export type JobState = z.infer<typeof JobState>;

/** Why a job failed. */
export const JobError = z.object({
  name: z.string(),
  /** For people: which segment, which time range, which attempt, what ffmpeg said, what to do. */
  message: z.string(),
  /** Where the log of the failed task is: a log stream, or a file on one machine. */
  log: z.string().optional(),
  /** The execution in the console; absent on one machine. */
  link: z.string().optional(),
});
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
  /** ARN of the execution that has the job now, or had it last. */
  executionId: z.string(),
  /** ARNs of all that have ever had it: more than one when it was taken up again. */
  executions: z.array(z.string()),
  /** Launches of tasks that came to work, over all executions. */
  attempts: z.number().int().nonnegative(),
  input: Source,
  /** Options that the execution's input named, as text; empty when those of the upload and of the stage hold. */
  inputOptions: z.string(),
  /** When it was claimed first, and when by the execution that has it now. */
  createdAt: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** Seconds from the last claim to the finish, and the sum over all tasks of the time each ran. */
  timings: z.object({ elapsedSeconds: z.number(), taskSeconds: z.number() }).optional(),
  media: MediaInfo.optional(),
  plan: PlanSummary.optional(),
  segments: z.array(SegmentRecord),
  concatenation: TaskRecord.optional(),
  /** The task that cut clips and drew, where they were asked for. */
  illustration: TaskRecord.optional(),
  /** What the concatenation has found out about the gray video. */
  verification: Verification.optional(),
  /** Launches of tasks that have ended, as ECS told of them, in the order in which they ended. */
  runs: z.array(TaskRun).default([]),
  /** What it has cost so far; computed anew whenever the record is read. */
  bill: Bill.optional(),
  outputs: z.record(z.string(), z.string()),
  error: JobError.optional(),
  /** Names of the execution's states in the order in which they were entered; added by who reads its history. */
  states: z.array(z.string()).optional(),
});
export type JobRecord = z.infer<typeof JobRecord>;
