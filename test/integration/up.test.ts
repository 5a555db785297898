import { mkdir, readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Upload } from '@aws-sdk/lib-storage';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { temporaryFolder, tools } from '../tools';
import { plainClip } from './clips';
import { runCommand } from './command';
import { eventually } from './run-job';
import { type RunningStack, killStacks, startUp } from './running-stack';

const megabytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, 'framefleet');
const folder = temporaryFolder('all');
const at = async (name: string): Promise<string> => {
  await mkdir(join(folder(), name), { recursive: true });
  return join(folder(), name);
};
afterAll(killStacks);

describe('framefleet up --empty, without ffmpeg, for clients of all services', () => {
  let stack: RunningStack;
  const destroyed: { destroy: () => void }[] = [];
  const client = <T extends { destroy: () => void }>(create: (clients: RunningStack['clients']) => T): T => {
    const made = create(stack.clients);
    destroyed.push(made);
    return made;
  };
  beforeAll(async () => {
    stack = await startUp(await at('tmp-empty'), ['--empty']);
  });
  afterEach(() => destroyed.splice(0).forEach((made) => made.destroy()));

  test('says where it is in one line, with the credentials that everyone types', () => {
    expect(stack.stdout().split('\n')).toHaveLength(2);
    expect(stack.ready).toEqual({
      ...{ endpoint: stack.ready.endpoint, region: 'us-east-1', accessKeyId: 'test', secretAccessKey: 'test' },
    });
    expect(stack.ready.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });

  test('has nothing in it', async () => {
    const { Buckets } = await client((options) => new S3Client(options)).send(new ListBucketsCommand());
    expect(Buckets ?? []).toEqual([]);
    const { TableNames } = await client((options) => new DynamoDBClient(options)).send(new ListTablesCommand());
    expect(TableNames).toEqual([]);
  });

  test('S3: an object with the SDK’s default checksums, one as a stream, one in parts', async () => {
    const s3 = client((options) => new S3Client(options));
    await s3.send(new CreateBucketCommand({ Bucket: 'things' }));
    const read = async (Key: string, Range?: string) => {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'things', Key, Range }));
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    };
    await s3.send(new PutObjectCommand({ Bucket: 'things', Key: 'a b+ü/%41.txt', Body: 'text' }));
    expect((await read('a b+ü/%41.txt')).toString()).toBe('text');
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'things', Key: 'a b+ü/%41.txt', ChecksumMode: 'ENABLED' }));
    expect(head.ChecksumCRC32).toBeDefined();
    const body = megabytes(6);
    const stream = { Body: Readable.from([body]), ContentLength: body.length };
    await s3.send(new PutObjectCommand({ Bucket: 'things', Key: 'stream', ...stream }));
    expect((await read('stream')).equals(body)).toBe(true);
    await new Upload({ client: s3, params: { Bucket: 'things', Key: 'parts', Body: Readable.from([body, body]) } }).done();
    expect((await read('parts')).equals(Buffer.concat([body, body]))).toBe(true);
    expect((await read('parts', 'bytes=-10')).toString()).toBe(body.subarray(-10).toString());
  }); // prettier-ignore

  test('S3: a presigned URL opens what it names, and nothing that was changed', async () => {
    const s3 = client((options) => new S3Client(options));
    const url = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'things', Key: 'stream' }));
    const headers = { Range: 'bytes=0-9' };
    expect(await (await fetch(url, { headers })).text()).toBe('framefleet');
    expect((await fetch(url.replace('/stream', '/parts'))).status).toBe(403);
    const old = { expiresIn: 1, signingDate: new Date(Date.now() - 60_000) };
    const expired = await getSignedUrl(s3, new GetObjectCommand({ Bucket: 'things', Key: 'stream' }), old);
    expect((await fetch(expired)).status).toBe(403);
  });

  test('nobody else is served', async () => {
    const credentials = { accessKeyId: 'somebody', secretAccessKey: 'test' };
    const others = client((options) => new SFNClient({ ...options, credentials }));
    await expect(others.send(new ListExecutionsCommand({ stateMachineArn: 'any' }))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    });
    const forged = client(
      (options) => new S3Client({ ...options, credentials: { accessKeyId: 'test', secretAccessKey: 'forged' } }),
    );
    await expect(forged.send(new ListBucketsCommand())).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  });

  test('Step Functions runs a machine', async () => {
    const sfn = client((options) => new SFNClient(options));
    const definition = JSON.stringify({ StartAt: 'Only', States: { Only: { Type: 'Pass', End: true } } });
    const roleArn = 'arn:aws:iam::000000000000:role/any';
    const { stateMachineArn } = await sfn.send(new CreateStateMachineCommand({ name: 'one', definition, roleArn }));
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '{"a":1}' }));
    const { status, output } = await eventually(async () => {
      const execution = await sfn.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: '{"a":1}' });
  });

  test('a port in use is refused by its number', async () => {
    const server = createServer();
    const { port } = await new Promise<{ port: number }>((resolve, reject) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address);
      });
    });
    const ended = await runCommand(await at('busy'), ['up', '--empty', '--port', String(port)]);
    await new Promise((resolve) => server.close(resolve));
    expect(ended).toMatchObject({ exitCode: 2, stdout: '', temporary: [] });
    expect(ended.stderr).toContain(`Port ${port} of 127.0.0.1 is in use by another program.`);
  });

  test('a Ctrl-C ends it, and leaves nothing', async () => {
    expect(await stack.end('SIGINT')).toBe(0);
    expect(await readdir(await at('tmp-empty'))).toEqual([]);
    await expect(fetch(stack.ready.endpoint)).rejects.toThrow('fetch failed');
  });
});

