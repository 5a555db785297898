import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import type { EndPattern, TaskEndPattern } from '../../statemachine/event-pattern';

export interface EndRuleProps {
  name: string;
  /** Of what happened, for the console. */
  description: string;
  /** The object that the embedded event bus matches with, too. */
  pattern: EndPattern | TaskEndPattern;
  /** ARN of the function that is told. */
  listener: string;
  /** ARN of the queue for events that nobody dealt with. */
  deadLetters: string;
}

/** The end of something, an execution or a task, is told to a function, which writes into the job's record what it couldn't itself. */
export class EndRule extends Construct {
  constructor(scope: Construct, id: string, props: EndRuleProps) {
    super(scope, id);
    // Both arguments take an ARN, too, and by it Terraform knows what has to be there first.
    const functionName = props.listener;
    const rule = new CloudwatchEventRule(this, 'Rule', {
      name: props.name,
      description: props.description,
      eventPattern: JSON.stringify(props.pattern),
    });
    // Lambda takes the event in and answers at once. What the function then fails with is Lambda's to try again, at most twice
    // and for six hours: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
    const handing = new LambdaFunctionEventInvokeConfig(this, 'Failures', {
      functionName,
      maximumRetryAttempts: 2,
      maximumEventAgeInSeconds: 21_600,
      destinationConfig: { onFailure: { destination: props.deadLetters } },
    });
    const permission = new LambdaPermission(this, 'Permission', {
      functionName,
      action: 'lambda:InvokeFunction',
      principal: 'events.amazonaws.com',
      sourceArn: rule.arn,
    });
    new CloudwatchEventTarget(this, 'Tell', {
      rule: rule.name,
      arn: props.listener,
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 185 },
      deadLetterConfig: { arn: props.deadLetters },
      dependsOn: [permission, handing],
    });
  }
}
