import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { createDynamoDbIntegrations } from '../../../local/integrations/dynamodb';
import type { IntegrationCall } from '../../../local/step-functions/states/state-run';
import { startDynamoDb } from '../dynamodb-on-a-port';
import { call } from './call';

type Parameters = IntegrationCall['parameters'];

let client: DynamoDBClient;
let stop: () => Promise<void>;
beforeAll(async () => {
  ({ client, stop } = await startDynamoDb());
});
afterAll(() => stop());

const run = async (resource: string, parameters: Parameters) =>
  createDynamoDbIntegrations(client)[`arn:aws:states:::${resource}`]!(call(parameters));
const keyOf = (name: string) => ({ jobId: { S: name }, item: { S: 'job' } });
const claim = (name: string, executionId: string) => ({
  TableName: 'jobs',
  Item: { ...keyOf(name), executionId: { S: executionId } },
  ConditionExpression: 'attribute_not_exists(jobId) OR executionId = :execution',
  ExpressionAttributeValues: { ':execution': { S: executionId } },
});
const read = async (name: string) =>
  (await client.send(new GetItemCommand({ TableName: 'jobs', Key: keyOf(name) }))).Item;

describe('optimized', () => {
  test('putItem puts the item, and tells nothing but of the exchange', async () => {
    const answer = await run('dynamodb:putItem', claim('put', 'one'));
    expect(Object.keys(answer as object)).toEqual(['SdkHttpMetadata', 'SdkResponseMetadata']);
    expect(answer).toMatchObject({
      SdkHttpMetadata: {
        HttpHeaders: {
          'Content-Length': '2',
          'Content-Type': 'application/x-amz-json-1.0',
          // Of `{}`.
          'x-amz-crc32': '2745614147',
        },
        HttpStatusCode: 200,
      },
    });
    expect(await read('put')).toEqual({ ...keyOf('put'), executionId: { S: 'one' } });
  });

  test('updateItem changes the item, and tells what it was asked for', async () => {
    await run('dynamodb:putItem', claim('update', 'one'));
    const answer = await run('dynamodb:updateItem', {
      TableName: 'jobs',
      Key: keyOf('update'),
      UpdateExpression: 'SET #state = :done REMOVE executionId',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':done': { S: 'DONE' } },
      ReturnValues: 'UPDATED_NEW',
    });
    expect(answer).toMatchObject({ Attributes: { state: { S: 'DONE' } }, SdkHttpMetadata: {} });
    expect(await read('update')).toEqual({ ...keyOf('update'), state: { S: 'DONE' } });
  });

  test('getItem tells the item; deleteItem takes it away', async () => {
    await run('dynamodb:putItem', { TableName: 'jobs', Item: { ...keyOf('get'), frames: { N: '25' } } });
    const key = { TableName: 'jobs', Key: keyOf('get') };
    expect(await run('dynamodb:getItem', key)).toMatchObject({ Item: { ...keyOf('get'), frames: { N: '25' } } });
    await run('dynamodb:deleteItem', key);
    expect(await run('dynamodb:getItem', key)).not.toHaveProperty('Item');
  });

  test('bytes are base64 on the way in and out, wherever they are', async () => {
    const bytes = {
      b: { B: 'AAEC' },
      set: { BS: ['AAE=', 'AAI='] },
      map: { M: { B: { L: [{ B: 'AAM=' }] } } },
    };
    await run('dynamodb:putItem', { TableName: 'jobs', Item: { ...keyOf('bytes'), ...bytes } });
    const item = await read('bytes');
    expect([...(item?.b?.B ?? [])]).toEqual([0, 1, 2]);
    const answer = await run('dynamodb:getItem', { TableName: 'jobs', Key: keyOf('bytes') });
    expect(answer).toMatchObject({ Item: bytes });
  });

  test('a condition that fails is the error that ClaimJob catches, and changes nothing', async () => {
    await run('dynamodb:putItem', claim('claimed', 'one'));
    await expect(run('dynamodb:putItem', claim('claimed', 'two'))).rejects.toMatchObject({
      errorName: 'DynamoDB.ConditionalCheckFailedException',
      causeText: expect.stringMatching(
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; Request ID: \w+; Proxy: null\)$/,
      ) as string,
    });
    expect(await read('claimed')).toMatchObject({ executionId: { S: 'one' } });
    await expect(run('dynamodb:putItem', claim('claimed', 'one'))).resolves.toMatchObject({ SdkHttpMetadata: {} });
  });

  test.each<[string, string, Parameters, string, string]>([
    [
      'no such table',
      'putItem',
      { TableName: 'nobody', Item: keyOf('a') },
      'DynamoDB.ResourceNotFoundException',
      'Requested resource not found (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ResourceNotFoundException;',
    ],
    [
      'an item that is null',
      'putItem',
      { TableName: 'jobs', Item: null },
      'DynamoDB.AmazonDynamoDBException',
      "1 validation error detected: Value null at 'item' failed to satisfy constraint: Member must not be null (Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ValidationException;",
    ],
    [
      'a table that can’t be',
      'getItem',
      { TableName: '#', Key: keyOf('a') },
      'DynamoDB.AmazonDynamoDBException',
      "Value '#' at 'tableName' failed to satisfy constraint",
    ],
  ])('%s', async (_, operation, parameters, errorName, cause) => {
    await expect(run(`dynamodb:${operation}`, parameters)).rejects.toMatchObject({
      errorName,
      causeText: expect.stringContaining(cause) as string,
    });
  });
});

