import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { z } from 'zod';
import { JobError, type JobRecord, JobState, TaskRecord } from '../pipeline/job';
import { jobTableShape } from '../pipeline/job-table-shape';
import { jobItem, taskItem } from '../pipeline/keys';
import { MediaInfo } from '../pipeline/media-info';
import { PlanSummary } from '../pipeline/plan';
import type { TaskName } from '../pipeline/segment';
import { Source } from '../pipeline/source';
import { Verification } from '../pipeline/verification';
import { type JobItems, assembleJob } from '../pipeline/assemble-job';

/** A string attribute that holds JSON: the state machine writes documents with States.JsonToString. */
const json = <S extends z.ZodType>(schema: S) =>
  z
    .object({ S: z.string() })
    .transform(({ S }): unknown => JSON.parse(S))
    .pipe(schema);
const text = z.object({ S: z.string() }).transform(({ S }) => S);
const number = z.object({ N: z.coerce.number() }).transform(({ N }) => N);

const JobItem = z
  .object({
    jobId: text,
    state: text.pipe(JobState),
    executionId: text,
    source: json(Source),
    createdAt: text,
    finishedAt: text.optional(),
    media: json(MediaInfo).optional(),
    plan: json(PlanSummary).optional(),
    outputs: json(z.record(z.string(), z.string())).optional(),
    error: json(JobError).optional(),
  })
  .transform(({ source, outputs = {}, ...job }) => ({ ...job, input: source, outputs }));

const TaskItem = z
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
const VerifyingItem = z.object({ verification: json(Verification).optional() });

export interface TaskKey {
  jobId: string;
  task: TaskName;
  /** Null for the concatenation. */
  segment: number | null;
}

export interface TaskStart {
  at: Date;
  timeRange: TaskRecord['timeRange'];
  /** Epoch seconds: the plan's. */
  expiresAt: number;
}

export interface TaskEnd {
  state: 'DONE' | 'FAILED';
  at: Date;
  frames?: number;
  /** Of the concatenation: what it has found out about the joined video. */
  verification?: Verification;
}

/** The job table: one partition per job, with an item for the job, for each finished segment and for each task. */
export class JobTable {
  constructor(
    private readonly dynamodb: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Counts a new attempt of a task and resets what it reports. */
  async startTask({ jobId, task, segment }: TaskKey, start: TaskStart): Promise<void> {
    await this.#update(jobId, taskItem(task, segment), {
      set: {
        task: { S: task },
        state: { S: 'RUNNING' },
        startedAt: { S: start.at.toISOString() },
        frames: { N: '0' },
        timeRange: { S: JSON.stringify(start.timeRange) },
        [jobTableShape.expiry]: { N: String(start.expiresAt) },
        ...(segment === null ? {} : { segment: { N: String(segment) } }),
      },
      remove: ['endedAt', 'verification'],
      add: { attempts: { N: '1' } },
    });
  }

  async reportFrames({ jobId, task, segment }: TaskKey, frames: number): Promise<void> {
    await this.#update(jobId, taskItem(task, segment), { set: { frames: { N: String(frames) } }, onlyStarted: true });
  }

  async endTask({ jobId, task, segment }: TaskKey, end: TaskEnd): Promise<void> {
    await this.#update(jobId, taskItem(task, segment), {
      set: {
        state: { S: end.state },
        endedAt: { S: end.at.toISOString() },
        ...(end.frames === undefined ? {} : { frames: { N: String(end.frames) } }),
        ...(end.verification ? { verification: { S: JSON.stringify(end.verification) } } : {}),
      },
      onlyStarted: true,
    });
  }

  /** The whole record of a job; undefined when the table has no such job. */
  async readJob(jobId: string): Promise<JobRecord | undefined> {
    const items: JobItems = { tasks: [] };
    let start: Record<string, AttributeValue> | undefined;
    do {
      const page = await this.dynamodb.send(
        new QueryCommand({
          TableName: this.tableName,
          KeyConditionExpression: 'jobId = :job',
          ExpressionAttributeValues: { ':job': { S: jobId } },
          ExclusiveStartKey: start,
          ConsistentRead: true,
        }),
      );
      for (const item of page.Items ?? []) {
        const name = item.item?.S ?? '';
        if (name === jobItem) items.job = JobItem.parse(item);
        else if (name.startsWith('task#')) {
          items.tasks.push(TaskItem.parse(item));
          items.verification ??= VerifyingItem.parse(item).verification;
        }
      }
      start = page.LastEvaluatedKey;
    } while (start);
    return assembleJob(items);
  }

  async #update(
    jobId: string,
    item: string,
    { set, remove = [], add = {}, onlyStarted = false }: Change,
  ): Promise<void> {
    const fields = [...Object.keys(set), ...remove, ...Object.keys(add)];
    const clause = (verb: string, parts: readonly string[]) =>
      parts.length === 0 ? [] : [`${verb} ${parts.join(', ')}`];
    const expression = [
      ...clause('SET', Object.keys(set).map((field) => `#${field} = :${field}`)), // prettier-ignore
      ...clause('REMOVE', remove.map((field) => `#${field}`)), // prettier-ignore
      ...clause('ADD', Object.keys(add).map((field) => `#${field} :${field}`)), // prettier-ignore
    ];
    const values = Object.entries({ ...set, ...add }).map(([field, value]) => [`:${field}`, value] as const);
    const update = new UpdateItemCommand({
      TableName: this.tableName,
      Key: { jobId: { S: jobId }, item: { S: item } },
      UpdateExpression: expression.join(' '),
      ...(onlyStarted ? { ConditionExpression: 'attribute_exists(startedAt)' } : {}),
      ExpressionAttributeNames: Object.fromEntries(fields.map((field) => [`#${field}`, field])),
      ExpressionAttributeValues: Object.fromEntries(values),
    });
    await this.dynamodb.send(update).catch((error: unknown) => {
      if (!(onlyStarted && error instanceof ConditionalCheckFailedException)) throw error;
    });
  }
}

interface Change {
  set: Record<string, AttributeValue>;
  remove?: readonly string[];
  add?: Record<string, AttributeValue>;
  /** A task that failed before it started has no item, and gets none: its failure is written down elsewhere. */
  onlyStarted?: boolean;
}
