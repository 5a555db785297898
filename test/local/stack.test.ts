import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DescribeExecutionCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { z } from 'zod';
import { openJobTable } from '../../aws/clients';
import type { BusEvent } from '../../local/event-bus';
import { type Stack, startStack } from '../../local/stack';

const Failed = z.object({
  jobId: z.string(),
  executionId: z.string(),
  source: z.object({ bucket: z.string(), key: z.string(), versionId: z.string() }),
  error: z.object({ name: z.string(), message: z.string() }),
});

/** Without ffmpeg: what the stack does with videos is the integration tests' affair. */
describe('the stack', () => {
  let root: string;
  let stack: Stack;
  let s3: S3Client;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'framefleet-stack-'));
    stack = await startStack({
      root,
      program: '/nowhere/container.cjs',
      ffmpegPath: '/nowhere/ffmpeg',
      ffprobePath: '/nowhere/ffprobe',
    });
    s3 = new S3Client(stack.clients);
  });
  afterAll(async () => {
    s3.destroy();
    await stack.stop();
    await rm(root, { recursive: true, force: true });
  });

  const announcement = (detailType: string): Promise<BusEvent> =>
    new Promise((resolve) => stack.onEvent((event) => event['detail-type'] === detailType && resolve(event)));

  test('an upload goes all the way: event, execution, handler, record, announcement', async () => {
    const failed = announcement('Job Failed');
    await s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: 'a/empty.mp4', Body: '', ContentLength: 0 }));
    const { jobId, executionId, source, error } = Failed.parse((await failed).detail);
    expect(source).toMatchObject({ bucket: stack.inputBucket, key: 'a/empty.mp4' });
    expect(error).toEqual({ name: 'EmptyInput', message: '"a/empty.mp4" is empty (0 bytes). Upload the whole file.' });

    const job = await openJobTable(stack.jobTable, stack.clients).readJob(jobId);
    expect(job).toMatchObject({ jobId, executionId, state: 'FAILED', input: source, error, segments: [], outputs: {} });
    const sfn = new SFNClient(stack.clients);
    const execution = await sfn.send(new DescribeExecutionCommand({ executionArn: executionId }));
    sfn.destroy();
    expect(execution.stateMachineArn).toBe(stack.stateMachineArn);
    expect(await readFile(join(stack.logFolder, 'handlers.log'), 'utf8')).toContain(`"jobId":"${jobId}"`);
  });

  test('an upload into another bucket starts nothing', async () => {
    const events: BusEvent[] = [];
    stack.onEvent((event) => events.push(event));
    await s3.send(new PutObjectCommand({ Bucket: stack.workBucket, Key: 'empty.mp4', Body: '', ContentLength: 0 }));
    const failed = announcement('Job Failed');
    await s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: 'last.mp4', Body: '', ContentLength: 0 }));
    await failed;
    expect(events.map((event) => event['detail-type'])).toEqual(['Object Created', 'Object Created', 'Job Failed']);
  });
});

test('a stopped stack answers no more, and has left no temporary files', async () => {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-stack-'));
  const stack = await startStack({
    root,
    program: '/nowhere/container.cjs',
    ffmpegPath: '/nowhere/ffmpeg',
    ffprobePath: '/nowhere/ffprobe',
  });
  await stack.stop();
  await expect(fetch(stack.clients.endpoint)).rejects.toThrow('fetch failed');
  expect(await readdir(join(root, 'tasks'))).toEqual([]);
  await rm(root, { recursive: true, force: true });
});
