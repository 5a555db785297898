import {
  type AttributeValue,
  type DynamoDBClient,
  type QueryCommandInput,
  paginateQuery,
} from '@aws-sdk/client-dynamodb';
import { type JobItems, assembleJob } from '../pipeline/assemble-job';
import { type JobError, type JobRecord, JobState, type TaskRecord } from '../pipeline/job';
import { jobTableShape } from '../pipeline/job-table-shape';
import { jobItem, runItem, taskItem, usageItem } from '../pipeline/keys';
import type { TaskName } from '../pipeline/segment';
import type { TaskRun } from '../pipeline/task-run';
import type { Usage } from '../pipeline/usage';
import type { Verification } from '../pipeline/verification';
import { JobItem, ListedJob, RunItem, TaskItem, UsageItem, VerifyingItem } from './job-table-items';
import { removeItems } from './job-table-removal';
import { type ItemChange, changeItem } from './job-table-update';

/** One attempt of one task. */
export interface TaskKey {
  jobId: string;
  task: TaskName;
  /** Null for the concatenation. */
  segment: number | null;
  /** ARN of the execution that runs the task. */
  executionId: string;
  /** From 1. */
  attempt: number;
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

/** How a job ends whose execution couldn't say so itself. */
export interface Settlement {
  state: 'FAILED' | 'CANCELLED';
  error: JobError;
  at: Date;
  /** Epoch seconds; without, what the record has stays. */
  expiresAt?: number;
  /** Of the record that was looked at: one that was taken up again since stays as it is. */
  startedAt?: string;
}

/** The job table, whose items pipeline/job-table-shape.ts lists. */
export class JobTable {
  constructor(
    private readonly dynamodb: DynamoDBClient,
    private readonly tableName: string,
  ) {}

  /** Counts a new attempt of a task and resets what it reports: the task is this attempt's from now on. */
  async startTask(key: TaskKey, start: TaskStart): Promise<void> {
    const { task, segment } = key;
    await this.#change(key.jobId, taskItem(task, segment), {
      set: {
        ...attemptOf(key),
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

  async reportFrames(key: TaskKey, frames: number): Promise<void> {
    await this.#changeOwn(key, { frames: { N: String(frames) } });
  }

  async endTask(key: TaskKey, end: TaskEnd): Promise<void> {
    await this.#changeOwn(key, {
      state: { S: end.state },
      endedAt: { S: end.at.toISOString() },
      ...(end.frames === undefined ? {} : { frames: { N: String(end.frames) } }),
      ...(end.verification ? { verification: { S: JSON.stringify(end.verification) } } : {}),
    });
  }

