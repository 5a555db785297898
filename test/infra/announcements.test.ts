import { account, delivery, editStatements, statementsOf, tlsOnly, weakened } from './policy';
import { type Property, added, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const topic = (stack: Stack) => stack.one('aws_sns_topic');
const bus = (stack: Stack) => stack.one('aws_cloudwatch_event_bus');
const isTelling = ({ path }: Resource) => path.startsWith('Announcements/');
const [rules, targets] = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target'];

const topicProperties: Property[] = [
  {
    name: "the topic takes messages of this stage's rules and alarms alone, and over TLS",
    holds: (stack) => {
      const policy = stack.one('aws_sns_topic_policy');
      const arn = topic(stack).reference('arn');
      expect(policy.values.arn).toBe(arn);
      const ruleArns = `arn:aws:events:us-east-1:${account}:rule/${bus(stack).text('name')}/*`;
      const alarmArns = `arn:aws:cloudwatch:us-east-1:${account}:alarm:framefleet-dev-*`;
      expect(statementsOf(policy)).toEqual([
        delivery('events.amazonaws.com', 'sns:Publish', arn, ruleArns),
        delivery('cloudwatch.amazonaws.com', 'sns:Publish', arn, alarmArns),
        tlsOnly('sns:Publish', [arn]),
      ]);
    },
    takeAway: [
      gone('aws_sns_topic_policy'),
      changed('aws_sns_topic_policy', 'arn', 'arn:aws:sns:us-east-1:123456789012:other'),
      ...weakened('aws_sns_topic_policy'),
      each('aws_sns_topic_policy', 'takes messages of any alarm', (policy) =>
        editStatements(policy, (statements) => {
          statements[1]!.Condition = { ArnLike: { 'aws:SourceArn': ['arn:aws:cloudwatch:us-east-1:*:alarm:*'] } };
        }),
      ),
    ],
  },
  {
    name: "the stage's own bus carries the news, and all endings of a job reach the topic",
    holds: (stack) => {
      const ours = stack.all(rules).filter(isTelling);
      expect(ours.map((rule) => rule.json('event_pattern'))).toEqual([
        { source: ['framefleet'], 'detail-type': ['Job Succeeded'] },
        { source: ['framefleet'], 'detail-type': ['Job Failed'] },
        { source: ['framefleet'], 'detail-type': ['Job Cancelled'] },
      ]);
      const event_bus_name = bus(stack).reference('name');
      expect(ours).toMatchObject(ours.map(() => ({ values: { event_bus_name } })));
      expect(stack.all(targets).filter(isTelling)).toMatchObject(
        ours.map((rule) => ({
          values: { event_bus_name, rule: rule.reference('name'), arn: topic(stack).reference('arn') },
        })),
      );
    },
    takeAway: [
      gone(rules, isTelling),
      gone(targets, isTelling),
      gone('aws_cloudwatch_event_bus'),
      changed(rules, 'event_bus_name', undefined, isTelling),
      changed(rules, 'event_pattern', '{"source":["framefleet"]}', isTelling),
      changed(targets, 'event_bus_name', undefined, isTelling),
      changed(targets, 'arn', 'arn:aws:sns:us-east-1:123456789012:other', isTelling),
    ],
  },
  {
    name: 'nobody from outside puts events on the bus, and the topic has no listeners that the stage does not name',
    holds: (stack) => {
      const doors = [
        'aws_cloudwatch_event_bus_policy',
        'aws_cloudwatch_event_permission',
        'aws_sns_topic_subscription',
      ];
      expect(stack.types().filter((type) => doors.includes(type))).toEqual([]);
    },
    takeAway: [
      added('aws_cloudwatch_event_bus_policy', {}),
      added('aws_cloudwatch_event_permission', { principal: '*' }),
      added('aws_sns_topic_subscription', { protocol: 'http', endpoint: 'http://localhost' }),
    ],
  },
];

const alarm = 'aws_cloudwatch_metric_alarm';
const alarmOf = (stack: Stack, name: string) => stack.one(alarm, `Alarms/${name}`);
const is = (name: string) => (resource: Resource) => resource.path === `Alarms/${name}`;

/** The metrics that an alarm looks at, however it does. */
function metricsOf({ values }: Resource): string[] {
  const names = JSON.stringify(values).matchAll(/"metric_name":"(\w+)"/g);
  return [...names].map(([, name = '']) => name);
}

const watches = (name: string, metrics: string[], values: object = {}) => {
  return (stack: Stack) => {
    const { values: actual } = alarmOf(stack, name);
    expect({ [name]: metricsOf(alarmOf(stack, name)) }).toEqual({ [name]: metrics });
    expect(actual).toMatchObject({ ...values, treat_missing_data: 'notBreaching' });
  };
};

const alarmProperties: Property[] = [
  {
    name: 'each alarm tells the topic, when it is raised and when it is over',
    holds: (stack) => {
      const told = [topic(stack).reference('arn')];
      const alarms = stack.all(alarm);
      expect(alarms.length).toBeGreaterThan(0);
      const all = alarms.map(({ path }) => ({ path, values: { alarm_actions: told, ok_actions: told } }));
      expect(alarms).toMatchObject(all);
      for (const { values } of alarms) expect(values.actions_enabled).not.toBe(false);
    },
    takeAway: [
      changed(alarm, 'alarm_actions', []),
      changed(alarm, 'alarm_actions', ['arn:aws:sns:us-east-1:123456789012:other']),
      changed(alarm, 'ok_actions', undefined),
      changed(alarm, 'actions_enabled', false),
    ],
  },
  {
    name: 'somebody hears of jobs that fail',
    holds: watches('failed', ['ExecutionsFailed', 'ExecutionsTimedOut'], { threshold: 1 }),
    takeAway: [gone(alarm, is('failed')), changed(alarm, 'threshold', 10, is('failed'))],
  },
  {
    name: 'somebody hears of AWS holding the workflow or a function back that every job calls',
    holds: (stack) => {
      const functions = ['probe', 'inspectPictures', 'mergeResults', 'clearWork'].map((name) =>
        stack.one('aws_lambda_function', `Functions/${name}/Function`).text('function_name'),
      );
      watches('throttled', ['ExecutionThrottled', ...functions.map(() => 'Throttles')], { threshold: 1 })(stack);
      const text = JSON.stringify(alarmOf(stack, 'throttled').values);
      expect(functions.filter((name) => !text.includes(`"FunctionName":"${name}"`))).toEqual([]);
    },
    takeAway: [
      gone(alarm, is('throttled')),
      changed(alarm, 'threshold', 10, is('throttled')),
      changed(alarm, 'metric_query', [], is('throttled')),
      changed('aws_lambda_function', 'function_name', 'another', ({ path }) => path.includes('clearWork')),
    ],
  },
  {
    name: 'somebody hears of jobs that take more than six hours',
    holds: watches('slow', ['ExecutionTime'], { threshold: 21_600_000, statistic: 'Maximum' }),
    takeAway: [gone(alarm, is('slow')), changed(alarm, 'threshold', 21_600, is('slow'))],
  },
  {
    name: 'somebody hears of uploads that started nothing',
    holds: (stack) => {
      const queue = stack.one('aws_sqs_queue').reference('name');
      const limits = { threshold: 1, dimensions: { QueueName: queue } };
      watches('dead-letters', ['ApproximateNumberOfMessagesVisible'], limits)(stack);
    },
    takeAway: [
      gone(alarm, is('dead-letters')),
      changed(alarm, 'threshold', 100, is('dead-letters')),
      changed(alarm, 'dimensions.QueueName', 'other', is('dead-letters')),
    ],
  },
  {
    name: 'all alarms together watch no more metrics than CloudWatch watches for nothing',
    holds: (stack) => expect(stack.all(alarm).flatMap(metricsOf).length).toBeLessThanOrEqual(10),
    takeAway: [added(alarm, { metric_name: 'Duration' })],
  },
];

const dashboard: Property = {
  name: 'one dashboard shows the stage, within the three that CloudWatch shows for nothing',
  holds: (stack) => {
    const shown = stack.one('aws_cloudwatch_dashboard').text('dashboard_body');
    for (const lambda of stack.all('aws_lambda_function')) expect(shown).toContain(`"${lambda.text('function_name')}"`);
    expect(shown).toContain(stack.one('aws_sfn_state_machine').reference('arn'));
    expect(shown).toContain(stack.one('aws_sqs_queue').reference('name'));
    expect(shown).toContain(stack.one('aws_cloudwatch_log_group', 'Fleet/Log').text('name'));
  },
  takeAway: [
    gone('aws_cloudwatch_dashboard'),
    added('aws_cloudwatch_dashboard', {}),
    changed('aws_cloudwatch_dashboard', 'dashboard_body', '{"widgets":[]}'),
  ],
};

const stack = synthesize();
describe('announcements', () => testProperties(stack, topicProperties));
describe('alarms', () => testProperties(stack, alarmProperties));
testProperties(stack, [dashboard]);

test('an address is told by mail', () => {
  const { values } = synthesize({ alarms: { email: 'ops@example.com' } }).one('aws_sns_topic_subscription');
  expect(values).toMatchObject({
    protocol: 'email',
    endpoint: 'ops@example.com',
    topic_arn: topic(stack).reference('arn'),
  });
});

test('a stage decides what is slow, and whether there are alarms', () => {
  const slow = alarmOf(synthesize({ alarms: { executionHours: 0.5 } }), 'slow');
  expect(slow.values).toMatchObject({
    threshold: 1_800_000,
    alarm_description: expect.stringContaining('0.5 hours') as unknown,
  });
  expect(synthesize({ alarms: { enabled: false } }).types()).not.toContain(alarm);
});
