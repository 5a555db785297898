import * as z from 'zod';
import { MessageAttributes } from './sqs-attributes';
import { invalidValue, missingParameter, SqsError } from './sqs-error';
import type { Queue } from './sqs-queue';
import type { Queues } from './sqs-queues';

const OfQueue = z.object({ QueueUrl: z.string() });
const CreateQueue = z.object({ QueueName: z.string(), Attributes: z.record(z.string(), z.string()).optional() });
const GetQueueUrl = z.object({ QueueName: z.string() });
const ListQueues = z.object({ QueueNamePrefix: z.string().optional() });
const SendMessage = OfQueue.extend({
  MessageBody: z.string().optional(),
  MessageAttributes: MessageAttributes.optional(),
  DelaySeconds: z.number().int().min(0).max(900).optional(),
});
const ReceiveMessage = OfQueue.extend({
  MaxNumberOfMessages: z.number().int().min(1).max(10).default(1),
  VisibilityTimeout: z.number().int().min(0).max(43_200).optional(),
  WaitTimeSeconds: z.number().int().min(0).max(20).optional(),
  AttributeNames: z.array(z.string()).default([]),
  MessageSystemAttributeNames: z.array(z.string()).default([]),
  MessageAttributeNames: z.array(z.string()).default([]),
});
const OfMessage = OfQueue.extend({ ReceiptHandle: z.string() });
const ChangeVisibility = OfMessage.extend({ VisibilityTimeout: z.number().int().min(0).max(43_200) });
const GetAttributes = OfQueue.extend({ AttributeNames: z.array(z.string()).default([]) });

export interface Surroundings {
  queues: Queues;
  /** What a queue's URL begins with. */
  base: string;
  /** Aborts when the caller is gone. */
  signal: AbortSignal;
}

type Operation = (input: unknown, surroundings: Surroundings) => object | Promise<object>;

const BatchEntries = z
  .array(z.looseObject({ Id: z.string() }))
  .min(1)
  .max(10);
const Batch = OfQueue.extend({ Entries: BatchEntries });

/** What each operation answers to its input, by name. */
export const operations: Readonly<Record<string, Operation>> = {
  CreateQueue(input, { queues, base }) {
    const { QueueName, Attributes } = read(CreateQueue, input);
    return { QueueUrl: `${base}/${queues.create(QueueName, Attributes).name}` };
  },
  GetQueueUrl: (input, { queues, base }) => ({
    QueueUrl: `${base}/${queues.get(read(GetQueueUrl, input).QueueName).name}`,
  }),
  ListQueues: (input, { queues, base }) => ({
    QueueUrls: queues.list(read(ListQueues, input).QueueNamePrefix).map(({ name }) => `${base}/${name}`),
  }),
  DeleteQueue(input, { queues }) {
    queues.delete(read(OfQueue, input).QueueUrl);
    return {};
  },
  PurgeQueue(input, { queues }) {
    queues.get(read(OfQueue, input).QueueUrl).purge();
    return {};
  },
  SendMessage: (input, { queues }) => queues.send(read(SendMessage, input)),
  SendMessageBatch: (input, { queues }) =>
    inBatch(read(Batch, input), (entry) => queues.send(read(SendMessage, entry))),
  async ReceiveMessage(input, { queues, signal }) {
    const asked = read(ReceiveMessage, input);
    const queue = queues.get(asked.QueueUrl);
    const received = await queue.receive(asked.MaxNumberOfMessages, {
      visibilityTimeout: asked.VisibilityTimeout,
      waitTime: asked.WaitTimeSeconds,
      signal,
    });
    const system = new Set([...asked.AttributeNames, ...asked.MessageSystemAttributeNames]);
    const own = new Set(asked.MessageAttributeNames);
    const Messages = received.map(({ Attributes, MessageAttributes, MD5OfMessageAttributes, ...message }) => ({
      ...message,
      ...(system.size === 0 ? {} : { Attributes: chosen(Attributes, system) }),
      ...(own.size === 0 || !MessageAttributes ? {} : { MessageAttributes: chosen(MessageAttributes, own) }),
      ...(own.has('All') || own.has('.*') ? { MD5OfMessageAttributes } : {}),
    }));
    return Messages.length === 0 ? {} : { Messages };
  },
  DeleteMessage(input, { queues }) {
    const { QueueUrl, ReceiptHandle } = read(OfMessage, input);
    // SQS doesn't mind a message that is gone already.
    queues.get(QueueUrl).delete(ReceiptHandle);
    return {};
  },
  DeleteMessageBatch: (input, { queues }) =>
    inBatch(read(Batch, input), (entry) => {
      const { QueueUrl, ReceiptHandle } = read(OfMessage, entry);
      queues.get(QueueUrl).delete(ReceiptHandle);
      return {};
    }),
  ChangeMessageVisibility(input, { queues }) {
    const { QueueUrl, ReceiptHandle, VisibilityTimeout } = read(ChangeVisibility, input);
    if (!queues.get(QueueUrl).changeVisibility(ReceiptHandle, VisibilityTimeout)) {
      throw new SqsError('ReceiptHandleIsInvalid', `The input receipt handle "${ReceiptHandle}" is not valid.`);
    }
    return {};
  },
  GetQueueAttributes(input, { queues }) {
    const { QueueUrl, AttributeNames } = read(GetAttributes, input);
    return { Attributes: chosen(attributesOf(queues.get(QueueUrl)), new Set(AttributeNames)) };
  },
};

function attributesOf(queue: Queue): Record<string, string> {
  const { visible, invisible, delayed } = queue.counts();
  const { visibilityTimeout, delay, waitTime } = queue.settings;
  const created = Math.floor(queue.createdAt / 1000);
  const attributes = {
    ApproximateNumberOfMessages: visible,
    ApproximateNumberOfMessagesDelayed: delayed,
    ApproximateNumberOfMessagesNotVisible: invisible,
    CreatedTimestamp: created,
    DelaySeconds: delay,
    LastModifiedTimestamp: created,
    QueueArn: queue.arn,
    ReceiveMessageWaitTimeSeconds: waitTime,
    VisibilityTimeout: visibilityTimeout,
  };
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, String(value)]));
}

/** Names may be `All`, or, of a message's own attributes, end in `.*`. */
function chosen<T>(values: Readonly<Record<string, T>>, names: ReadonlySet<string>): Record<string, T> {
  const wanted = (name: string): boolean =>
    names.has('All') ||
    names.has(name) ||
    [...names].some((one) => one.endsWith('.*') && name.startsWith(one.slice(0, -2)));
  return Object.fromEntries(Object.entries(values).filter(([name]) => wanted(name)));
}

/** Each entry for itself: one that fails doesn't keep the others. */
function inBatch({ QueueUrl, Entries }: z.infer<typeof Batch>, run: (entry: object) => object): object {
  const Successful: object[] = [];
  const Failed: object[] = [];
  for (const { Id, ...entry } of Entries) {
    try {
      Successful.push({ Id, ...run({ ...entry, QueueUrl }) });
    } catch (error) {
      // A queue that isn't there fails the batch as a whole.
      if (!(error instanceof SqsError) || error.code === 'QueueDoesNotExist') throw error;
      Failed.push({ Id, Code: error.code, Message: error.message, SenderFault: true });
    }
  }
  return { Successful, Failed };
}

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const { data, error } = schema.safeParse(input);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const member = issue?.path.join('.') ?? '';
  if (issue?.code === 'invalid_type' && issue.input === undefined) throw missingParameter(member);
  throw invalidValue(`Value for parameter ${member} is invalid. Reason: ${issue?.message ?? ''}.`);
}
