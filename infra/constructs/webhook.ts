import { CloudwatchEventApiDestination } from '@cdktf/provider-aws/lib/cloudwatch-event-api-destination';
import { CloudwatchEventConnection } from '@cdktf/provider-aws/lib/cloudwatch-event-connection';
import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Construct } from 'constructs';
import { jobEventPattern } from '../../pipeline/job-events';
import type { Webhook as WebhookConfig } from '../webhook-config';
import type { Role } from './role';

export interface WebhookProps {
  /** Of the rule, of the connection and of the destination. */
  name: string;
  busName: string;
  config: WebhookConfig;
  /** A Terraform token, which leads to the key. */
  key: string;
  /** With which the rule calls destinations. */
  role: Role;
  /** ARN of the queue for what the address doesn't take. */
  deadLetters: string;
}

/** Events of jobs are posted to an address, with a key in a header; what it doesn't take is tried for a day and then kept. */
export class Webhook extends Construct {
  constructor(scope: Construct, id: string, props: WebhookProps) {
    super(scope, id);
    const { name, config, role } = props;
    // EventBridge keeps the key in Secrets Manager, in a secret of its own.
    const connection = new CloudwatchEventConnection(this, 'Connection', {
      name,
      description: `The key of ${name}`,
      authorizationType: 'API_KEY',
      authParameters: { apiKey: { key: config.header, value: props.key } },
    });
    const destination = new CloudwatchEventApiDestination(this, 'Destination', {
      name,
      description: 'Is told of jobs',
      connectionArn: connection.arn,
      httpMethod: 'POST',
      invocationEndpoint: config.url,
      invocationRateLimitPerSecond: config.perSecond,
    });
    const rule = new CloudwatchEventRule(this, 'Rule', {
      name,
      description: `Tells a webhook: ${config.events.join(', ')}`,
      eventBusName: props.busName,
      eventPattern: JSON.stringify(jobEventPattern(config.events)),
    });
    new CloudwatchEventTarget(this, 'Post', {
      rule: rule.name,
      eventBusName: props.busName,
      arn: destination.arn,
      roleArn: role.arn,
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: props.deadLetters },
      dependsOn: [role.policy],
    });
  }
}
