import { type Property, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const isTaskEnds = ({ path }: Resource) => path.startsWith('TaskEnds/');
const [rules, targets] = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target'];
const handing = 'aws_lambda_function_event_invoke_config';
const rule = (stack: Stack) => stack.one(rules, 'TaskEnds/Rule');
const target = (stack: Stack) => stack.one(targets, 'TaskEnds/Tell');
const listener = (stack: Stack) => stack.one('aws_lambda_function', 'Functions/recordRun/Function').reference('arn');
const queue = (stack: Stack) => stack.one('aws_sqs_queue').reference('arn');
const ofTarget = (argument: string, value?: unknown) => changed(targets, argument, value, isTaskEnds);

const properties: Property[] = [
  {
    name: 'the rule hears of tasks of this cluster that have stopped, on the default bus',
    holds: (stack) => {
      expect(rule(stack).json('event_pattern')).toEqual({
        source: ['aws.ecs'],
        'detail-type': ['ECS Task State Change'],
        detail: { clusterArn: [stack.one('aws_ecs_cluster').reference('arn')], lastStatus: ['STOPPED'] },
      });
      expect(rule(stack).values).not.toHaveProperty('event_bus_name');
    },
    takeAway: [
      gone(rules, isTaskEnds),
      each(
        rules,
        'hears of all clusters',
        ({ values }) => (values.event_pattern = JSON.stringify({ source: ['aws.ecs'] })),
        isTaskEnds,
      ),
    ],
  },
  {
    name: 'each is told to the function that notes it; what cannot be handed over is kept',
    holds: (stack) =>
      expect(target(stack).values).toMatchObject({
        rule: rule(stack).reference('name'),
        arn: listener(stack),
        retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
        dead_letter_config: { arn: queue(stack) },
      }),
    takeAway: [
      gone(targets, isTaskEnds),
      ofTarget('arn', 'arn:aws:lambda:us-east-1:123456789012:function:other'),
      ofTarget('dead_letter_config'),
    ],
  },
  {
    name: 'what the function fails with is tried twice more, and then kept',
    holds: (stack) =>
      expect(stack.one(handing, 'TaskEnds/Failures').values).toMatchObject({
        function_name: listener(stack),
        maximum_retry_attempts: 2,
        destination_config: { on_failure: { destination: queue(stack) } },
      }),
    takeAway: [gone(handing, isTaskEnds), changed(handing, 'destination_config', undefined, isTaskEnds)],
  },
  {
    name: 'the function knows whether tasks have public addresses',
    holds: (stack) =>
      expect(stack.one('aws_lambda_function', 'Functions/recordRun/Function').values).toMatchObject({
        environment: { variables: { FRAMEFLEET_PUBLIC_ADDRESSES: 'yes' } },
      }),
    takeAway: [
      each(
        'aws_lambda_function',
        'has no variables',
        ({ values }) => (values.environment = undefined),
        (one) => one.path.startsWith('Functions/recordRun/'),
      ),
    ],
  },
];

testProperties(synthesize(), properties);
