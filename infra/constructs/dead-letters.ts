import { SqsQueue } from '@cdktf/provider-aws/lib/sqs-queue';
import { SqsQueuePolicy } from '@cdktf/provider-aws/lib/sqs-queue-policy';
import { Construct } from 'constructs';
import { allowServices } from '../policy-document';

export interface DeadLettersProps {
  name: string;
  /** ARNs of the rules whose events land here. */
  ruleArns: readonly string[];
}

/** Events that reached nobody, in spite of all retries: kept for 14 days, the most that SQS keeps. */
export class DeadLetters extends Construct {
  readonly arn: string;
  readonly name: string;
  readonly url: string;

  constructor(scope: Construct, id: string, props: DeadLettersProps) {
    super(scope, id);
    const queue = new SqsQueue(this, 'Queue', {
      name: props.name,
      messageRetentionSeconds: 14 * 86_400,
      sqsManagedSseEnabled: true,
    });
    new SqsQueuePolicy(this, 'Policy', {
      queueUrl: queue.id,
      policy: allowServices(queue.arn, 'sqs:*', [
        { service: 'events.amazonaws.com', action: 'sqs:SendMessage', sources: props.ruleArns },
      ]),
    });
    this.arn = queue.arn;
    this.name = queue.name;
    this.url = queue.url;
  }
}