describe('framefleet up --data', () => {
  test('what was stored is there after it was killed, and the pipeline isn’t made anew', async () => {
    const { ffmpeg, ffprobe } = await tools();
    const programs = { FFMPEG_PATH: ffmpeg.path, FFPROBE_PATH: ffprobe.path };
    const temporary = await at('tmp-data');
    const start = () => startUp(temporary, ['--data', 'kept here'], programs);

    const first = await start();
    const { inputBucket = '', stateMachineArn = '', jobTable } = first.ready;
    let s3 = new S3Client(first.clients);
    let dynamodb = new DynamoDBClient(first.clients);
    await s3.send(new CreateBucketCommand({ Bucket: 'kept' }));
    await s3.send(new PutObjectCommand({ Bucket: 'kept', Key: 'k', Body: megabytes(2) }));
    await dynamodb.send(
      new CreateTableCommand({
        TableName: 'kept',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName: 'kept', Item: { id: { S: 'a' }, value: { N: '1' } } }));
    // An event as S3 sends it reaches the rule, which starts the machine; so does an upload.
    const events = new EventBridgeClient(first.clients);
    const Detail = JSON.stringify({ bucket: { name: inputBucket }, object: { key: 'nowhere.mp4' } });
    const Entries = [{ Source: 'aws.s3', DetailType: 'Object Created', Detail }];
    expect(await events.send(new PutEventsCommand({ Entries }))).toMatchObject({ FailedEntryCount: 0 });
    const Body = await readFile(await plainClip(join(folder(), 'clip.mp4'), 1));
    await s3.send(new PutObjectCommand({ Bucket: inputBucket, Key: 'clip.mp4', Body }));
    let sfn = new SFNClient(first.clients);
    const statuses = async () => {
      const { executions = [] } = await sfn.send(new ListExecutionsCommand({ stateMachineArn }));
      return executions.map(({ status }) => status).sort();
    };
    expect(await statuses()).toHaveLength(2);
    await eventually(async () => ((await statuses()).includes('RUNNING') ? undefined : true));
    expect(await statuses()).toEqual(['FAILED', 'SUCCEEDED']);
    [s3, dynamodb, events, sfn].forEach((client) => client.destroy());

    await expect(start()).rejects.toThrow('"kept here" is in use by another framefleet');
    expect(await first.end('SIGKILL')).toBeNull();

    const second = await start();
    expect(second.ready).toEqual({ ...first.ready, endpoint: second.ready.endpoint });
    s3 = new S3Client(second.clients);
    dynamodb = new DynamoDBClient(second.clients);
    const { Body: kept } = await s3.send(new GetObjectCommand({ Bucket: 'kept', Key: 'k' }));
    expect(Buffer.from((await kept?.transformToByteArray()) ?? []).equals(megabytes(2))).toBe(true);
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: 'kept', Key: { id: { S: 'a' } } }));
    expect(Item).toEqual({ id: { S: 'a' }, value: { N: '1' } });
    expect((await dynamodb.send(new ListTablesCommand())).TableNames).toEqual([jobTable, 'kept']);
    sfn = new SFNClient(second.clients);
    expect(await statuses()).toEqual(['FAILED', 'SUCCEEDED']);
    [s3, dynamodb, sfn].forEach((client) => client.destroy());
    expect(await second.end('SIGTERM')).toBe(0);
    expect(await readdir(join(temporary, 'kept here'))).not.toContain('framefleet.lock');
  });
});
