import * as z from 'zod';
import { HistoryDetails } from './history-details';
import type { JobRecord } from './job';

/** What the console's server (local/console/) and its page (web/console/) say to each other. */

/** As in pipeline/job.ts, which a page can't load. */
const State = z.enum(['RUNNING', 'SUCCEEDED', 'FAILED', 'CANCELLED']);

const Failure = z.object({ name: z.string(), message: z.string(), log: z.string().optional() });

/** One line of the list of jobs. */
export const ListedConsoleJob = z.object({
  jobId: z.string(),
  /** Key of the upload. */
  key: z.string(),
  state: State,
  createdAt: z.string(),
  startedAt: z.string(),
  finishedAt: z.string().optional(),
  /** Over all of its tasks; 0 of 0 before the plan is known. */
  frames: z.object({ done: z.number(), total: z.number() }),
  segments: z.object({ done: z.number(), total: z.number() }),
  dollars: z.number().optional(),
  error: Failure.optional(),
});
export type ListedConsoleJob = z.infer<typeof ListedConsoleJob>;

export const JobList = z.object({
  jobs: z.array(ListedConsoleJob),
  /** How many there are besides. */ more: z.number(),
});
export type JobList = z.infer<typeof JobList>;

export const StackFacts = z.object({
  stateMachine: z.string(),
  inputBucket: z.string(),
  outputBucket: z.string(),
  /** Kernels that a job may ask for. */
  kernels: z.array(z.string()),
  endpoint: z.string(),
});
export type StackFacts = z.infer<typeof StackFacts>;

/** Of an event, as the console shows it. */
export const EventDetails = HistoryDetails.extend({
  /** Some of the texts are only the beginnings of what there is. */
  isCut: z.boolean().optional(),
});
export type EventDetails = z.infer<typeof EventDetails>;

/** An event of an execution's history. */
export const ConsoleEvent = z.object({
  id: z.number(),
  previousEventId: z.number(),
  type: z.string(),
  /** ISO. */
  at: z.string(),
  details: EventDetails,
});
export type ConsoleEvent = z.infer<typeof ConsoleEvent>;

export const ExecutionNews = z.object({
  executionArn: z.string(),
  status: z.string(),
  startedAt: z.string(),
  stoppedAt: z.string().optional(),
  error: z.string().optional(),
  cause: z.string().optional(),
  events: z.array(ConsoleEvent),
});
export type ExecutionNews = z.infer<typeof ExecutionNews>;

/** The executions of a distributed Map. */
export const MapRunNews = z.object({
  status: z.string(),
  counts: z.record(z.string(), z.number()),
  children: z.array(z.object({ executionArn: z.string(), name: z.string(), status: z.string() })),
});
export type MapRunNews = z.infer<typeof MapRunNews>;

export const LogFile = z.object({ name: z.string(), lines: z.array(z.string()), isCut: z.boolean() });
export const LogFiles = z.object({ files: z.array(LogFile) });
export type LogFiles = z.infer<typeof LogFiles>;

/** A refusal of any request. */
export const Refusal = z.object({ error: z.string() });

/** How an action went, for people. */
export const Done = z.object({ message: z.string() });
export type Done = z.infer<typeof Done>;

export const Uploaded = z.object({ jobId: z.string(), key: z.string() });
export type Uploaded = z.infer<typeof Uploaded>;

/**
 * A job's record as the server tells it. A page can't load the schema of all of it, which knows every kernel; what it calculates with is
 * looked at.
 */
export const ConsoleRecord = z.custom<JobRecord>(
  (value) => Shape.safeParse(value).success,
  'It is no record of a job.',
);
export type ConsoleRecord = JobRecord;

const Shape = z.looseObject({
  jobId: z.string(),
  state: State,
  executionId: z.string(),
  executions: z.array(z.string()),
  input: z.looseObject({ key: z.string() }),
  startedAt: z.string(),
  attempts: z.number(),
  segments: z.array(z.looseObject({ tasks: z.array(z.looseObject({ task: z.string(), state: z.string() })) })),
  runs: z.array(z.looseObject({ taskArn: z.string() })),
  outputs: z.record(z.string(), z.string()),
});
