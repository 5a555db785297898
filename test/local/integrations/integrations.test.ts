import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { SFNClient } from '@aws-sdk/client-sfn';
import { EventBus } from '../../../local/event-bus';
import { createIntegrations } from '../../../local/integrations/integrations';
import { Topics } from '../../../local/sns-topics';
import { Queues } from '../../../local/sqs-queues';
import { call } from './call';

const settings = {
  endpoint: 'http://127.0.0.1:1',
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
};
const clients = { dynamodb: new DynamoDBClient(settings), s3: new S3Client(settings), sfn: new SFNClient(settings) };
afterAll(() => Object.values(clients).forEach((client) => client.destroy()));

function create(lambdaEndpoint?: string) {
  const queues = new Queues();
  return createIntegrations({
    ...clients,
    bus: new EventBus(),
    queues,
    topics: new Topics(queues),
    functions: { double: (event) => Promise.resolve(Number(event) * 2) },
    lambdaEndpoint,
    ecs: { program: 'none.cjs', folder: 'none', logFolder: 'none', taskDefinitions: {} },
  });
}

test('all integrations are there, under the names by which definitions call them', () => {
  const names = Object.keys(create()).map((arn) => arn.replace('arn:aws:states:::', ''));
  expect(names.filter((name) => !name.startsWith('aws-sdk:')).sort()).toEqual([
    'a function by its ARN',
    'dynamodb:deleteItem',
    'dynamodb:getItem',
    'dynamodb:putItem',
    'dynamodb:updateItem',
    'ecs:runTask',
    'ecs:runTask.sync',
    'events:putEvents',
    // What a function's ARN as resource stands for.
    'lambda:invoke',
    'sns:publish',
    'sqs:sendMessage',
    'states:startExecution',
    'states:startExecution.sync',
    'states:startExecution.sync:2',
  ]);
  expect(names).toEqual(
    expect.arrayContaining([
      'aws-sdk:dynamodb:query',
      'aws-sdk:s3:getObject',
      'aws-sdk:sfn:sendTaskSuccess',
      'aws-sdk:sns:publish',
      'aws-sdk:sqs:sendMessage',
    ]),
  );
});

test('a function of this process is preferred to the endpoint, which has the others', async () => {
  const invoke = create('127.0.0.1:1')['arn:aws:states:::lambda:invoke']!;
  await expect(invoke(call({ FunctionName: 'double', Payload: 4 }))).resolves.toMatchObject({ Payload: 8 });
  await expect(invoke(call({ FunctionName: 'other' }))).rejects.toMatchObject({
    errorName: 'Lambda.SdkClientException',
  });
});