  /**
   * Writes down how a launch of a task has ended. The same again changes nothing.
   * @param expiresAt epoch seconds
   */
  async recordRun(jobId: string, run: TaskRun, expiresAt: number): Promise<void> {
    await this.#change(jobId, runItem(run.taskArn), {
      set: { run: { S: JSON.stringify(run) }, [jobTableShape.expiry]: { N: String(expiresAt) } },
    });
  }

  /**
   * Adds to what a job has used. Not one that may be repeated: what is told twice counts twice.
   * @param expiresAt epoch seconds
   */
  async addUsage(jobId: string, usage: Usage, expiresAt: number): Promise<void> {
    await this.#change(jobId, usageItem, {
      set: { [jobTableShape.expiry]: { N: String(expiresAt) } },
      add: Object.fromEntries(Object.entries(usage).map(([name, value]) => [name, { N: String(value) }])),
    });
  }

  /**
   * Ends the record of a job whose execution has ended without doing so.
   * @returns whether it was still running, and this execution's
   */
  settle(jobId: string, executionId: string, settlement: Settlement): Promise<boolean> {
    const { state, error, at, expiresAt, startedAt } = settlement;
    return this.#change(jobId, jobItem, {
      set: {
        state: { S: state },
        error: { S: JSON.stringify(error) },
        finishedAt: { S: at.toISOString() },
        claimable: { BOOL: state === 'FAILED' },
        ...(expiresAt === undefined ? {} : { [jobTableShape.expiry]: { N: String(expiresAt) } }),
      },
      onlyIf: {
        executionId: [{ S: executionId }],
        state: [{ S: 'RUNNING' }],
        ...(startedAt === undefined ? {} : { startedAt: [{ S: startedAt }] }),
      },
    });
  }

  /**
   * Gives a failed job back to the execution that has failed it, which is about to be redriven.
   * @returns whether it had failed, and was this execution's
   */
  reopen(jobId: string, executionId: string, at = new Date()): Promise<boolean> {
    return this.#change(jobId, jobItem, {
      set: { state: { S: 'RUNNING' }, startedAt: { S: at.toISOString() } },
      remove: ['error', 'finishedAt', 'claimable'],
      onlyIf: { executionId: [{ S: executionId }], state: [{ S: 'FAILED' }] },
    });
  }

  /**
   * Lets another execution claim a job that has failed or was cancelled.
   * @returns whether it had, and was this execution's
   */
  release(jobId: string, executionId: string): Promise<boolean> {
    return this.#change(jobId, jobItem, {
      set: { state: { S: 'FAILED' }, claimable: { BOOL: true } },
      onlyIf: { executionId: [{ S: executionId }], state: [{ S: 'FAILED' }, { S: 'CANCELLED' }] },
    });
  }

  /** The whole record of a job; undefined when the table has no such job. */
  async readJob(jobId: string): Promise<JobRecord | undefined> {
    const items: JobItems = { tasks: [], runs: [] };
    for await (const item of this.#query({
      KeyConditionExpression: 'jobId = :job',
      ExpressionAttributeValues: { ':job': { S: jobId } },
      ConsistentRead: true,
    })) {
      const name = item.item?.S ?? '';
      if (name === jobItem) items.job = JobItem.parse(item);
      else if (name.startsWith('task#')) {
        items.tasks.push(TaskItem.parse(item));
        items.verification ??= VerifyingItem.parse(item).verification;
      } else if (name.startsWith('run#')) items.runs?.push(RunItem.parse(item));
      else if (name === usageItem) items.usage = UsageItem.parse(item);
      // The set of segments that are done, which only announcements need.
      else if (name.startsWith('done#')) items.announcesProgress = true;
    }
    return assembleJob(items);
  }

  /** All jobs whose ids begin with `prefix`, the newest first. One that has changed just now may be listed as it was, or not yet. */
  async findJobs(prefix: string): Promise<ListedJob[]> {
    return (await this.listJobs()).filter(({ jobId }) => jobId.startsWith(prefix));
  }

  /** The same by state and age: those created at `since` or later. */
  async listJobs(states: readonly JobState[] = JobState.options, since?: Date): Promise<ListedJob[]> {
    const { name, partitionKey, sortKey } = jobTableShape.listing;
    // By id: one whose state changes meanwhile is in two lists.
    const found = new Map<string, ListedJob>();
    for (const state of states) {
      for await (const item of this.#query({
        IndexName: name,
        KeyConditionExpression: since ? '#state = :state AND #created >= :since' : '#state = :state',
        ProjectionExpression: 'jobId, #state, #created, #source, finishedAt',
        ExpressionAttributeNames: { '#state': partitionKey, '#created': sortKey, '#source': 'source' },
        ExpressionAttributeValues: {
          ':state': { S: state },
          ...(since ? { ':since': { S: since.toISOString() } } : {}),
        },
      })) {
        const job = ListedJob.parse(item);
        found.set(job.jobId, job);
      }
    }
    return [...found.values()].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1));
  }

  /**
   * Removes all that is recorded of a job which doesn't run, its own item last: what was interrupted can be asked for again.
   * @returns whether it was there, and didn't run
   */
  async removeJob(jobId: string): Promise<boolean> {
    const items: string[] = [];
    let isRunning = false;
    for await (const { item, state } of this.#query({
      KeyConditionExpression: 'jobId = :job',
      ExpressionAttributeValues: { ':job': { S: jobId } },
      ConsistentRead: true,
    })) {
      if (item?.S === jobItem) isRunning = state?.S === 'RUNNING';
      else if (item?.S !== undefined) items.push(item.S);
    }
    return !isRunning && removeItems(this.dynamodb, this.tableName, jobId, items);
  }

  /** Items over as many pages as they fill. */
  async *#query(query: Omit<QueryCommandInput, 'TableName'>): AsyncGenerator<Record<string, AttributeValue>> {
    for await (const { Items = [] } of paginateQuery(
      { client: this.dynamodb },
      { TableName: this.tableName, ...query },
    )) {
      yield* Items;
    }
  }

  /**
   * Only while the task is still this attempt's: one that was given up for lost, and works on, changes nothing. Neither does
   * one that failed before it started: its failure is written down elsewhere.
   */
  async #changeOwn(key: TaskKey, set: ItemChange['set']): Promise<void> {
    const { executionId, attempt } = attemptOf(key);
    const onlyIf = { executionId: [executionId], attempt: [attempt] } as const;
    await this.#change(key.jobId, taskItem(key.task, key.segment), { set, onlyIf });
  }

  #change(jobId: string, item: string, change: ItemChange): Promise<boolean> {
    return changeItem(this.dynamodb, this.tableName, { jobId, item }, change);
  }
}

/** Which attempt has a task's item. */
const attemptOf = ({ executionId, attempt }: TaskKey) => ({
  executionId: { S: executionId },
  attempt: { N: String(attempt) },
});
