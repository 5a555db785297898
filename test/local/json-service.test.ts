import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { ApiCall } from '../../local/api-call';
import { Callers } from '../../local/callers';
import { createDynamoDb } from '../../local/dynamodb';
import { type Endpoint, openEndpoint } from '../../local/endpoint';
import { forCallers } from '../../local/json-service';
import { createStepFunctions } from '../../local/step-functions/server';
import { postSigned } from './signed-post';

const unused = () => Promise.reject(new Error('The engine needs no objects here'));

/** Both services as they are: each reads the body in its own way, beside whoever listens. */
describe('a JSON service', () => {
  const callers = new Callers();
  const heard: { operation: string; body: unknown }[] = [];
  const calls: ApiCall[] = [];
  let endpoint: Endpoint;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const dynamodb = createDynamoDb();
    const stepFunctions = createStepFunctions({
      region: 'us-east-1',
      account: '000000000000',
      integrations: {},
      objects: { read: unused, list: unused, write: unused },
    });
    const actionsOf = (operation: string, body: unknown) => {
      heard.push({ operation, body });
      return [1, 2].map((number) => ({ action: `${operation}${number}`, resource: 'arn', context: {} }));
    };
    const onCall = (call: ApiCall) => calls.push(call);
    endpoint = await openEndpoint({
      dynamodb: forCallers(callers, (...both) => dynamodb.handle(...both), actionsOf, onCall),
      stepFunctions: forCallers(callers, (...both) => stepFunctions.handle(...both), actionsOf, onCall),
      s3: (_, response) => void response.end(),
    });
    close = async () => {
      await stepFunctions.close();
      await endpoint.close();
      await dynamodb.close();
    };
  });
  afterAll(() => close());
  beforeEach(() => {
    heard.length = 0;
    calls.length = 0;
  });

  const clientsOf = (credentials: { accessKeyId: string; secretAccessKey: string }) => {
    const options = { endpoint: endpoint.url, region: 'us-east-1', credentials };
    return { dynamodb: new DynamoDBClient(options), stepFunctions: new SFNClient(options) };
  };

  test('tells who called, and what IAM has to allow for it, and answers', async () => {
    const { dynamodb } = clientsOf(callers.credentialsOf('segment'));
    const { stepFunctions } = clientsOf(callers.credentialsOf('user'));
    expect((await dynamodb.send(new ListTablesCommand({ Limit: 3 }))).TableNames).toEqual([]);
    expect((await stepFunctions.send(new ListStateMachinesCommand({ maxResults: 3 }))).stateMachines).toEqual([]);
    expect(heard).toEqual([
      { operation: 'ListTables', body: { Limit: 3 } },
      { operation: 'ListStateMachines', body: { maxResults: 3 } },
    ]);
    expect(calls.map(({ caller, action }) => `${caller} ${action}`)).toEqual([
      ...['segment ListTables1', 'segment ListTables2', 'user ListStateMachines1', 'user ListStateMachines2'],
    ]);
  });

  test('a body in many pieces is heard, and read, to its end', async () => {
    const { dynamodb } = clientsOf(callers.credentialsOf('concat'));
    const Item = { jobId: { S: 'x'.repeat(1_000_000) } };
    const putting = dynamodb.send(new PutItemCommand({ TableName: 'nobody', Item }));
    await expect(putting).rejects.toMatchObject({ name: expect.stringMatching(/NotFound|Validation/) as string });
    expect(heard).toEqual([{ operation: 'PutItem', body: { TableName: 'nobody', Item } }]);
  });

  test('refuses whom it doesn’t know, unheard', async () => {
    const { dynamodb, stepFunctions } = clientsOf({ accessKeyId: 'AKIAUNKNOWN', secretAccessKey: 'x' });
    const refused = { name: 'UnrecognizedClientException', $metadata: { httpStatusCode: 400 } };
    await expect(dynamodb.send(new ListTablesCommand())).rejects.toMatchObject(refused);
    await expect(stepFunctions.send(new ListStateMachinesCommand())).rejects.toMatchObject(refused);
    expect(heard).toEqual([]);
    expect(calls).toEqual([]);
  });

  test('what is no JSON is told of all the same', async () => {
    const headers = { 'X-Amz-Target': 'AWSStepFunctions.ListStateMachines' };
    const signing = { ...callers.credentialsOf('probe'), service: 'states' };
    expect((await postSigned(endpoint.url, '{"half":', headers, signing)).status).toBe(400);
    expect(heard).toEqual([{ operation: 'ListStateMachines', body: {} }]);
    expect(calls.map(({ caller }) => caller)).toEqual(['probe', 'probe']);
  });
});
