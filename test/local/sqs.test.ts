import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  ListQueuesCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageBatchCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import { type MessagesOnAPort, startMessages } from './messages-on-a-port';

let services: MessagesOnAPort;
let sqs: SQSClient;
beforeEach(async () => {
  services = await startMessages();
  sqs = services.sqs;
});
afterEach(() => services.stop());

const create = async (Attributes: Record<string, string> = {}, QueueName = 'jobs'): Promise<string> => {
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
  if (QueueUrl === undefined) throw new Error('The queue has no URL');
  return QueueUrl;
};
const receive = async (QueueUrl: string, further: Partial<ReceiveMessageCommandInput> = {}) =>
  (await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...further }))).Messages ?? [];

test('a message is received with its body, its attributes and what SQS knows of it', async () => {
  const QueueUrl = await create();
  const MessageAttributes = {
    job: { DataType: 'String', StringValue: 'a' },
    frames: { DataType: 'Number', StringValue: '25' },
    key: { DataType: 'Binary', BinaryValue: Buffer.from([1, 2]) },
  };
  // The SDK compares the digests of body and answer itself.
  const sent = await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'höhe', MessageAttributes }));
  const wanted = { MessageAttributeNames: ['All'], MessageSystemAttributeNames: ['All' as const] };
  const [message] = await receive(QueueUrl, wanted);
  expect(message).toMatchObject({
    MessageId: sent.MessageId,
    Body: 'höhe',
    MD5OfBody: sent.MD5OfMessageBody,
    MD5OfMessageAttributes: sent.MD5OfMessageAttributes,
    Attributes: { ApproximateReceiveCount: '1' },
    MessageAttributes: { job: { StringValue: 'a' }, frames: { DataType: 'Number', StringValue: '25' } },
  });
  expect([...(message?.MessageAttributes?.key?.BinaryValue ?? [])]).toEqual([1, 2]);
});

test('only what is asked for of the attributes is told', async () => {
  const QueueUrl = await create();
  const text = (StringValue: string) => ({ DataType: 'String', StringValue });
  const MessageAttributes = { 'job.id': text('a'), 'job.name': text('b'), other: text('c') };
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageAttributes }));
  const [plain] = await receive(QueueUrl, { VisibilityTimeout: 0 });
  expect(plain).not.toHaveProperty('MessageAttributes');
  expect(plain).not.toHaveProperty('Attributes');
  const [chosen] = await receive(QueueUrl, { MessageAttributeNames: ['job.*'] });
  expect(Object.keys(chosen?.MessageAttributes ?? {})).toEqual(['job.id', 'job.name']);
});

test('a received message is hidden until its time is up, counts how often it was received, and is gone when deleted', async () => {
  const QueueUrl = await create();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'one' }));
  const [first] = await receive(QueueUrl);
  expect(await receive(QueueUrl)).toEqual([]);
  await sqs.send(
    new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle: first?.ReceiptHandle, VisibilityTimeout: 0 }),
  );
  const [again] = await receive(QueueUrl, { MessageSystemAttributeNames: ['ApproximateReceiveCount'] });
  expect(again).toMatchObject({ MessageId: first?.MessageId, Attributes: { ApproximateReceiveCount: '2' } });
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: again?.ReceiptHandle }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({
    ApproximateNumberOfMessages: '0',
    ApproximateNumberOfMessagesNotVisible: '0',
    QueueArn: 'arn:aws:sqs:us-east-1:000000000000:jobs',
    VisibilityTimeout: '30',
  });
});

test('a receiver that waits gets a message as soon as there is one', async () => {
  const QueueUrl = await create();
  const waiting = receive(QueueUrl, { WaitTimeSeconds: 20 });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'late' }));
  expect((await waiting).map(({ Body }) => Body)).toEqual(['late']);
});

test('a receiver that waits gets a message that comes back', async () => {
  const QueueUrl = await create({ VisibilityTimeout: '1' });
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'back' }));
  await receive(QueueUrl);
  expect((await receive(QueueUrl, { WaitTimeSeconds: 20 })).map(({ Body }) => Body)).toEqual(['back']);
});

test('a receiver that is gone takes no message with it', async () => {
  const QueueUrl = await create();
  const gone = new AbortController();
  const command = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 });
  const waiting = sqs.send(command, { abortSignal: gone.signal });
  // Time for the request to arrive: the queue has looked and waits.
  await new Promise((resolve) => setTimeout(resolve, 50));
  gone.abort();
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' });
  await new Promise((resolve) => setTimeout(resolve, 50));
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'kept' }));
  expect((await receive(QueueUrl)).map(({ Body }) => Body)).toEqual(['kept']);
});

test('a delayed message isn’t there yet; as many as asked for are received at once', async () => {
  const QueueUrl = await create();
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'later', DelaySeconds: 900 }));
  for (const MessageBody of ['1', '2', '3']) await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }));
  expect((await receive(QueueUrl, { MaxNumberOfMessages: 2 })).map(({ Body }) => Body)).toEqual(['1', '2']);
  expect((await receive(QueueUrl, { MaxNumberOfMessages: 10 })).map(({ Body }) => Body)).toEqual(['3']);
});

test('a batch does what it can, entry by entry', async () => {
  const QueueUrl = await create();
  const Entries = [
    { Id: 'a', MessageBody: '1' },
    { Id: 'b', MessageBody: '' },
    { Id: 'c', MessageBody: '3' },
  ];
  const { Successful, Failed } = await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
  expect(Successful?.map(({ Id }) => Id)).toEqual(['a', 'c']);
  expect(Failed).toMatchObject([{ Id: 'b', Code: 'MissingParameter', SenderFault: true }]);
  const received = await receive(QueueUrl, { MaxNumberOfMessages: 10 });
  const handles = received.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries: handles }));
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
  expect(Attributes).toMatchObject({ ApproximateNumberOfMessagesNotVisible: '0' });
  const nowhere = new SendMessageBatchCommand({ QueueUrl: `${QueueUrl}-none`, Entries });
  await expect(sqs.send(nowhere)).rejects.toMatchObject({ name: 'QueueDoesNotExist' });
});

test('queues are found by name, listed by prefix, emptied and deleted', async () => {
  const QueueUrl = await create();
  await create({}, 'other');
  expect(await create()).toBe(QueueUrl);
  expect((await sqs.send(new GetQueueUrlCommand({ QueueName: 'jobs' }))).QueueUrl).toBe(QueueUrl);
  expect((await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'jo' }))).QueueUrls).toEqual([QueueUrl]);
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }));
  await sqs.send(new PurgeQueueCommand({ QueueUrl }));
  expect(await receive(QueueUrl)).toEqual([]);
  await sqs.send(new DeleteQueueCommand({ QueueUrl }));
  await expect(receive(QueueUrl)).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
    message: 'The specified queue does not exist.',
  });
});

test('what it can’t do it refuses by name', async () => {
  await expect(create({ FifoQueue: 'true' }, 'jobs.fifo')).rejects.toThrow(
    'The embedded SQS has no FifoQueue: jobs.fifo can only be a standard queue without one',
  );
  await expect(create({ RedrivePolicy: '{}' })).rejects.toThrow('The embedded SQS has no RedrivePolicy');
  await expect(create({}, 'a b')).rejects.toThrow('Can only include alphanumeric characters');
  await expect(create({ DelaySeconds: '901' })).rejects.toThrow('Invalid value for the parameter DelaySeconds.');
  await expect(sqs.send(new SendMessageCommand({ QueueUrl: await create(), MessageBody: '' }))).rejects.toThrow(
    'The request must contain the parameter MessageBody.',
  );
});
