import type { Request } from './whole-request';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Element, renderErrorXml as renderXml } from './s3/xml';
import { SnsError } from './sns-error';
import type { Subscription, Topics } from './sns-topics';
import type { MessageAttributes } from './sqs-attributes';

/** An embedded Amazon SNS: topics in this process's memory, in the query protocol and XML, as the SDKs speak it. */
export interface Sns {
  handle(request: Request, response: ServerResponse): void;
}

export function createSns(topics: Topics): Sns {
  return {
    handle(request, response) {
      text(request)
        .then((body) => {
          const form = new URLSearchParams(body);
          const action = form.get('Action') ?? '';
          send(response, 200, [
            `${action}Response`,
            ...answer(topics, action, form),
            ['ResponseMetadata', requestId()],
          ]);
        })
        .catch((error: unknown) => sendError(response, error));
    },
  };
}

type Operation = (topics: Topics, form: URLSearchParams) => Element[] | undefined;

/** What is in each one's result; undefined where there is no result. */
const operations: Readonly<Record<string, Operation>> = {
  CreateTopic(topics, form) {
    const name = form.get('Name') ?? '';
    if (name.endsWith('.fifo')) {
      throw new SnsError('InvalidParameter', `The embedded SNS has no FIFO topics: ${name} can only be a standard one`);
    }
    return [['TopicArn', topics.create(name)]];
  },
  ListTopics: (topics) => [['Topics', ...topics.list().map((topicArn): Element => ['member', ['TopicArn', topicArn]])]],
  DeleteTopic(topics, form) {
    topics.delete(required(form, 'TopicArn'));
    return undefined;
  },
  Subscribe(topics, form) {
    const attributes = pairs(form, 'Attributes.entry', 'key', 'value');
    const { arn } = topics.subscribe(
      required(form, 'TopicArn'),
      required(form, 'Protocol'),
      required(form, 'Endpoint'),
      attributes.get('RawMessageDelivery') === 'true',
    );
    return [['SubscriptionArn', arn]];
  },
  Unsubscribe(topics, form) {
    topics.unsubscribe(required(form, 'SubscriptionArn'));
    return undefined;
  },
  ListSubscriptions: (topics) => subscriptions(topics.subscriptions()),
  ListSubscriptionsByTopic: (topics, form) => subscriptions(topics.subscriptions(required(form, 'TopicArn'))),
  Publish: (topics, form) => [
    [
      'MessageId',
      topics.publish({
        TopicArn: form.get('TopicArn') ?? undefined,
        TargetArn: form.get('TargetArn') ?? undefined,
        PhoneNumber: form.get('PhoneNumber') ?? undefined,
        Message: form.get('Message') ?? undefined,
        Subject: form.get('Subject') ?? undefined,
        MessageStructure: form.get('MessageStructure') ?? undefined,
        MessageAttributes: attributesOf(form),
      }),
    ],
  ],
};

const subscriptions = (list: readonly Subscription[]): Element[] => [
  [
    'Subscriptions',
    ...list.map(({ arn, topicArn, endpoint }): Element => [
      'member',
      ['SubscriptionArn', arn],
      ['TopicArn', topicArn],
      ['Protocol', 'sqs'],
      ['Endpoint', endpoint],
    ]),
  ],
];

function answer(topics: Topics, action: string, form: URLSearchParams): Element[] {
  const operation = Object.hasOwn(operations, action) ? operations[action] : undefined;
  if (!operation) throw new SnsError('InvalidAction', `The embedded SNS has no operation ${action || '(none named)'}`);
  const result = operation(topics, form);
  return result ? [[`${action}Result`, ...result]] : [];
}

function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (!value)
    throw new SnsError('InvalidParameter', `Invalid parameter: ${name} Reason: no value for required parameter`);
  return value;
}

/** A map, as the query protocol numbers its entries from 1. */
function pairs(form: URLSearchParams, prefix: string, key: string, value: string): Map<string, string> {
  const entries = new Map<string, string>();
  for (let index = 1; form.has(`${prefix}.${index}.${key}`); index++) {
    entries.set(form.get(`${prefix}.${index}.${key}`) ?? '', form.get(`${prefix}.${index}.${value}`) ?? '');
  }
  return entries;
}

function attributesOf(form: URLSearchParams): MessageAttributes {
  const attributes: MessageAttributes = {};
  const prefix = 'MessageAttributes.entry';
  const texts = pairs(form, prefix, 'Name', 'Value.StringValue');
  const bytes = pairs(form, prefix, 'Name', 'Value.BinaryValue');
  for (const [name, DataType] of pairs(form, prefix, 'Name', 'Value.DataType')) {
    attributes[name] = DataType.startsWith('Binary')
      ? { DataType, BinaryValue: bytes.get(name) }
      : { DataType, StringValue: texts.get(name) };
  }
  return attributes;
}

const requestId = (): Element => ['RequestId', randomUUID()];

function send(response: ServerResponse, status: number, root: Element): void {
  response.writeHead(status, { 'Content-Type': 'text/xml' }).end(renderXml(root));
}

function sendError(response: ServerResponse, error: unknown): void {
  const told =
    error instanceof SnsError
      ? error
      : new SnsError('InternalError', error instanceof Error ? error.message : String(error), 500);
  const { code, message, status } = told;
  const type = status < 500 ? 'Sender' : 'Receiver';
  send(response, status, [
    'ErrorResponse',
    ['Error', ['Type', type], ['Code', code], ['Message', message]],
    requestId(),
  ]);
}
