import { arn } from './identity';
import { invalidValue, missingParameter, noSuchQueue, SqsError } from './sqs-error';
import { type MessageAttributes } from './sqs-attributes';
import { Queue, type QueueSettings, type SentMessage } from './sqs-queue';

/** Of one message with its attributes, in bytes. */
const largestMessage = 1_048_576;

/** The queues of the embedded SQS. In memory: with the process they are gone, and what is in them. */
export class Queues {
  readonly #queues = new Map<string, Queue>();

  create(name: string, attributes: Readonly<Record<string, string>> = {}): Queue {
    if (!/^[\w-]{1,80}(\.fifo)?$/.test(name)) {
      throw invalidValue('Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length');
    }
    for (const unknown of ['FifoQueue', 'RedrivePolicy']) {
      const asked =
        unknown === 'FifoQueue' ? name.endsWith('.fifo') || attributes[unknown] === 'true' : unknown in attributes;
      if (asked) {
        throw new SqsError(
          'UnsupportedOperation',
          `The embedded SQS has no ${unknown}: ${name} can only be a standard queue without one`,
          'AWS.SimpleQueueService.UnsupportedOperation',
        );
      }
    }
    const known = this.#queues.get(name);
    if (known) return known;
    const queue = new Queue(name, arn('sqs', name), settingsOf(attributes));
    this.#queues.set(name, queue);
    return queue;
  }

  /** @param address a name, URL or ARN */
  get(address: string): Queue {
    const queue = this.find(address);
    if (!queue) throw noSuchQueue();
    return queue;
  }

  find(address: string): Queue | undefined {
    return this.#queues.get(/[^/:]*$/.exec(address)?.[0] ?? '');
  }

  list(prefix = ''): Queue[] {
    return [...this.#queues.values()].filter(({ name }) => name.startsWith(prefix));
  }

  delete(address: string): void {
    const queue = this.get(address);
    queue.close();
    this.#queues.delete(queue.name);
  }

  send(message: OutgoingMessage): SentMessage {
    const queue = this.get(message.QueueUrl);
    const { MessageBody, MessageAttributes = {}, DelaySeconds } = message;
    if (!MessageBody) throw missingParameter('MessageBody');
    if (Buffer.byteLength(MessageBody) > largestMessage) {
      throw invalidValue(
        `One or more parameters are invalid. Reason: Message must be shorter than ${largestMessage} bytes.`,
      );
    }
    return queue.send(MessageBody, MessageAttributes, DelaySeconds);
  }

  close(): void {
    for (const queue of this.#queues.values()) queue.close();
  }
}

export interface OutgoingMessage {
  QueueUrl: string;
  MessageBody?: string | undefined;
  MessageAttributes?: MessageAttributes | undefined;
  DelaySeconds?: number | undefined;
}

function settingsOf(attributes: Readonly<Record<string, string>>): QueueSettings {
  const seconds = (name: string, usual: number, most: number): number => {
    const value = Number(attributes[name] ?? usual);
    if (Number.isInteger(value) && value >= 0 && value <= most) return value;
    throw new SqsError('InvalidAttributeValue', `Invalid value for the parameter ${name}.`);
  };
  return {
    visibilityTimeout: seconds('VisibilityTimeout', 30, 43_200),
    delay: seconds('DelaySeconds', 0, 900),
    waitTime: seconds('ReceiveMessageWaitTimeSeconds', 0, 20),
  };
}
