import { account, delivery, editStatements, statementsOf, tlsOnly, weakened } from './policy';
import { type Property, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const isUploads = ({ path }: Resource) => path.startsWith('Uploads/');
const target = (stack: Stack) => stack.one('aws_cloudwatch_event_target', 'Uploads/Start');
const rule = (stack: Stack) => stack.one('aws_cloudwatch_event_rule', 'Uploads/Rule');
const queue = (stack: Stack) => stack.one('aws_sqs_queue');

const targetHas = (values: (stack: Stack) => object) => (stack: Stack) =>
  expect(target(stack)).toMatchObject({ values: values(stack) });
const noTarget = (argument: string, value?: unknown) =>
  changed('aws_cloudwatch_event_target', argument, value, isUploads);

const ruleProperties: Property[] = [
  {
    name: 'the rule hears of uploads into the input bucket alone, and of videos alone',
    holds: (stack) => {
      const pattern = rule(stack).json('event_pattern');
      const bucket = stack.one('aws_s3_bucket', 'Storage/Input/Bucket').text('bucket');
      const suffixes: unknown = expect.arrayContaining([{ suffix: { 'equals-ignore-case': '.mp4' } }]);
      expect(pattern).toEqual({
        source: ['aws.s3'],
        'detail-type': ['Object Created'],
        detail: { bucket: { name: [bucket] }, object: { key: suffixes } },
      });
      // EventBridge takes no more: https://docs.aws.amazon.com/general/latest/gr/ev.html
      expect(rule(stack).text('event_pattern').length).toBeLessThan(2048);
      expect(rule(stack).values).not.toHaveProperty('event_bus_name');
    },
    takeAway: [
      gone('aws_cloudwatch_event_rule', isUploads),
      changed('aws_cloudwatch_event_rule', 'event_bus_name', 'other', isUploads),
      pattern('hears of all buckets', { source: ['aws.s3'], 'detail-type': ['Object Created'] }),
      pattern('hears of whatever S3 tells', { source: ['aws.s3'] }),
    ],
  },
  {
    name: 'an upload starts the state machine, with a role for nothing else',
    holds: targetHas((stack) => ({
      rule: rule(stack).reference('name'),
      arn: stack.one('aws_sfn_state_machine').reference('arn'),
      role_arn: stack.one('aws_iam_role', 'Uploads/Role/Role').reference('arn'),
      depends_on: [`aws_iam_role_policy.${stack.one('aws_iam_role_policy', 'Uploads/Role/Policy').id}`],
    })),
    takeAway: [
      gone('aws_cloudwatch_event_target', isUploads),
      noTarget('arn', 'arn:aws:states:us-east-1:123456789012:stateMachine:other'),
      noTarget('role_arn'),
      noTarget('rule', 'other'),
      noTarget('depends_on'),
      each(
        'aws_cloudwatch_event_target',
        'has the role of the state machine',
        ({ values }, stack) => (values.role_arn = stack.one('aws_iam_role', 'Workflow/Role/Role').reference('arn')),
        isUploads,
      ),
    ],
  },
  {
    name: 'the state machine is given the event as it is',
    holds: (stack) => {
      const transformers = ['input', 'input_path', 'input_transformer'];
      expect(Object.keys(target(stack).values).filter((key) => transformers.includes(key))).toEqual([]);
    },
    takeAway: [noTarget('input', '{}'), noTarget('input_path', '$.detail')],
  },
  {
    name: 'an execution that could not be started is tried again for a day',
    holds: targetHas(() => ({
      retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
    })),
    takeAway: [noTarget('retry_policy'), noTarget('retry_policy.maximum_retry_attempts', 0)],
  },
  {
    name: 'and then kept, for two weeks',
    holds: (stack) => {
      targetHas((stack) => ({ dead_letter_config: { arn: queue(stack).reference('arn') } }))(stack);
      expect(queue(stack)).toMatchObject({ values: { message_retention_seconds: 14 * 86_400 } });
    },
    takeAway: [
      gone('aws_sqs_queue'),
      noTarget('dead_letter_config'),
      noTarget('dead_letter_config.arn', 'arn:aws:sqs:us-east-1:123456789012:other'),
      changed('aws_sqs_queue', 'message_retention_seconds', undefined),
    ],
  },
];

const queueProperties: Property[] = [
  {
    name: 'it is encrypted',
    holds: (stack) => expect(queue(stack)).toMatchObject({ values: { sqs_managed_sse_enabled: true } }),
    takeAway: [changed('aws_sqs_queue', 'sqs_managed_sse_enabled', false)],
  },
  {
    name: 'nothing but the three rules sends to it, and nobody reaches it without TLS',
    holds: (stack) => {
      const policy = stack.one('aws_sqs_queue_policy');
      expect(policy.values.queue_url).toBe(queue(stack).reference('id'));
      const rules = [
        rule(stack),
        ...['Ends', 'TaskEnds'].map((id) => stack.one('aws_cloudwatch_event_rule', `${id}/Rule`)),
      ];
      const sources = rules.map((one) => `arn:aws:events:us-east-1:${account}:rule/${one.text('name')}`);
      const arn = queue(stack).reference('arn');
      expect(statementsOf(policy)).toEqual([
        delivery('events.amazonaws.com', 'sqs:SendMessage', arn, ...sources),
        tlsOnly('sqs:*', [arn]),
      ]);
    },
    takeAway: [
      gone('aws_sqs_queue_policy'),
      changed('aws_sqs_queue_policy', 'queue_url', 'other'),
      ...weakened('aws_sqs_queue_policy'),
      each('aws_sqs_queue_policy', 'lets any rule send', (policy) =>
        editStatements(policy, ([grant]) => {
          grant!.Condition = { ArnLike: { 'aws:SourceArn': ['arn:aws:events:us-east-1:*:rule/*'] } };
        }),
      ),
      each('aws_sqs_queue_policy', 'lets the rule read', (policy) =>
        editStatements(policy, ([grant]) => grant!.Action.push('sqs:ReceiveMessage')),
      ),
    ],
  },
];

function pattern(what: string, value: object) {
  return each(
    'aws_cloudwatch_event_rule',
    what,
    ({ values }) => (values.event_pattern = JSON.stringify(value)),
    isUploads,
  );
}

const stack = synthesize();
describe('the rule', () => testProperties(stack, ruleProperties));
describe('the queue of what reached nobody', () => testProperties(stack, queueProperties));

test('a stage decides which uploads are worth a job', () => {
  const own = synthesize({ uploads: { suffixes: ['.mov'], minBytes: 1000, maxBytes: 2_000_000 } });
  expect(rule(own).json('event_pattern')).toMatchObject({
    detail: {
      object: {
        key: [{ suffix: { 'equals-ignore-case': '.mov' } }],
        size: [{ numeric: ['>=', 1000, '<=', 2_000_000] }],
      },
    },
  });
});

test('without suffixes every upload is, but for models', () => {
  const every = synthesize({ uploads: { suffixes: [] } });
  expect(rule(every).json('event_pattern')).toMatchObject({
    detail: { object: { key: [{ 'anything-but': { prefix: 'models/' } }] } },
  });
});

test('the most endings that a stage may name fit into a pattern', () => {
  const suffixes = Array.from({ length: 30 }, (_, index) => `.ending-${String(index).padStart(4, '0')}`);
  expect(suffixes[0]).toHaveLength(12);
  const own = synthesize({ uploads: { suffixes, minBytes: 4e9, maxBytes: 5e9 } });
  // A stage's name may be 17 characters longer than "dev".
  const pattern = rule(own).text('event_pattern').replace(account, '123456789012');
  expect(pattern.length + 17).toBeLessThanOrEqual(2048);
});
