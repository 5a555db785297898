import { cp, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import { ListBucketsCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { openJobTable } from '../../aws/clients';
import type { ApiCall } from '../../local/api-call';
import type { BusEvent } from '../../local/event-bus';
import { type Stack, startStack } from '../../local/stack';
import { jobId } from '../../pipeline/keys';

const Failed = z.object({
  jobId: z.string(),
  executionId: z.string(),
  source: z.object({ bucket: z.string(), key: z.string(), versionId: z.string() }),
  error: z.object({ name: z.string(), message: z.string() }),
});

const statusChange = 'Step Functions Execution Status Change';

/** Without ffmpeg: what the stack does with videos is the integration tests' affair. */
describe('the stack', () => {
  let root: string;
  let stack: Stack;
  let s3: S3Client;
  const calls: ApiCall[] = [];
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'framefleet-stack-'));
    stack = await startStack({
      root,
      program: '/nowhere/container.cjs',
      ffmpegPath: '/nowhere/ffmpeg',
      ffprobePath: '/nowhere/ffprobe',
      stage: 'test',
      onCall: (call) => calls.push(call),
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

  test('every call of an AWS API is told of: who does what to which resource', async () => {
    calls.length = 0;
    const failed = announcement('Job Failed');
    await s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: 'empty.mp4', Body: '', ContentLength: 0 }));
    const { jobId } = Failed.parse((await failed).detail);
    const short = calls.map(
      ({ caller, action, resource }) => `${caller} ${action} ${resource.replace(/^arn:aws:|us-east-1|000000000000/g, '')}`,
    );
    const table = 'dynamodb:::table/framefleet-test-jobs';
    expect(short).toEqual(
      expect.arrayContaining([
        'user s3:PutObject s3:::framefleet-test-input-/empty.mp4',
        'upload-rule states:StartExecution states:::stateMachine:framefleet-test',
        `state-machine dynamodb:UpdateItem ${table}`,
        'state-machine lambda:InvokeFunction lambda:::function:framefleet-test-probe',
        'state-machine lambda:InvokeFunction lambda:::function:framefleet-test-describe-failure',
        'describe-failure s3:ListBucket s3:::framefleet-test-work-',
        `describe-failure s3:GetObject s3:::framefleet-test-work-/${jobId}/plan.json`,
        'state-machine events:PutEvents events:::event-bus/framefleet-test',
      ]),
    );
    expect(calls).toContainEqual({
      caller: 'describe-failure',
      action: 's3:ListBucket',
      resource: `arn:aws:s3:::${stack.workBucket}`,
      context: { 's3:prefix': `${jobId}/failures/` },
    });
    // Nobody has written a plan, and only who may list a bucket is told so.
    expect(calls).toContainEqual({
      ...{ caller: 'describe-failure', action: 's3:ListBucket', resource: `arn:aws:s3:::${stack.workBucket}`, context: {} },
    });
  }); // prettier-ignore

  test('the caller’s own calls are told of as the user’s', async () => {
    calls.length = 0;
    const sfn = new SFNClient(stack.clients);
    await sfn.send(new ListExecutionsCommand({ stateMachineArn: stack.stateMachineArn }));
    sfn.destroy();
    expect(calls.filter(({ caller }) => caller === 'user')).toEqual([
      { caller: 'user', action: 'states:ListExecutions', resource: stack.stateMachineArn, context: {} },
    ]);
  });

  test('nobody else is served, or told of', async () => {
    const stranger = { ...stack.clients, credentials: { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' } };
    const clients = {
      sfn: new SFNClient(stranger),
      s3: new S3Client(stranger),
      dynamodb: new DynamoDBClient(stranger),
    };
    calls.length = 0;
    const unrecognized = { name: 'UnrecognizedClientException' };
    await expect(clients.sfn.send(new ListStateMachinesCommand())).rejects.toMatchObject(unrecognized);
    await expect(clients.dynamodb.send(new ListTablesCommand())).rejects.toMatchObject(unrecognized);
    await expect(clients.s3.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
    // What the jobs before have set going isn't over.
    expect(calls.filter(({ caller }) => caller !== 'reconcile')).toEqual([]);
    Object.values(clients).forEach((client) => client.destroy());
  });

  test('an upload into another bucket starts nothing', async () => {
    const events: BusEvent[] = [];
    stack.onEvent((event) => events.push(event));
    await s3.send(new PutObjectCommand({ Bucket: stack.workBucket, Key: 'empty.mp4', Body: '', ContentLength: 0 }));
    const failed = announcement('Job Failed');
    await s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: 'last.mp4', Body: '', ContentLength: 0 }));
    await failed;
    const types = events.map((event) => event['detail-type']);
    expect(types.filter((type) => type !== statusChange)).toEqual(['Object Created', 'Object Created', 'Job Failed']);
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

test('whatever ends a stack in the middle of a job, its record says so, at once or after the next start', async () => {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-stack-'));
  const [folder, copy] = [join(root, 'data'), join(root, 'copy')];
  // Probing takes until the stack is stopped.
  const ffprobePath = join(root, 'ffprobe');
  await writeFile(ffprobePath, '#!/bin/sh\nexec sleep 600\n', { mode: 0o755 });
  const programs = { program: '/nowhere/container.cjs', ffmpegPath: '/nowhere/ffmpeg', ffprobePath };
  const start = (data: string) => startStack({ root: data, durable: true, ...programs });
  const jobsOf = (stack: Stack) => openJobTable(stack.jobTable, stack.clients);
  const told = (stack: Stack, type: string) =>
    new Promise<BusEvent>((resolve) => stack.onEvent((event) => event['detail-type'] === type && resolve(event)));

  const stack = await start(folder);
  const s3 = new S3Client(stack.clients);
  const { VersionId } = await s3.send(new PutObjectCommand({ Bucket: stack.inputBucket, Key: 'video.mp4', Body: 'x' }));
  s3.destroy();
  const id = jobId(stack.inputBucket, 'video.mp4', VersionId ?? '');
  while ((await jobsOf(stack).readJob(id)) === undefined);
  expect(await jobsOf(stack).readJob(id)).toMatchObject({ state: 'RUNNING' });

  // What a crash at this moment would leave.
  await cp(folder, copy, { recursive: true });
  const next = await start(copy);
  const failed = Failed.parse((await told(next, 'Job Failed')).detail);
  expect(failed).toMatchObject({ jobId: id, error: { name: 'ExecutionAborted' } });
  expect(await jobsOf(next).readJob(id)).toMatchObject({ state: 'FAILED', error: failed.error });
  await next.stop();

  await stack.stop();
  const last = await start(folder);
  expect(await jobsOf(last).readJob(id)).toMatchObject({ state: 'FAILED', error: { name: 'ExecutionAborted' } });
  await last.stop();
  await rm(root, { recursive: true, force: true });
});
