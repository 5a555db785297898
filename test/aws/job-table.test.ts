import { DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { openJobTable } from '../../aws/clients';
import type { JobTable } from '../../aws/job-table';
import { createJobTable } from '../../local/dynamodb';
import { jobTableShape } from '../../pipeline/job-table-shape';
import { jobItem, segmentItem, taskItem } from '../../pipeline/keys';
import { mediaInfo, plannedJob, source, verification } from '../pipeline/examples';
import { type Services, startServices } from './services';

const at = (second: number) => new Date(Date.UTC(2024, 0, 1, 0, 0, second));
const range = { start: 10, end: 20 };
const expiresAt = 1_800_000_000;
const start = (second: number) => ({ at: at(second), timeRange: range, expiresAt });

describe('JobTable', () => {
  let services: Services;
  let dynamodb: DynamoDBClient;
  let jobs: JobTable;
  beforeAll(async () => {
    services = await startServices();
    dynamodb = new DynamoDBClient(services.clients);
    await createJobTable(dynamodb, 'jobs');
    jobs = openJobTable('jobs', services.clients);
  });
  afterAll(async () => {
    dynamodb.destroy();
    await services.stop();
  });

  let count = 0;
  /** A job as the state machine's ClaimJob puts it, with a partition of its own for each test. */
  async function claim(more: Record<string, string> = {}): Promise<string> {
    count += 1;
    const jobId = `job-${count}`;
    const strings = {
      jobId,
      item: jobItem,
      state: 'RUNNING',
      executionId: 'arn:execution',
      source: JSON.stringify(source),
      createdAt: at(0).toISOString(),
      ...more,
    };
    const Item = Object.fromEntries(Object.entries(strings).map(([name, S]) => [name, { S }]));
    await dynamodb.send(new PutItemCommand({ TableName: 'jobs', Item }));
    return jobId;
  }
  const plan = JSON.stringify(plannedJob({ segmentSeconds: 10 }).planned.summary);

  test('a job that was never claimed is undefined, even with tasks', async () => {
    await jobs.startTask({ jobId: 'unknown', task: 'fused', segment: 0 }, start(1));
    expect(await jobs.readJob('unknown')).toBeUndefined();
    expect(await jobs.readJob('nothing at all')).toBeUndefined();
  });

  test('a claimed job', async () => {
    const jobId = await claim();
    expect(await jobs.readJob(jobId)).toEqual({
      jobId,
      state: 'RUNNING',
      executionId: 'arn:execution',
      input: source,
      createdAt: at(0).toISOString(),
      segments: [],
      outputs: {},
    });
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
      timings: { elapsedSeconds: 60, taskSeconds: 0 },
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
    const key = { jobId, task: 'fused', segment: 1 } as const;
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
    const key = { jobId, task: 'fused', segment: 1 } as const;
    const expiry = async () => {
      const Key = { jobId: { S: jobId }, item: { S: taskItem('fused', 1) } };
      const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'jobs', Key }));
      return Item?.[jobTableShape.expiry];
    };
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
    const key = { jobId, task: 'fused', segment: 0 } as const;
    await jobs.startTask(key, start(1));
    await jobs.reportFrames(key, 99);
    await jobs.endTask(key, { state: 'FAILED', at: at(2) });
    expect((await jobs.readJob(jobId))?.segments[0]).toMatchObject({ state: 'FAILED', tasks: [{ frames: 99 }] });
    await jobs.startTask(key, start(3));
    const [segment] = (await jobs.readJob(jobId))?.segments ?? [];
    expect(segment).toMatchObject({ state: 'RUNNING', attempts: 2, tasks: [{ frames: 0, startedAt: at(3).toISOString() }] }); // prettier-ignore
    expect(segment?.tasks[0]).not.toHaveProperty('endedAt');
  });

  test('the concatenation is no segment, and the state machine’s own items are no tasks', async () => {
    const jobId = await claim({ plan });
    const Item = { jobId: { S: jobId }, item: { S: segmentItem(0) } };
    await dynamodb.send(new PutItemCommand({ TableName: 'jobs', Item }));
    await jobs.startTask({ jobId, task: 'concat', segment: null }, start(50));
    const record = await jobs.readJob(jobId);
    expect(record?.segments).toEqual([]);
    expect(record?.concatenation).toMatchObject({ task: 'concat', segment: null, startedAt: at(50).toISOString() });
  });

  test('the concatenation’s verification is the job’s, until it begins anew', async () => {
    const jobId = await claim({ plan });
    const key = { jobId, task: 'concat', segment: null } as const;
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
      await jobs.startTask({ jobId, task: 'fused', segment }, start(1));
      const Item = { jobId: { S: jobId }, item: { S: `task#${segment}-filler` } };
      const filler = { task: { S: 'fused' }, segment: { N: String(segment) }, timeRange: { S: JSON.stringify(range) } };
      const rest = { state: { S: 'DONE' }, attempts: { N: '1' }, startedAt: { S: at(1).toISOString() } };
      const padding = { padding: { S: 'x'.repeat(390_000) } };
      await dynamodb.send(new PutItemCommand({ TableName: 'jobs', Item: { ...Item, ...filler, ...rest, ...padding } }));
    }
    expect((await jobs.readJob(jobId))?.segments.map(({ tasks }) => tasks.length)).toEqual([2, 2, 2, 2, 2]);
  });
});
