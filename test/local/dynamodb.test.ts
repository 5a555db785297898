import {
  type DynamoDBClient,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { createJobTable } from '../../local/dynamodb';
import { jobTableShape } from '../../pipeline/job-table-shape';
import { startDynamoDb } from './dynamodb-on-a-port';

describe('the embedded DynamoDB', () => {
  let client: DynamoDBClient;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    ({ client, stop } = await startDynamoDb());
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

  test('a table that is there already is not made again', async () => {
    await expect(createJobTable(client, 'jobs')).rejects.toMatchObject({ name: 'ResourceInUseException' });
  });
});
