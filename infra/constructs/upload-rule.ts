import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { Construct } from 'constructs';
import type { EventPattern } from '../../statemachine/event-pattern';
import type { Statement } from '../permissions';
import { trust } from '../policy-document';
import { Role } from './role';

export interface UploadRuleProps {
  name: string;
  /** ARN, made from the name. */
  arn: string;
  roleName: string;
  account: string;
  /** ARN of the queue for events that started nothing. */
  deadLetters: string;
  /** The object that the embedded event bus matches with, too. */
  pattern: EventPattern;
  stateMachine: string;
  statements: readonly Statement[];
}

/** An upload starts an execution; one that can't be started is tried for a day and then kept. */
export class UploadRule extends Construct {
  constructor(scope: Construct, id: string, props: UploadRuleProps) {
    super(scope, id);
    const rule = new CloudwatchEventRule(this, 'Rule', {
      name: props.name,
      description: 'A video was uploaded',
      eventPattern: JSON.stringify(props.pattern),
    });
    const role = new Role(this, 'Role', {
      name: props.roleName,
      description: `Of the rule ${props.name}`,
      trust: trust('events.amazonaws.com', { account: props.account, sources: [props.arn] }),
      statements: props.statements,
    });
    new CloudwatchEventTarget(this, 'Start', {
      rule: rule.name,
      arn: props.stateMachine,
      roleArn: role.arn,
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: props.deadLetters },
      dependsOn: [role.policy],
    });
  }
}
