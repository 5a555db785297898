import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { openEndpoint } from '../../local/endpoint';
import { createSns } from '../../local/sns';
import { Topics } from '../../local/sns-topics';
import { createSqs } from '../../local/sqs';
import { Queues } from '../../local/sqs-queues';

const refuse = (): never => {
  throw new Error('Only SQS and SNS are here');
};

export interface MessagesOnAPort {
  sqs: SQSClient;
  sns: SNSClient;
  queues: Queues;
  topics: Topics;
  stop(): Promise<void>;
}

/** The embedded SQS and SNS behind the embedded endpoint. */
export async function startMessages(): Promise<MessagesOnAPort> {
  const queues = new Queues();
  const topics = new Topics(queues);
  const endpoint = await openEndpoint({
    stepFunctions: refuse,
    dynamodb: refuse,
    s3: refuse,
    sqs: (request, response) => createSqs(queues).handle(request, response),
    sns: (request, response) => createSns(topics).handle(request, response),
  });
  const settings = {
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const sqs = new SQSClient(settings);
  const sns = new SNSClient(settings);
  return {
    sqs,
    sns,
    queues,
    topics,
    async stop() {
      sqs.destroy();
      sns.destroy();
      queues.close();
      await endpoint.close();
    },
  };
}
