import {
  CreateTopicCommand,
  DeleteTopicCommand,
  ListSubscriptionsByTopicCommand,
  ListSubscriptionsCommand,
  ListTopicsCommand,
  PublishCommand,
  type SNSClient,
  SubscribeCommand,
  UnsubscribeCommand,
} from '@aws-sdk/client-sns';
import { type MessagesOnAPort, startMessages } from './messages-on-a-port';

let services: MessagesOnAPort;
let sns: SNSClient;
let TopicArn: string;
beforeEach(async () => {
  services = await startMessages();
  sns = services.sns;
  TopicArn = (await sns.send(new CreateTopicCommand({ Name: 'jobs' }))).TopicArn ?? '';
});
afterEach(() => services.stop());

const subscribe = async (raw = false): Promise<string> => {
  const Endpoint = services.queues.create('inbox').arn;
  const Attributes: Record<string, string> = raw ? { RawMessageDelivery: 'true' } : {};
  const command = new SubscribeCommand({ TopicArn, Protocol: 'sqs', Endpoint, Attributes });
  return (await sns.send(command)).SubscriptionArn ?? '';
};
const received = async () => (await services.queues.get('inbox').receive(10)).map(({ Body }) => Body);

test('a message reaches the queue in an envelope that tells where it is from', async () => {
  await subscribe();
  const MessageAttributes = { job: { DataType: 'String', StringValue: 'a & b' } };
  const { MessageId } = await sns.send(
    new PublishCommand({ TopicArn, Message: 'höhe <1>', Subject: 'Done', MessageAttributes }),
  );
  const [body = ''] = await received();
  expect(JSON.parse(body)).toMatchObject({
    Type: 'Notification',
    MessageId,
    TopicArn: 'arn:aws:sns:us-east-1:000000000000:jobs',
    Subject: 'Done',
    Message: 'höhe <1>',
    MessageAttributes: { job: { Type: 'String', Value: 'a & b' } },
  });
});

test('raw delivery is the message alone, with its attributes beside it', async () => {
  await subscribe(true);
  const MessageAttributes = { job: { DataType: 'String', StringValue: 'a' } };
  await sns.send(new PublishCommand({ TopicArn, Message: 'plain', MessageAttributes }));
  expect(await services.queues.get('inbox').receive(1)).toMatchObject([{ Body: 'plain', MessageAttributes }]);
});

test('a message may have a text for each protocol', async () => {
  await subscribe(true);
  const publish = (Message: string) => sns.send(new PublishCommand({ TopicArn, Message, MessageStructure: 'json' }));
  await publish('{"default":"any","sqs":"queue"}');
  await publish('{"default":"any"}');
  expect(await received()).toEqual(['queue', 'any']);
  await expect(publish('{"sqs":"queue"}')).rejects.toThrow('No default entry in JSON message body');
});

test('topics and subscriptions are listed, once each, and go', async () => {
  const SubscriptionArn = await subscribe();
  expect(await subscribe()).toBe(SubscriptionArn);
  expect((await sns.send(new ListTopicsCommand({}))).Topics).toEqual([{ TopicArn }]);
  expect((await sns.send(new ListSubscriptionsCommand({}))).Subscriptions).toMatchObject([{ SubscriptionArn }]);
  const list = async () => (await sns.send(new ListSubscriptionsByTopicCommand({ TopicArn }))).Subscriptions ?? [];
  expect(await list()).toEqual([
    { SubscriptionArn, TopicArn, Protocol: 'sqs', Endpoint: services.queues.get('inbox').arn },
  ]);
  await sns.send(new UnsubscribeCommand({ SubscriptionArn }));
  expect(await list()).toEqual([]);
  await sns.send(new PublishCommand({ TopicArn, Message: 'to nobody' }));
  expect(await received()).toEqual([]);
  await sns.send(new DeleteTopicCommand({ TopicArn }));
  await expect(sns.send(new PublishCommand({ TopicArn, Message: 'x' }))).rejects.toMatchObject({
    name: 'NotFoundException',
    message: 'Topic does not exist',
  });
});

test('what it can’t do it refuses by name', async () => {
  await expect(sns.send(new CreateTopicCommand({ Name: 'jobs.fifo' }))).rejects.toThrow(
    'has no FIFO topics: jobs.fifo',
  );
  const mail = new SubscribeCommand({ TopicArn, Protocol: 'email', Endpoint: 'a@example.com' });
  await expect(sns.send(mail)).rejects.toThrow('delivers to sqs only, not to email');
  await expect(sns.send(new PublishCommand({ TopicArn, Message: '' }))).rejects.toMatchObject({
    name: 'InvalidParameterException',
    message: 'Invalid parameter: Empty message',
  });
});
