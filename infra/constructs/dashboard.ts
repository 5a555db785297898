import { CloudwatchDashboard } from '@cdktf/provider-aws/lib/cloudwatch-dashboard';
import { Construct } from 'constructs';

export interface DashboardProps {
  name: string;
  region: string;
  stateMachine: string;
  functions: readonly string[];
  deadLetters: string;
  taskLogGroup: string;
}

/** [namespace, metric, dimension, value], as a dashboard's source takes it. */
type Line = readonly [string, string, string, string];

/** The stage at a glance: jobs, how long they take, functions, dead letters, what tasks complain of. */
export class Dashboard extends Construct {
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    const { region, stateMachine } = props;
    const states = (metric: string): Line => ['AWS/States', metric, 'StateMachineArn', stateMachine];
    const ofFunctions = (metric: string) =>
      props.functions.map((name): Line => ['AWS/Lambda', metric, 'FunctionName', name]);
    const place = (index: number) => ({ x: (index % 2) * 12, y: Math.floor(index / 2) * 6, width: 12, height: 6 });
    const graph = (title: string, stat: string, metrics: readonly Line[]) => ({
      type: 'metric',
      properties: { title, region, view: 'timeSeries', stat, period: 300, metrics },
    });
    const widgets = [
      graph('Executions', 'Sum', [
        states('ExecutionsStarted'),
        states('ExecutionsSucceeded'),
        states('ExecutionsFailed'),
        states('ExecutionsTimedOut'),
        states('ExecutionsAborted'),
      ]),
      graph('Time per execution (ms)', 'Maximum', [states('ExecutionTime')]),
      graph('Throttles', 'Sum', [states('ExecutionThrottled'), ...ofFunctions('Throttles')]),
      graph('Errors of functions', 'Sum', ofFunctions('Errors')),
      graph('Time per function (ms)', 'Maximum', ofFunctions('Duration')),
      graph('Events that reached nobody', 'Maximum', [
        ['AWS/SQS', 'ApproximateNumberOfMessagesVisible', 'QueueName', props.deadLetters],
      ]),
      {
        type: 'log',
        properties: {
          title: 'What went wrong in tasks',
          region,
          query: `SOURCE '${props.taskLogGroup}' | fields @timestamp, jobId, segment, task, attempt, message | filter level = "ERROR" | sort @timestamp desc | limit 50`,
        },
      },
    ].map((widget, index) => ({ ...widget, ...place(index) }));
    new CloudwatchDashboard(this, 'Dashboard', {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({ widgets }),
    });
  }
}
