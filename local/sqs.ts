import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { account } from './identity';
import { invalidValue, missingParameter, SqsError } from './sqs-error';
import { MessageAttributes } from './sqs-attributes';
import type { Queue } from './sqs-queue';
import type { Queues } from './sqs-queues';

/** An embedded Amazon SQS: standard queues in this process's memory, in AWS JSON as the SDKs speak it. */
export interface Sqs {
  handle(request: IncomingMessage, response: ServerResponse): void;
}

export function createSqs(queues: Queues): Sqs {
  return {
    handle(request, response) {
      const operation = /[^.]*$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[0] ?? '';
      // Where the queues are, as the caller knows this machine.
      const base = `http://${request.headers.host ?? 'localhost'}/${account}`;
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      text(request)
        .then((body) => answer(operation, body, { queues, base, signal: gone.signal }))
        .then((value) => send(response, 200, value))
        .catch((error: unknown) => sendError(response, error));
    },
  };
}

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

interface Surroundings {
  queues: Queues;
  /** What a queue's URL begins with. */
  base: string;
  /** Aborts when the caller is gone. */
  signal: AbortSignal;
}

type Operation = (input: unknown, surroundings: Surroundings) => object | Promise<object>;

const operations: Readonly<Record<string, Operation>> = {
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

function answer(name: string, body: string, surroundings: Surroundings): object | Promise<object> {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) {
    throw new SqsError('UnsupportedOperation', `The embedded SQS has no operation ${name || '(none named)'}`);
  }
  const input: unknown = JSON.parse(body || '{}');
  return operation(input, surroundings);
}

function read<T>(schema: z.ZodType<T>, input: unknown): T {
  const { data, error } = schema.safeParse(input);
  if (data !== undefined) return data;
  const [issue] = error?.issues ?? [];
  const member = issue?.path.join('.') ?? '';
  if (issue?.code === 'invalid_type' && issue.input === undefined) throw missingParameter(member);
  throw invalidValue(`Value for parameter ${member} is invalid. Reason: ${issue?.message ?? ''}.`);
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.0',
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  const told =
    error instanceof SqsError
      ? error
      : new SqsError('InternalError', error instanceof Error ? error.message : String(error), undefined, 500);
  const { code, message, queryCode, status } = told;
  const headers = { 'x-amzn-query-error': `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}` };
  send(response, status, { __type: `com.amazonaws.sqs#${code}`, message }, headers);
}
