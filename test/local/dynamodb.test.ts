import { connect } from 'node:net';
import {
  type DynamoDBClient,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import { createJobTable } from '../../local/dynamodb';
import { jobTableShape } from '../../pipeline/job-table-shape';
import { temporaryFolder } from '../tools';
import { startDynamoDb } from './dynamodb-on-a-port';

describe('the embedded DynamoDB', () => {
  let url: string;
  let client: DynamoDBClient;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    ({ url, client, stop } = await startDynamoDb());
  });
  afterEach(() => stop());

  const put = (jobId: string, item: string) =>
    client.send(new PutItemCommand({ TableName: 'jobs', Item: { jobId: { S: jobId }, item: { S: item } } }));

  test('the job table is ready when createJobTable returns: one partition per job', async () => {
    const { Table } = await client.send(new DescribeTableCommand({ TableName: 'jobs' }));
    expect(Table?.TableStatus).toBe('ACTIVE');
    expect(Table?.KeySchema).toEqual([
      { AttributeName: 'jobId', KeyType: 'HASH' },
      { AttributeName: 'item', KeyType: 'RANGE' },
    ]);
  });

  test('its index lists the jobs of a state, and nothing else, in the order of their creation', async () => {
    const item = async (jobId: string, name: string, more: Record<string, string>) => {
      const strings = Object.entries({ jobId, item: name, ...more }).map(([key, S]) => [key, { S }] as const);
      await client.send(new PutItemCommand({ TableName: 'jobs', Item: Object.fromEntries(strings) }));
    };
    await item('late', 'job', { state: 'RUNNING', createdAt: '2026-01-02', source: '{}', media: '{}' });
    await item('early', 'job', { state: 'RUNNING', createdAt: '2026-01-01', error: '{}' });
    await item('done', 'job', { state: 'SUCCEEDED', createdAt: '2026-01-01' });
    await item('early', 'task#00000#fused', { state: 'RUNNING', startedAt: '2026-01-01' });
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'jobs',
        IndexName: jobTableShape.listing.name,
        KeyConditionExpression: '#state = :running',
        ExpressionAttributeNames: { '#state': jobTableShape.listing.partitionKey },
        ExpressionAttributeValues: { ':running': { S: 'RUNNING' } },
        ScanIndexForward: false,
      }),
    );
    const keys = { item: { S: 'job' }, state: { S: 'RUNNING' } };
    expect(Items).toEqual([
      { ...keys, jobId: { S: 'late' }, createdAt: { S: '2026-01-02' }, source: { S: '{}' } },
      { ...keys, jobId: { S: 'early' }, createdAt: { S: '2026-01-01' }, error: { S: '{}' } },
    ]);
  });

  test('items are kept and found by their job, in the order of their names', async () => {
    await put('a', 'segment#00001');
    await put('a', 'job');
    await put('b', 'job');
    const { Items } = await client.send(
      new QueryCommand({
        TableName: 'jobs',
        KeyConditionExpression: 'jobId = :job',
        ExpressionAttributeValues: { ':job': { S: 'a' } },
        ConsistentRead: true,
      }),
    );
    expect(Items?.map(({ item }) => item?.S)).toEqual(['job', 'segment#00001']);
  });

  test('two of them share nothing', async () => {
    await put('a', 'job');
    const other = await startDynamoDb();
    const Key = { jobId: { S: 'a' }, item: { S: 'job' } };
    const { Item } = await other.client.send(new GetItemCommand({ TableName: 'jobs', Key }));
    await other.stop();
    expect(Item).toBeUndefined();
  });

  test('a table that is there already is kept with what it has', async () => {
    await client.send(new PutItemCommand({ TableName: 'jobs', Item: { jobId: { S: 'kept' }, item: { S: 'job' } } }));
    await createJobTable(client, 'jobs');
    const Key = { jobId: { S: 'kept' }, item: { S: 'job' } };
    expect((await client.send(new GetItemCommand({ TableName: 'jobs', Key }))).Item).toEqual(Key);
  });

  test('a client that goes away in the middle of a request ends nothing but that', async () => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: DynamoDB_20120810.PutItem\r\nContent-Length: 99\r\n\r\n{"half');
    await new Promise((resolve) => setTimeout(resolve, 50));
    socket.destroy();
    await put('after', 'job');
    expect((await client.send(new ScanCommand({ TableName: 'jobs' }))).Count).toBe(1);
  }); // prettier-ignore
});

describe('in a folder', () => {
  const folder = temporaryFolder();

  test('tables and items are there after a restart, and the job table isn’t made anew', async () => {
    const first = await startDynamoDb(folder());
    const Item = { jobId: { S: 'kept' }, item: { S: 'job' }, n: { N: '1.5' }, b: { B: Uint8Array.of(0, 255) } };
    await first.client.send(new PutItemCommand({ TableName: 'jobs', Item }));
    await first.stop();
    const second = await startDynamoDb(folder());
    expect((await second.client.send(new ScanCommand({ TableName: 'jobs' }))).Items).toEqual([Item]);
    await second.stop();
  });
});
