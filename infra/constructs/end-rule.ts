import { CloudwatchEventRule } from '@cdktf/provider-aws/lib/cloudwatch-event-rule';
import { CloudwatchEventTarget } from '@cdktf/provider-aws/lib/cloudwatch-event-target';
import { LambdaFunctionEventInvokeConfig } from '@cdktf/provider-aws/lib/lambda-function-event-invoke-config';
import { LambdaPermission } from '@cdktf/provider-aws/lib/lambda-permission';
import { Construct } from 'constructs';
import type { EndPattern } from '../../statemachine/event-pattern';

export interface EndRuleProps {
  name: string;
  /** The object that the embedded event bus matches with, too. */
  pattern: EndPattern;
  /** ARN of the function that is told. */
  listener: string;
  /** ARN of the queue for events that nobody dealt with. */
  deadLetters: string;
}

/** An execution that ended other than well is told to a function, which corrects the job's record where the execution couldn't. */
export class EndRule extends Construct {
  constructor(scope: Construct, id: string, props: EndRuleProps) {
    super(scope, id);
    // Both arguments take an ARN, too, and by it Terraform knows what has to be there first.
    const functionName = props.listener;
    const rule = new CloudwatchEventRule(this, 'Rule', {
      name: props.name,
      description: 'An execution has failed, was stopped or ran out of time',
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
