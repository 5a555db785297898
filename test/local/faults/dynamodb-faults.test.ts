import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createJobTable } from '../../../local/dynamodb';
import { useDisturbedServices } from './disturbed-services';

const start = useDisturbedServices();
const Key = { jobId: { S: 'a' }, item: { S: 'JOB' } };
const put = (client: DynamoDBClient) => client.send(new PutItemCommand({ TableName: 'jobs', Item: Key }));
const get = async (client: DynamoDBClient) =>
  (await client.send(new GetItemCommand({ TableName: 'jobs', Key, ConsistentRead: true }))).Item;

const withTable = async (...given: Parameters<typeof start>) => {
  const disturbed = await start(...given);
  await createJobTable(disturbed.dynamodb('user'), 'jobs');
  return disturbed;
};

test.each([
  ['throttle', 'ProvisionedThroughputExceededException', 400],
  ['internalError', 'InternalServerError', 500],
] as const)('%s: nothing is written, and the SDK tries again', async (kind, name, httpStatusCode) => {
  const { dynamodb, kinds } = await withTable({ dynamodb: { [kind]: 1, most: 2 } });
  await expect(put(dynamodb())).rejects.toMatchObject({ name, $metadata: { httpStatusCode } });
  expect(await get(dynamodb('user'))).toBeUndefined();
  await put(dynamodb('segment', 2));
  expect(await get(dynamodb('user'))).toEqual(Key);
  expect(kinds()).toEqual([`dynamodb.${kind}`, `dynamodb.${kind}`]);
});

test('conflict: writes are in each other’s way, reads never', async () => {
  const { dynamodb, kinds } = await withTable({ dynamodb: { conflict: 1 } });
  await expect(put(dynamodb())).rejects.toMatchObject({ name: 'TransactionConflictException' });
  expect(await get(dynamodb())).toBeUndefined();
  expect(kinds()).toEqual(['dynamodb.conflict']);
});

test('lostAnswer: it is written, but who wrote it doesn’t know', async () => {
  const { dynamodb, services } = await withTable({ dynamodb: { lostAnswer: 1 } });
  await expect(put(dynamodb())).rejects.toMatchObject({ name: 'InternalServerError' });
  expect(await get(dynamodb())).toEqual(Key);
  expect(services.faults?.injected).toEqual([
    { kind: 'dynamodb.lostAnswer', what: 'PutItem', at: 'segment, request 1' },
  ]);
});
