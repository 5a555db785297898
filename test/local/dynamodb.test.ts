import {
  type DynamoDBClient,
  DescribeTableCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { createJobTable } from '../../local/dynamodb';
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
