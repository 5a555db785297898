import { createHash, randomUUID } from 'node:crypto';
import { messageAttributesMd5, type MessageAttributes } from './sqs-attributes';

export interface SentMessage {
  MessageId: string;
  MD5OfMessageBody: string;
  MD5OfMessageAttributes?: string;
}

export interface ReceivedMessage {
  MessageId: string;
  ReceiptHandle: string;
  Body: string;
  MD5OfBody: string;
  Attributes: Record<string, string>;
  MessageAttributes?: MessageAttributes;
  MD5OfMessageAttributes?: string;
}

interface Message {
  readonly id: string;
  readonly body: string;
  readonly attributes: MessageAttributes;
  readonly sentAt: number;
  /** Milliseconds since the epoch: before, nobody receives it. */
  visibleAt: number;
  receiveCount: number;
  firstReceivedAt: number | undefined;
  /** Of the last time it was received; older ones are void. */
  receiptHandle: string | undefined;
}

export interface QueueSettings {
  /** All in seconds. */
  visibilityTimeout: number;
  delay: number;
  waitTime: number;
}

export interface Reception {
  /** Seconds; the queue's own unless told otherwise. */
  visibilityTimeout?: number | undefined;
  /** Seconds to wait for the first message when there is none. */
  waitTime?: number | undefined;
  /** Aborts when the receiver is gone: a message would be lost on it. */
  signal?: AbortSignal | undefined;
}

/** One standard queue, its messages in memory. Order is kept as long as no message is given back. */
export class Queue {
  readonly createdAt = Date.now();
  #messages: Message[] = [];
  /** Receivers that found nothing and wait for a message. */
  readonly #waiting = new Set<() => void>();
  #closed = false;

  constructor(
    readonly name: string,
    readonly arn: string,
    readonly settings: QueueSettings,
  ) {}

  send(body: string, attributes: MessageAttributes = {}, delay = this.settings.delay): SentMessage {
    const now = Date.now();
    const id = randomUUID();
    this.#messages.push({
      id,
      body,
      attributes,
      sentAt: now,
      visibleAt: now + delay * 1000,
      receiveCount: 0,
      firstReceivedAt: undefined,
      receiptHandle: undefined,
    });
    this.#wake();
    return { MessageId: id, MD5OfMessageBody: md5(body), ...attributesMd5(attributes) };
  }

  async receive(most: number, { visibilityTimeout, waitTime, signal }: Reception = {}): Promise<ReceivedMessage[]> {
    const deadline = Date.now() + (waitTime ?? this.settings.waitTime) * 1000;
    while (!signal?.aborted) {
      const taken = this.#take(most, visibilityTimeout ?? this.settings.visibilityTimeout);
      const left = deadline - Date.now();
      if (taken.length > 0 || left <= 0 || this.#closed) return taken;
      await this.#change(left, signal);
    }
    return [];
  }

  /** Whether there was such a message. */
  delete(receiptHandle: string): boolean {
    const kept = this.#messages.filter((message) => message.receiptHandle !== receiptHandle);
    const deleted = kept.length < this.#messages.length;
    this.#messages = kept;
    return deleted;
  }

  /** Whether there was such a message. */
  changeVisibility(receiptHandle: string, seconds: number): boolean {
    const message = this.#messages.find((one) => one.receiptHandle === receiptHandle);
    if (message) message.visibleAt = Date.now() + seconds * 1000;
    this.#wake();
    return message !== undefined;
  }

  purge(): void {
    this.#messages = [];
  }

  counts(): { visible: number; invisible: number; delayed: number } {
    const now = Date.now();
    const hidden = this.#messages.filter(({ visibleAt }) => visibleAt > now);
    const delayed = hidden.filter(({ receiveCount }) => receiveCount === 0).length;
    return { visible: this.#messages.length - hidden.length, invisible: hidden.length - delayed, delayed };
  }

  /** Receivers that wait go home empty-handed. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #take(most: number, visibilityTimeout: number): ReceivedMessage[] {
    const now = Date.now();
    const taken = this.#messages.filter(({ visibleAt }) => visibleAt <= now).slice(0, most);
    return taken.map((message) => {
      message.visibleAt = now + visibilityTimeout * 1000;
      message.receiveCount += 1;
      message.firstReceivedAt ??= now;
      message.receiptHandle = randomUUID();
      return describe(message, message.receiptHandle, message.firstReceivedAt);
    });
  }

  /** Ends when a message came, or one is visible again, or the time is over, or the receiver is gone. */
  #change(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
    const now = Date.now();
    const next = Math.min(...this.#messages.map(({ visibleAt }) => visibleAt - now), milliseconds);
    return new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        this.#waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, Math.max(1, next));
      signal?.addEventListener('abort', wake);
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}

function describe(
  { id, body, attributes, sentAt, receiveCount }: Message,
  handle: string,
  first: number,
): ReceivedMessage {
  return {
    MessageId: id,
    ReceiptHandle: handle,
    Body: body,
    MD5OfBody: md5(body),
    Attributes: {
      ApproximateFirstReceiveTimestamp: String(first),
      ApproximateReceiveCount: String(receiveCount),
      SenderId: 'framefleet',
      SentTimestamp: String(sentAt),
    },
    ...(Object.keys(attributes).length === 0 ? {} : { MessageAttributes: attributes }),
    ...attributesMd5(attributes),
  };
}

const attributesMd5 = (attributes: MessageAttributes) =>
  Object.keys(attributes).length === 0 ? {} : { MD5OfMessageAttributes: messageAttributesMd5(attributes) };

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');