describe('aws-sdk', () => {
  test('tells the answer and nothing of the exchange', async () => {
    expect(await run('aws-sdk:dynamodb:putItem', claim('sdk', 'one'))).toEqual({});
    const key = { TableName: 'jobs', Key: keyOf('sdk') };
    expect(await run('aws-sdk:dynamodb:getItem', key)).toEqual({
      Item: { ...keyOf('sdk'), executionId: { S: 'one' } },
    });
    expect(await run('aws-sdk:dynamodb:deleteItem', key)).toEqual({});
  });

  test('query and scan find items', async () => {
    await run('aws-sdk:dynamodb:putItem', claim('query', 'one'));
    const found = { Items: [{ ...keyOf('query'), executionId: { S: 'one' } }], Count: 1 };
    const ExpressionAttributeValues = { ':job': { S: 'query' } };
    const query = { TableName: 'jobs', KeyConditionExpression: 'jobId = :job', ExpressionAttributeValues };
    expect(await run('aws-sdk:dynamodb:query', query)).toMatchObject(found);
    const scan = { TableName: 'jobs', FilterExpression: 'jobId = :job', ExpressionAttributeValues };
    expect(await run('aws-sdk:dynamodb:scan', scan)).toMatchObject(found);
  });

  test('instants are ISO 8601', async () => {
    const { Table } = (await run('aws-sdk:dynamodb:describeTable', { TableName: 'jobs' })) as {
      Table: { CreationDateTime: string };
    };
    expect(Table.CreationDateTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/);
  });

  test('errors have the other SDK’s name and words', async () => {
    const missing = run('aws-sdk:dynamodb:getItem', { TableName: 'nobody', Key: keyOf('a') });
    await expect(missing).rejects.toMatchObject({
      errorName: 'DynamoDb.ResourceNotFoundException',
      causeText: expect.stringMatching(
        /^Requested resource not found \(Service: DynamoDb, Status Code: 400, Request ID: \w+\) \(SDK Attempt Count: 1\)$/,
      ) as string,
    });
    const invalid = run('aws-sdk:dynamodb:putItem', { TableName: 'jobs' });
    await expect(invalid).rejects.toMatchObject({ errorName: 'DynamoDb.DynamoDbException' });
  });
});

test('where no DynamoDB answers, the error says so', async () => {
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const nowhere = new DynamoDBClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const get = createDynamoDbIntegrations(nowhere)['arn:aws:states:::dynamodb:getItem']!;
  await expect(get(call({ TableName: 'jobs', Key: keyOf('a') }))).rejects.toMatchObject({
    errorName: 'DynamoDB.SdkClientException',
    causeText: expect.stringContaining('ECONNREFUSED') as string,
  });
  nowhere.destroy();
});
