import {
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactionConflictException,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { openJobTable } from '../../aws/clients';
import { JobTable, type TaskKey } from '../../aws/job-table';
import { createJobTable } from '../../local/dynamodb';
import { jobTableShape } from '../../pipeline/job-table-shape';
import { jobItem, runItem, segmentItem, taskItem, usageItem } from '../../pipeline/keys';
import { mediaInfo, plannedJob, source, verification } from '../pipeline/examples';
import { taskRun } from '../pipeline/task-examples';
import { type Services, startServices } from './services';

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second));
const range = { start: 10, end: 20 };
const expiresAt = 1_800_000_000;
const start = (second: number) => ({ at: at(second), timeRange: range, expiresAt });
const execution = 'arn:execution';
const keyOf = (jobId: string, task: TaskKey['task'], segment: number | null, attempt = 1): TaskKey => ({
  jobId,
  task,
  segment,
  executionId: execution,
  attempt,
});

describe('JobTable', () => {
  let services: Services;
  let dynamodb: DynamoDBClient;
  let jobs: JobTable;
  beforeAll(async () => {
    services = await startServices();
    dynamodb = new DynamoDBClient(services.clients);
    await createJobTable(dynamodb, 'jobs');
    await createJobTable(dynamodb, 'listed');
    jobs = openJobTable('jobs', services.clients);
  });
  afterAll(async () => {
    dynamodb.destroy();
    await services.stop();
  });

  let count = 0;
  /** A job as the state machine's ClaimJob leaves it, with a partition of its own for each test. */
  async function claim(more: Record<string, string> = {}, TableName = 'jobs'): Promise<string> {
    count += 1;
    const strings = {
      jobId: `job-${count}`,
      item: jobItem,
      state: 'RUNNING',
      executionId: execution,
      options: '',
      source: JSON.stringify(source),
      createdAt: at(0).toISOString(),
      startedAt: at(20).toISOString(),
      ...more,
    };
    const texts = Object.fromEntries(Object.entries(strings).map(([name, S]) => [name, { S }]));
    const Item = { executions: { SS: ['arn:earlier', execution] }, ...texts };
    await dynamodb.send(new PutItemCommand({ TableName, Item }));
    return strings.jobId;
  }
  const itemOf = async (jobId: string, item: string) => {
    const Key = { jobId: { S: jobId }, item: { S: item } };
    return (await dynamodb.send(new GetItemCommand({ TableName: 'jobs', Key }))).Item;
  };
  const plan = JSON.stringify(plannedJob({ segmentSeconds: 10 }).planned.summary);

  test('a job that was never claimed is undefined, even with tasks', async () => {
    await jobs.startTask(keyOf('unknown', 'fused', 0), start(1));
    expect(await jobs.readJob('unknown')).toBeUndefined();
    expect(await jobs.readJob('nothing at all')).toBeUndefined();
  });

  test('a claimed job', async () => {
    const jobId = await claim();
    expect(await jobs.readJob(jobId)).toEqual({
      bill: expect.objectContaining({ tasks: 0, isComplete: false }) as unknown,
      runs: [],
      jobId,
      state: 'RUNNING',
      executionId: execution,
      executions: ['arn:earlier', execution],
      attempts: 0,
      input: source,
      inputOptions: '',
      createdAt: at(0).toISOString(),
      startedAt: at(20).toISOString(),
      segments: [],
      outputs: {},
    });
  });

  test('launches that have ended, each once however often it is told, and what was used, added up', async () => {
    const jobId = await claim();
    const run = taskRun();
    for (let told = 0; told < 2; told += 1) await jobs.recordRun(jobId, run, expiresAt);
    await jobs.recordRun(jobId, taskRun({ segment: 1 }), expiresAt);
    const usage = { functionCalls: 1, functionGibSeconds: 0.25, readRequests: 2, writeRequests: 3 };
    for (let call = 0; call < 2; call += 1) await jobs.addUsage(jobId, usage, expiresAt);
    const record = await jobs.readJob(jobId);
    expect(record?.runs).toHaveLength(2);
    expect(record?.runs).toContainEqual(run);
    const quantities = record?.bill?.lines.map(({ name, quantity }) => [name, quantity] as const);
    expect(Object.fromEntries(quantities ?? [])).toMatchObject({ Lambda: 0.5, 'S3 GET, HEAD': 4, 'S3 PUT, POST, LIST': 6 }); // prettier-ignore
    for (const item of [runItem(run.taskArn), usageItem]) {
      expect((await itemOf(jobId, item))?.[jobTableShape.expiry]).toEqual({ N: String(expiresAt) });
    }
  });

  test('a job from before jobs could be taken up again: one execution, which has started with it', async () => {
    const jobId = await claim();
    const Key = { jobId: { S: jobId }, item: { S: jobItem } };
    const UpdateExpression = 'REMOVE executions, startedAt, options';
    await dynamodb.send(new UpdateItemCommand({ TableName: 'jobs', Key, UpdateExpression }));
    const old = { executions: [execution], startedAt: at(0).toISOString(), inputOptions: '' };
    expect(await jobs.readJob(jobId)).toMatchObject(old);
  });

  test('a finished job: the documents that the state machine wrote as JSON', async () => {
    const jobId = await claim({
      state: 'SUCCEEDED',
      finishedAt: at(60).toISOString(),
      plan,
      media: JSON.stringify(mediaInfo()),
      outputs: JSON.stringify({ gray: 's3://results/gray.mp4' }),
    });
    expect(await jobs.readJob(jobId)).toMatchObject({
      state: 'SUCCEEDED',
      media: mediaInfo(),
      plan: { segmentCount: 6 },
      outputs: { gray: 's3://results/gray.mp4' },
      timings: { elapsedSeconds: 40, taskSeconds: 0 },
    });
  });

  test('a failed job keeps its error', async () => {
    const error = { name: 'FfmpegFailed', message: 'said so' };
    const jobId = await claim({ state: 'FAILED', error: JSON.stringify(error) });
    expect((await jobs.readJob(jobId))?.error).toEqual(error);
  });

  test('an item that isn’t what the schema says is refused', async () => {
    const jobId = await claim({ state: 'LOST' });
    await expect(jobs.readJob(jobId)).rejects.toThrow(/LOST|state/);
  });

  test('a task from its start over its progress to its end', async () => {
    const jobId = await claim({ plan });
    const key = keyOf(jobId, 'fused', 1);
    const task = async () => (await jobs.readJob(jobId))?.segments[0]?.tasks[0];
    await jobs.startTask(key, start(5));
    const started = {
      task: 'fused',
      segment: 1,
      timeRange: range,
      state: 'RUNNING',
      attempts: 1,
      frames: 0,
      startedAt: at(5).toISOString(),
    };
    expect(await task()).toEqual(started);
    await jobs.reportFrames(key, 120);
    expect(await task()).toEqual({ ...started, frames: 120 });
    await jobs.endTask(key, { state: 'DONE', at: at(9), frames: 250 });
    expect(await task()).toEqual({ ...started, state: 'DONE', frames: 250, endedAt: at(9).toISOString() });
  });

  test('a task’s item expires when the plan says, whatever is written into it later', async () => {
    const jobId = await claim({ plan });
    const key = keyOf(jobId, 'fused', 1);
    const expiry = async () => (await itemOf(jobId, taskItem('fused', 1)))?.[jobTableShape.expiry];
    await jobs.startTask(key, start(5));
    expect(await expiry()).toEqual({ N: String(expiresAt) });
    await jobs.reportFrames(key, 120);
    await jobs.endTask(key, { state: 'DONE', at: at(9), frames: 250 });
    expect(await expiry()).toEqual({ N: String(expiresAt) });
    await jobs.startTask(key, { ...start(10), expiresAt: expiresAt + 1 });
    expect(await expiry()).toEqual({ N: String(expiresAt + 1) });
  });

  test('a further attempt counts, and begins anew', async () => {
    const jobId = await claim({ plan });
    const key = keyOf(jobId, 'fused', 0);
    await jobs.startTask(key, start(1));
    await jobs.reportFrames(key, 99);
    await jobs.endTask(key, { state: 'FAILED', at: at(2) });
    expect((await jobs.readJob(jobId))?.segments[0]).toMatchObject({ state: 'FAILED', tasks: [{ frames: 99 }] });
    await jobs.startTask({ ...key, attempt: 2 }, start(3));
    const { attempts, segments: [segment] = [] } = (await jobs.readJob(jobId)) ?? {};
    expect(attempts).toBe(2);
    expect(segment).toMatchObject({ state: 'RUNNING', attempts: 2, tasks: [{ frames: 0, startedAt: at(3).toISOString() }] }); // prettier-ignore
    expect(segment?.tasks[0]).not.toHaveProperty('endedAt');
  });

  test.each([
    ['an earlier attempt', { attempt: 1 }],
    ['another execution', { executionId: 'arn:earlier' }],
  ])('what %s still says of its task changes nothing', async (_who, stale) => {
    const jobId = await claim({ plan });
    const key = keyOf(jobId, 'fused', 0, 2);
    await jobs.startTask({ ...key, ...stale }, start(1));
    await jobs.startTask(key, start(3));
    await jobs.reportFrames({ ...key, ...stale }, 99);
    await jobs.endTask({ ...key, ...stale }, { state: 'FAILED', at: at(4) });
    expect((await jobs.readJob(jobId))?.segments[0]?.tasks).toMatchObject([
      { state: 'RUNNING', frames: 0, attempts: 2 },
    ]);
  });

  test('a task that failed before it started gets no item', async () => {
    const jobId = await claim({ plan });
    await jobs.endTask(keyOf(jobId, 'fused', 0), { state: 'FAILED', at: at(4) });
    expect(await itemOf(jobId, taskItem('fused', 0))).toBeUndefined();
  });

  test('the concatenation is no segment, and the state machine’s own items are no tasks', async () => {
    const jobId = await claim({ plan });
    const Item = { jobId: { S: jobId }, item: { S: segmentItem(0) } };
    await dynamodb.send(new PutItemCommand({ TableName: 'jobs', Item }));
    await jobs.startTask(keyOf(jobId, 'concat', null), start(50));
    const record = await jobs.readJob(jobId);
    expect(record?.segments).toEqual([]);
    expect(record?.concatenation).toMatchObject({ task: 'concat', segment: null, startedAt: at(50).toISOString() });
  });

  test('the concatenation’s verification is the job’s, until it begins anew', async () => {
    const jobId = await claim({ plan });
    const key = keyOf(jobId, 'concat', null);
    await jobs.startTask(key, start(50));
    expect(await jobs.readJob(jobId)).not.toHaveProperty('verification');
    await jobs.endTask(key, { state: 'DONE', at: at(55), frames: 1500, verification });
    const record = await jobs.readJob(jobId);
    expect(record?.verification).toEqual(verification);
    expect(record?.concatenation).not.toHaveProperty('verification');
    await jobs.startTask(key, start(60));
    expect(await jobs.readJob(jobId)).not.toHaveProperty('verification');
  });

  test('reads a job that fills more than a page', async () => {
    // A page of a query is 1 MB.
    const jobId = await claim({ plan });
    for (let segment = 0; segment < 5; segment += 1) {
      await jobs.startTask(keyOf(jobId, 'fused', segment), start(1));
      const Item = { jobId: { S: jobId }, item: { S: `task#${segment}-filler` } };
      const filler = { task: { S: 'fused' }, segment: { N: String(segment) }, timeRange: { S: JSON.stringify(range) } };
      const rest = { state: { S: 'DONE' }, attempts: { N: '1' }, startedAt: { S: at(1).toISOString() } };
      const padding = { padding: { S: 'x'.repeat(390_000) } };
      await dynamodb.send(new PutItemCommand({ TableName: 'jobs', Item: { ...Item, ...filler, ...rest, ...padding } }));
    }
    expect((await jobs.readJob(jobId))?.segments.map(({ tasks }) => tasks.length)).toEqual([2, 2, 2, 2, 2]);
  });

  describe('a job that its execution can’t end itself', () => {
    const error = { name: 'ExecutionAborted', message: 'Somebody stopped it.' };
    const state = async (jobId: string) => {
      const item = await itemOf(jobId, jobItem);
      return [item?.state?.S, item?.claimable?.BOOL];
    };

    test('fails, and may be claimed by another execution', async () => {
      const jobId = await claim();
      expect(await jobs.settle(jobId, execution, { state: 'FAILED', error, at: at(30), expiresAt })).toBe(true);
      expect(await jobs.readJob(jobId)).toMatchObject({ state: 'FAILED', error, finishedAt: at(30).toISOString() });
      expect(await state(jobId)).toEqual(['FAILED', true]);
      expect((await itemOf(jobId, jobItem))?.[jobTableShape.expiry]).toEqual({ N: String(expiresAt) });
    });

    test('is cancelled, and stays so until somebody releases it', async () => {
      const jobId = await claim();
      await jobs.settle(jobId, execution, { state: 'CANCELLED', error, at: at(30) });
      expect(await state(jobId)).toEqual(['CANCELLED', false]);
      expect(await jobs.reopen(jobId, execution)).toBe(false);
      expect(await jobs.release(jobId, execution)).toBe(true);
      expect(await state(jobId)).toEqual(['FAILED', true]);
    });

    test.each(['SUCCEEDED', 'FAILED', 'CANCELLED'])('one that is %s is left as it is', async (ended) => {
      const jobId = await claim({ state: ended });
      expect(await jobs.settle(jobId, execution, { state: 'FAILED', error, at: at(30) })).toBe(false);
      expect(await state(jobId)).toEqual([ended, undefined]);
    });

    test('one that was taken up again since it was looked at is left as it is', async () => {
      const jobId = await claim();
      const { startedAt = '' } = (await jobs.readJob(jobId)) ?? {};
      await jobs.settle(jobId, execution, { state: 'FAILED', error, at: at(30), startedAt });
      await jobs.reopen(jobId, execution, at(40));
      expect(await jobs.settle(jobId, execution, { state: 'FAILED', error, at: at(50), startedAt })).toBe(false);
      expect(await state(jobId)).toEqual(['RUNNING', undefined]);
    });

    test('one that another execution has by now is left as it is, and so is none', async () => {
      const jobId = await claim({ state: 'FAILED' });
      expect(await jobs.settle(await claim(), 'arn:earlier', { state: 'FAILED', error, at: at(30) })).toBe(false);
      expect(await jobs.reopen(jobId, 'arn:earlier')).toBe(false);
      expect(await jobs.release(jobId, 'arn:earlier')).toBe(false);
      expect(await jobs.settle('nothing at all', execution, { state: 'FAILED', error, at: at(30) })).toBe(false);
      expect(await itemOf('nothing at all', jobItem)).toBeUndefined();
    });

    test('a failed one runs on once it is reopened for its own execution', async () => {
      const jobId = await claim();
      await jobs.settle(jobId, execution, { state: 'FAILED', error, at: at(30) });
      expect(await jobs.reopen(jobId, execution, at(40))).toBe(true);
      const record = await jobs.readJob(jobId);
      expect(record).toMatchObject({ state: 'RUNNING', startedAt: at(40).toISOString() });
      expect(record).not.toHaveProperty('error');
      expect(record).not.toHaveProperty('finishedAt');
      expect(await state(jobId)).toEqual(['RUNNING', undefined]);
      expect(await jobs.reopen(jobId, execution)).toBe(false);
    });

    test.each(['RUNNING', 'SUCCEEDED'])('one that is %s isn’t released', async (held) => {
      const jobId = await claim({ state: held });
      expect(await jobs.release(jobId, execution)).toBe(false);
      expect(await state(jobId)).toEqual([held, undefined]);
    });

    test('another failure than a condition that doesn’t hold is thrown', async () => {
      const elsewhere = openJobTable('no-table', services.clients);
      await expect(elsewhere.release('job', execution)).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    });
  });

  test('finds jobs of any state by the beginning of their ids, the newest first', async () => {
    const listed = openJobTable('listed', services.clients);
    for (const [jobId, state, createdAt] of [
      ['abc1', 'RUNNING', at(1).toISOString()],
      ['abc2', 'CANCELLED', at(3).toISOString()],
      ['abd', 'SUCCEEDED', at(2).toISOString()],
      ['b', 'FAILED', at(4).toISOString()],
    ] as const)
      await claim({ jobId, state, createdAt }, 'listed');
    expect(await listed.findJobs('abc')).toEqual([
      { jobId: 'abc2', state: 'CANCELLED', createdAt: at(3).toISOString(), input: source },
      { jobId: 'abc1', state: 'RUNNING', createdAt: at(1).toISOString(), input: source },
    ]);
    expect((await listed.findJobs('')).map(({ jobId }) => jobId)).toEqual(['b', 'abc2', 'abd', 'abc1']);
    expect(await listed.findJobs('c')).toEqual([]);
    const recent = await listed.listJobs(['RUNNING', 'CANCELLED'], at(2));
    expect(recent.map(({ jobId }) => jobId)).toEqual(['abc2']);
  });

  test('removes all items of a job, but none of one that runs', async () => {
    const [done, running] = [await claim({ state: 'SUCCEEDED' }), await claim({ state: 'RUNNING' })];
    for (const job of [done, running]) await jobs.startTask(keyOf(job, 'fused', 0), start(1));
    expect([await jobs.removeJob(done), await jobs.removeJob(done), await jobs.removeJob(running)]).toEqual([true, false, false]); // prettier-ignore
    expect(await itemOf(done, taskItem('fused', 0))).toBeUndefined();
    expect(await jobs.readJob(running)).toMatchObject({ segments: [], attempts: 1 });
  });

  describe('an item that a transaction of somebody else is about', () => {
    /** Refuses so many writes. */
    const conflicting = (times: number) => {
      const client = new DynamoDBClient(services.clients);
      let refused = 0;
      client.middlewareStack.add((next) => (args) => {
        if (refused === times) return next(args);
        refused += 1;
        const message = 'Transaction is ongoing for the item';
        return Promise.reject(new TransactionConflictException({ message, $metadata: {} }));
      });
      return { table: new JobTable(client, 'jobs'), refused: () => refused, close: () => client.destroy() };
    };

    test('is written when the transaction is over', async () => {
      const { table, refused, close } = conflicting(3);
      const id = await claim();
      await table.startTask(keyOf(id, 'fused', 0), start(1));
      close();
      expect(refused()).toBe(3);
      expect((await jobs.readJob(id))?.attempts).toBe(1);
    });

    test('is given up after a while', async () => {
      const { table, close } = conflicting(Infinity);
      await expect(table.startTask(keyOf(await claim(), 'fused', 0), start(1))).rejects.toThrow(
        'Transaction is ongoing',
      );
      close();
    });
  });
});
