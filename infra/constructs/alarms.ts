import { CloudwatchMetricAlarm } from '@cdktf/provider-aws/lib/cloudwatch-metric-alarm';
import { Construct } from 'constructs';

export interface AlarmsProps {
  /** In front of each alarm's name. */
  name: string;
  /** ARN of the topic that is told. */
  topic: string;
  stateMachine: string;
  /** Names of those that jobs call first, last and most. All functions draw on one quota: what holds these back holds back the others, too. */
  busyFunctions: readonly string[];
  deadLetters: string;
  /** Hours after which an execution counts as too slow. */
  executionHours: number;
}

interface Metric {
  namespace: string;
  metricName: string;
  dimensions: Record<string, string>;
}

/** CloudWatch keeps figures of five minutes; all alarms look at the last one. */
const period = 300;

/** What somebody has to look at. Ten metrics in all: as many as CloudWatch watches for nothing. */
export class Alarms extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmsProps,
  ) {
    super(scope, id);
    const { stateMachine, deadLetters } = props;
    const states = (metricName: string): Metric => ({
      namespace: 'AWS/States',
      metricName,
      dimensions: { StateMachineArn: stateMachine },
    });
    const queue = (metricName: string): Metric => ({
      namespace: 'AWS/SQS',
      metricName,
      dimensions: { QueueName: deadLetters },
    });
    const throttled = (name: string): Metric => ({
      namespace: 'AWS/Lambda',
      metricName: 'Throttles',
      dimensions: { FunctionName: name },
    });

    this.#onSum('failed', 'Executions that failed or ran out of time: see the job record, or the console', [
      states('ExecutionsFailed'),
      states('ExecutionsTimedOut'),
    ]);
    this.#onSum('throttled', 'AWS holds the workflow back: ask for a higher quota, or lower jobs.maxConcurrency', [
      states('ExecutionThrottled'),
      ...props.busyFunctions.map(throttled),
    ]);
    this.#onMost('slow', `An execution took more than ${props.executionHours} hours`, states('ExecutionTime'), {
      threshold: props.executionHours * 3_600_000, // The metric is in milliseconds.
      comparisonOperator: 'GreaterThanThreshold',
    });
    this.#onMost(
      'dead-letters',
      'Uploads that started no execution, ends of executions that nobody dealt with, news that a webhook did not take',
      queue('ApproximateNumberOfMessagesVisible'),
      {
        threshold: 1,
        comparisonOperator: 'GreaterThanOrEqualToThreshold',
      },
    );
    // Not "old-dead-letters": that would be the name of another alarm, of the stage `<name>-old`.
    this.#onMost('dead-letters-aging', 'Such events will be forgotten soon', queue('ApproximateAgeOfOldestMessage'), {
      threshold: 7 * 86_400, // Seconds; SQS forgets them after 14 days.
      comparisonOperator: 'GreaterThanThreshold',
    });
  }

  /** Raised when the sum of counts is one or more. */
  #onSum(name: string, alarmDescription: string, metrics: readonly Metric[]): void {
    const counts = metrics.map((metric, index) => ({
      id: `m${index}`,
      metric: { ...metric, period, stat: 'Sum' },
      returnData: false,
    }));
    // What doesn't happen has no figure; 0 stands in for it, so that one count is enough for a sum.
    const sum = counts.map(({ id }) => `FILL(${id}, 0)`).join(' + ');
    new CloudwatchMetricAlarm(this, name, {
      ...this.#common(name, alarmDescription),
      threshold: 1,
      comparisonOperator: 'GreaterThanOrEqualToThreshold',
      metricQuery: [...counts, { id: 'total', expression: sum, label: name, returnData: true }],
    });
  }

  #onMost(
    name: string,
    alarmDescription: string,
    metric: Metric,
    limit: { threshold: number; comparisonOperator: string },
  ): void {
    new CloudwatchMetricAlarm(this, name, {
      ...this.#common(name, alarmDescription),
      ...metric,
      ...limit,
      statistic: 'Maximum',
      period,
    });
  }

  #common(name: string, alarmDescription: string) {
    return {
      alarmName: `${this.props.name}-${name}`,
      alarmDescription,
      evaluationPeriods: 1,
      treatMissingData: 'notBreaching',
      alarmActions: [this.props.topic],
      okActions: [this.props.topic],
    };
  }
}
