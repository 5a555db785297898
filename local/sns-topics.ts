import { randomUUID } from 'node:crypto';
import { arn } from './identity';
import { invalidParameter, noSuchTopic, SnsError } from './sns-error';
import type { MessageAttributes } from './sqs-attributes';
import type { Queues } from './sqs-queues';

export interface Subscription {
  arn: string;
  topicArn: string;
  /** The queue's ARN. */
  endpoint: string;
  /** The message alone instead of SNS's envelope around it. */
  raw: boolean;
}

export interface Notification {
  TopicArn?: string | undefined;
  TargetArn?: string | undefined;
  PhoneNumber?: string | undefined;
  Message?: string | undefined;
  Subject?: string | undefined;
  /** `json`: Message holds one text per protocol, and one called default. */
  MessageStructure?: string | undefined;
  MessageAttributes?: MessageAttributes | undefined;
}

/** Of one message, in bytes. */
const largestMessage = 262_144;

/** The topics of the embedded SNS, which deliver to queues of the embedded SQS. In memory: with the process they are gone. */
export class Topics {
  readonly #topics = new Set<string>();
  readonly #subscriptions = new Map<string, Subscription>();

  constructor(private readonly queues: Queues) {}

  /** The topic's ARN. */
  create(name: string): string {
    if (!/^[\w-]{1,256}$/.test(name)) throw invalidParameter('Topic Name');
    const topicArn = arn('sns', name);
    this.#topics.add(topicArn);
    return topicArn;
  }

  list(): string[] {
    return [...this.#topics];
  }

  /** A topic that isn't there is deleted all the same. */
  delete(topicArn: string): void {
    this.#topics.delete(topicArn);
    for (const subscription of this.subscriptions(topicArn)) this.unsubscribe(subscription.arn);
  }

  subscribe(topicArn: string, protocol: string, endpoint: string, raw = false): Subscription {
    this.#check(topicArn);
    if (protocol !== 'sqs') {
      throw invalidParameter(`The embedded SNS delivers to sqs only, not to ${protocol}: subscribe a queue by its ARN`);
    }
    const known = this.subscriptions(topicArn).find((subscription) => subscription.endpoint === endpoint);
    if (known) return known;
    const subscription = { arn: `${topicArn}:${randomUUID()}`, topicArn, endpoint, raw };
    this.#subscriptions.set(subscription.arn, subscription);
    return subscription;
  }

  subscriptions(topicArn?: string): Subscription[] {
    return [...this.#subscriptions.values()].filter((one) => topicArn === undefined || one.topicArn === topicArn);
  }

  unsubscribe(subscriptionArn: string): void {
    this.#subscriptions.delete(subscriptionArn);
  }

  /** The message's id. A queue that is gone misses it, as on AWS. */
  publish(notification: Notification): string {
    const { PhoneNumber, Message, Subject, MessageAttributes = {} } = notification;
    const MessageId = randomUUID();
    if (!Message) throw invalidParameter('Empty message');
    if (Buffer.byteLength(Message) > largestMessage) throw invalidParameter('Message too long');
    const text = textOf(notification, Message);
    // Nobody here has a telephone.
    if (PhoneNumber !== undefined) return MessageId;
    const topicArn = notification.TopicArn ?? notification.TargetArn;
    if (topicArn === undefined) throw invalidParameter('TopicArn or TargetArn Reason: no value for required parameter');
    this.#check(topicArn);
    for (const { arn: subscriptionArn, endpoint, raw } of this.subscriptions(topicArn)) {
      const envelope = {
        Type: 'Notification',
        MessageId,
        TopicArn: topicArn,
        ...(Subject === undefined ? {} : { Subject }),
        Message: text,
        Timestamp: new Date().toISOString(),
        UnsubscribeURL: `https://sns.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=${subscriptionArn}`,
        ...(Object.keys(MessageAttributes).length === 0 ? {} : { MessageAttributes: told(MessageAttributes) }),
      };
      const queue = this.queues.find(endpoint);
      if (raw) queue?.send(text, MessageAttributes);
      else queue?.send(JSON.stringify(envelope));
    }
    return MessageId;
  }

  #check(topicArn: string): void {
    if (!/^arn:aws[\w-]*:sns:[\w-]+:\d{12}:[\w-]+(\.fifo)?$/.test(topicArn)) throw invalidParameter('TopicArn');
    if (!this.#topics.has(topicArn)) throw noSuchTopic();
  }
}

/** The message for the protocol sqs. */
function textOf({ MessageStructure }: Notification, message: string): string {
  if (MessageStructure !== 'json') return message;
  const structure = parsed(message);
  const text = structure.sqs ?? structure.default;
  if (structure.default === undefined || typeof text !== 'string') {
    throw new SnsError(
      'InvalidParameter',
      'Invalid parameter: Message Structure - No default entry in JSON message body',
    );
  }
  return text;
}

function parsed(message: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    throw invalidParameter('Message Structure - JSON message body failed to parse');
  }
}

/** As the envelope tells attributes. */
const told = (attributes: MessageAttributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { Type: DataType, Value: StringValue ?? BinaryValue },
    ]),
  );
