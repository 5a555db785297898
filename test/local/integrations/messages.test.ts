import type { Access } from '../../../local/api-call';
import { createMessageIntegrations } from '../../../local/integrations/messages';
import { Topics } from '../../../local/sns-topics';
import { Queues } from '../../../local/sqs-queues';
import type { JsonValue } from '../../../local/step-functions/json';
import { call } from './call';

let queues: Queues;
let topics: Topics;
let accesses: Access[];
beforeEach(() => {
  queues = new Queues();
  topics = new Topics(queues);
  accesses = [];
});
const run = async (resource: string, parameters: JsonValue) => {
  const onAccess = (access: Access) => accesses.push(access);
  return createMessageIntegrations({ queues, topics, onAccess })[`arn:aws:states:::${resource}`]!(call(parameters));
};
const QueueUrl = 'http://127.0.0.1:4566/000000000000/inbox';
const bodies = async () => (await queues.get('inbox').receive(10)).map(({ Body }) => Body);

test.each<[JsonValue, string]>([
  ['plain', 'plain'],
  [{ jobId: 'a' }, '{"jobId":"a"}'],
  [null, 'null'],
])('sqs:sendMessage sends %j', async (MessageBody, body) => {
  queues.create('inbox');
  const answer = await run('sqs:sendMessage', { QueueUrl, MessageBody });
  const [message] = await queues.get('inbox').receive(1);
  expect(message?.Body).toBe(body);
  expect(answer).toMatchObject({
    MD5OfMessageBody: message?.MD5OfBody,
    MessageId: message?.MessageId,
    SdkHttpMetadata: { HttpStatusCode: 200 },
  });
  expect(accesses).toMatchObject([{ action: 'sqs:SendMessage', resource: queues.get('inbox').arn }]);
});

test('sns:publish reaches the queues of the topic', async () => {
  const TopicArn = topics.create('jobs');
  topics.subscribe(TopicArn, 'sqs', queues.create('inbox').arn, true);
  const answer = await run('sns:publish', { TopicArn, Message: { jobId: 'a' } });
  expect(answer).toMatchObject({ MessageId: expect.any(String) as string, SdkHttpMetadata: { HttpStatusCode: 200 } });
  expect(await bodies()).toEqual(['{"jobId":"a"}']);
  expect(accesses).toMatchObject([{ action: 'sns:Publish', resource: TopicArn }]);
});

test('by aws-sdk, nothing is told of the exchange', async () => {
  queues.create('inbox');
  const answer = await run('aws-sdk:sqs:sendMessage', { QueueUrl, MessageBody: 'x' });
  expect(Object.keys(answer as object).sort()).toEqual(['MD5OfMessageBody', 'MessageId']);
});

test.each<[string, JsonValue, string, RegExp]>([
  [
    'sqs:sendMessage',
    { QueueUrl, MessageBody: 'x' },
    'SQS.QueueDoesNotExistException',
    /^The specified queue does not exist\. \(Service: AmazonSQS; Status Code: 400; Error Code: AWS\.SimpleQueueService\.NonExistentQueue; Request ID: [\w-]+; Proxy: null\)$/,
  ],
  [
    'aws-sdk:sqs:sendMessage',
    { QueueUrl, MessageBody: 'x' },
    'Sqs.QueueDoesNotExistException',
    /^The specified queue does not exist\. \(Service: Sqs, Status Code: 400, Request ID: [\w-]+\) \(SDK Attempt Count: 1\)$/,
  ],
  [
    'sns:publish',
    { TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Message: 'x' },
    'SNS.NotFoundException',
    /^Topic does not exist \(Service: AmazonSNS; Status Code: 404; Error Code: NotFound; Request ID: [\w-]+; Proxy: null\)$/,
  ],
  ['sns:publish', { TopicArn: 'jobs', Message: 'x' }, 'SNS.InvalidParameterException', /^Invalid parameter: TopicArn /],
  ['sns:publish', { TopicArn: 1, Message: 'x' }, 'SNS.AmazonSNSException', /TopicArn/],
  [
    'aws-sdk:sns:publish',
    { TopicArn: 'arn:aws:sns:us-east-1:000000000000:none', Message: 'x' },
    'Sns.NotFoundException',
    /^Topic/,
  ],
])('%s of %j fails with %s', async (resource, parameters, errorName, cause) => {
  await expect(run(resource, parameters)).rejects.toMatchObject({
    errorName,
    causeText: expect.stringMatching(cause) as string,
  });
});
