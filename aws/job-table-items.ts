import * as z from 'zod';
import { JobError, JobState, TaskRecord } from '../pipeline/job';
import { MediaInfo } from '../pipeline/media-info';
import { PlanSummary } from '../pipeline/plan';
import { Source } from '../pipeline/source';
import { TaskRun } from '../pipeline/task-run';
import { Usage } from '../pipeline/usage';
import { Verification } from '../pipeline/verification';

/** The job table's items as DynamoDB gives them, read into what the pipeline says. */

/** A string attribute that holds JSON: the state machine writes documents with States.JsonToString. */
const json = <S extends z.ZodType>(schema: S) =>
  z
    .object({ S: z.string() })
    .transform(({ S }): unknown => JSON.parse(S))
    .pipe(schema);
const text = z.object({ S: z.string() }).transform(({ S }) => S);
const texts = z.object({ SS: z.array(z.string()) }).transform(({ SS }) => SS);
const number = z.object({ N: z.coerce.number() }).transform(({ N }) => N);

export const JobItem = z
  .object({
    jobId: text,
    state: text.pipe(JobState),
    executionId: text,
    executions: texts.optional(),
    source: json(Source),
    options: text.default(''),
    createdAt: text,
    startedAt: text.optional(),
    finishedAt: text.optional(),
    media: json(MediaInfo).optional(),
    plan: json(PlanSummary).optional(),
    outputs: json(z.record(z.string(), z.string())).optional(),
    error: json(JobError).optional(),
  })
  // An item from before jobs could be taken up again names one execution, and when that claimed it.
  .transform(({ source, options, outputs = {}, executions, startedAt, ...job }) => ({
    ...job,
    inputOptions: options,
    executions: executions ?? [job.executionId],
    startedAt: startedAt ?? job.createdAt,
    input: source,
    outputs,
  }));

export const TaskItem = z
  .object({
    task: text,
    segment: number.optional(),
    timeRange: json(TaskRecord.shape.timeRange),
    state: text,
    attempts: number,
    frames: number.default(0),
    startedAt: text,
    endedAt: text.optional(),
  })
  .transform(({ segment = null, ...task }) => ({ ...task, segment }))
  .pipe(TaskRecord);

/** The concatenation's item tells besides what it has verified. */
export const VerifyingItem = z.object({ verification: json(Verification).optional() });

/** A launch that has ended. */
export const RunItem = z.object({ run: json(TaskRun) }).transform(({ run }) => run);

export const UsageItem = z
  .object({
    functionCalls: number.optional(),
    functionGibSeconds: number.optional(),
    readRequests: number.optional(),
    writeRequests: number.optional(),
  })
  .pipe(Usage);

/** What the index of all jobs is asked for. */
export const ListedJob = z
  .object({
    jobId: text,
    state: text.pipe(JobState),
    createdAt: text,
    source: json(Source),
    finishedAt: text.optional(),
  })
  .transform(({ source, ...job }) => ({ ...job, input: source }));
export type ListedJob = z.infer<typeof ListedJob>;
