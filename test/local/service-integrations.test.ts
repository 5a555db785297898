import { type DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Access } from '../../local/api-call';
import { type BusEvent, EventBus } from '../../local/event-bus';
import { createDynamoDbIntegrations, createPutEvents } from '../../local/service-integrations';
import type { IntegrationCall } from '../../local/step-functions/server';
import { startDynamoDb } from './dynamodb-on-a-port';

const call = (parameters: IntegrationCall['parameters']): IntegrationCall => ({
  parameters,
  signal: new AbortController().signal,
  executionArn: 'arn:execution',
  stateName: 'State',
});

describe('dynamodb', () => {
  let client: DynamoDBClient;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    ({ client, stop } = await startDynamoDb());
  });
  afterEach(() => stop());

  const run = (action: 'putItem' | 'updateItem', parameters: IntegrationCall['parameters']) =>
    createDynamoDbIntegrations(client)[`arn:aws:states:::dynamodb:${action}`]!(call(parameters));
  const key = { jobId: { S: 'a' }, item: { S: 'job' } };
  const claim = (executionId: string) => ({
    TableName: 'jobs',
    Item: { ...key, executionId: { S: executionId } },
    ConditionExpression: 'attribute_not_exists(jobId) OR executionId = :execution',
    ExpressionAttributeValues: { ':execution': { S: executionId } },
  });
  const read = async () => (await client.send(new GetItemCommand({ TableName: 'jobs', Key: key }))).Item;

  test('putItem puts the item, and answers JSON', async () => {
    const answer = await run('putItem', claim('one'));
    expect(answer).toMatchObject({ $metadata: { httpStatusCode: 200 } });
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    expect(await read()).toEqual({ ...key, executionId: { S: 'one' } });
  });

  test('updateItem changes the item', async () => {
    await run('putItem', claim('one'));
    await run('updateItem', {
      TableName: 'jobs',
      Key: key,
      UpdateExpression: 'SET #state = :done REMOVE executionId',
      ExpressionAttributeNames: { '#state': 'state' },
      ExpressionAttributeValues: { ':done': { S: 'DONE' } },
    });
    expect(await read()).toEqual({ ...key, state: { S: 'DONE' } });
  });

  test('a condition that fails is the error that ClaimJob catches, and changes nothing', async () => {
    await run('putItem', claim('one'));
    await expect(run('putItem', claim('two'))).rejects.toMatchObject({
      errorName: 'DynamoDB.ConditionalCheckFailedException',
      causeText: expect.stringMatching(
        /^The conditional request failed \(Service: AmazonDynamoDBv2; Status Code: 400; Error Code: ConditionalCheckFailedException; /,
      ) as string,
    });
    expect(await read()).toMatchObject({ executionId: { S: 'one' } });
  });

  test('the same execution may claim twice: the first answer may have been lost', async () => {
    await run('putItem', claim('one'));
    await expect(run('putItem', claim('one'))).resolves.toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test('a condition that fails on updateItem has the same name', async () => {
    await expect(
      run('updateItem', {
        TableName: 'jobs',
        Key: key,
        UpdateExpression: 'SET a = :a',
        ConditionExpression: 'attribute_exists(jobId)',
        ExpressionAttributeValues: { ':a': { S: 'a' } },
      }),
    ).rejects.toMatchObject({ errorName: 'DynamoDB.ConditionalCheckFailedException' });
  });

  test("every error of DynamoDB's carries its name", async () => {
    await expect(run('putItem', { TableName: 'nobody', Item: key })).rejects.toMatchObject({
      errorName: 'DynamoDB.ResourceNotFoundException',
    });
  });

  test('parameters without a table are refused before DynamoDB is asked', async () => {
    await expect(run('putItem', { Item: key })).rejects.toMatchObject({ name: 'ZodError' });
    await expect(run('updateItem', { Key: key })).rejects.toMatchObject({ name: 'ZodError' });
  });
});

describe('events:putEvents', () => {
  const entry = (DetailType: string, Detail: object) => ({
    Source: 'framefleet',
    DetailType,
    EventBusName: 'default',
    Detail: Detail as Record<string, string>,
  });

  test('puts each entry on the bus, and answers with their ids', async () => {
    const bus = new EventBus();
    const events: BusEvent[] = [];
    bus.addRule({ pattern: {}, target: (event) => events.push(event) });
    const answer = await createPutEvents(bus)(
      call({ Entries: [entry('Job Succeeded', { jobId: 'a' }), entry('Job Failed', { jobId: 'b' })] }),
    );
    expect(events.map((event) => [event.source, event['detail-type'], event.detail])).toEqual([
      ['framefleet', 'Job Succeeded', { jobId: 'a' }],
      ['framefleet', 'Job Failed', { jobId: 'b' }],
    ]);
    expect(answer).toEqual({ Entries: events.map(({ id }) => ({ EventId: id })), FailedEntryCount: 0 });
  });

  test('tells what IAM has to allow for each entry, on the bus that it names', async () => {
    const accesses: Access[] = [];
    const put = createPutEvents(new EventBus(), (access) => accesses.push(access));
    const own = 'arn:aws:events:us-east-1:000000000000:event-bus/own';
    const { EventBusName, ...unnamed } = entry('Job Failed', {});
    await put(
      call({
        Entries: [
          { ...unnamed, EventBusName: 'own' },
          { ...unnamed, EventBusName: own },
          { ...unnamed, DetailType: 'Job Succeeded' },
        ],
      }),
    );
    const context = { 'events:source': 'framefleet', 'events:detail-type': 'Job Failed' };
    expect(accesses).toEqual([
      { action: 'events:PutEvents', resource: own, context },
      { action: 'events:PutEvents', resource: own, context },
      {
        action: 'events:PutEvents',
        resource: `arn:aws:events:us-east-1:000000000000:event-bus/${EventBusName}`,
        context: { ...context, 'events:detail-type': 'Job Succeeded' },
      },
    ]);
  });

  test('no entries, or entries without a source, put nothing', async () => {
    const bus = new EventBus();
    const events: BusEvent[] = [];
    bus.addRule({ pattern: {}, target: (event) => events.push(event) });
    const put = async (parameters: IntegrationCall['parameters']) => createPutEvents(bus)(call(parameters));
    await expect(put({ Entries: [] })).rejects.toMatchObject({ name: 'ZodError' });
    await expect(put({ Entries: [{ DetailType: 'Job Failed', Detail: {} }] })).rejects.toMatchObject({
      name: 'ZodError',
    });
    expect(events).toEqual([]);
  });
});
