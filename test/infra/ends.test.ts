import { type Property, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const isEnds = ({ path }: Resource) => path.startsWith('Ends/');
const [rules, targets] = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target'];
const handing = 'aws_lambda_function_event_invoke_config';
const rule = (stack: Stack) => stack.one(rules, 'Ends/Rule');
const target = (stack: Stack) => stack.one(targets, 'Ends/Tell');
const listener = (stack: Stack) => stack.one('aws_lambda_function', 'Functions/reconcile/Function').reference('arn');
const queue = (stack: Stack) => stack.one('aws_sqs_queue').reference('arn');
const ofTarget = (argument: string, value?: unknown) => changed(targets, argument, value, isEnds);

const properties: Property[] = [
  {
    name: 'the rule hears of executions of this state machine that ended other than well, on the default bus',
    holds: (stack) => {
      expect(rule(stack).json('event_pattern')).toEqual({
        source: ['aws.states'],
        'detail-type': ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [stack.one('aws_sfn_state_machine').reference('arn')],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      });
      expect(rule(stack).values).not.toHaveProperty('event_bus_name');
    },
    takeAway: [
      gone(rules, isEnds),
      changed(rules, 'event_bus_name', 'other', isEnds),
      each(
        rules,
        'hears of all state machines',
        ({ values }) => (values.event_pattern = JSON.stringify({ source: ['aws.states'] })),
        isEnds,
      ),
    ],
  },
  {
    name: 'each is told, as it is, to the function that corrects records, once that may be invoked',
    holds: (stack) => {
      const { values } = target(stack);
      expect(values).toMatchObject({ rule: rule(stack).reference('name'), arn: listener(stack) });
      expect(values).toMatchObject({
        depends_on: expect.arrayContaining([
          `aws_lambda_permission.${stack.one('aws_lambda_permission', 'Ends/Permission').id}`,
        ]) as unknown,
      });
      const transformers = ['input', 'input_path', 'input_transformer'];
      expect(Object.keys(values).filter((key) => transformers.includes(key))).toEqual([]);
    },
    takeAway: [
      gone(targets, isEnds),
      ofTarget('arn', 'arn:aws:lambda:us-east-1:123456789012:function:other'),
      ofTarget('rule', 'other'),
      ofTarget('depends_on'),
      ofTarget('input', '{}'),
    ],
  },
  {
    name: 'what cannot be handed over is tried again for a day, and then kept',
    holds: (stack) =>
      expect(target(stack)).toMatchObject({
        values: {
          retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
          dead_letter_config: { arn: queue(stack) },
        },
      }),
    takeAway: [ofTarget('retry_policy'), ofTarget('dead_letter_config')],
  },
  {
    name: 'what the function fails with is tried twice more, and then kept',
    holds: (stack) =>
      expect(stack.one(handing, 'Ends/Failures')).toMatchObject({
        values: {
          function_name: listener(stack),
          maximum_retry_attempts: 2,
          destination_config: { on_failure: { destination: queue(stack) } },
        },
      }),
    takeAway: [
      gone(handing, isEnds),
      changed(handing, 'function_name', 'other', isEnds),
      changed(handing, 'maximum_retry_attempts', 0, isEnds),
      changed(handing, 'destination_config', undefined, isEnds),
    ],
  },
];

testProperties(synthesize(), properties);
