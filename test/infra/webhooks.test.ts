import { account, editStatements, statementsOf } from './policy';
import { type Property, changed, each, gone, testProperties } from './properties';
import type { Resource, Stack } from './stack';
import { synthesize } from './synthesize';

const isOurs = ({ path }: Resource) => path.startsWith('Webhooks/');
const [rules, targets] = ['aws_cloudwatch_event_rule', 'aws_cloudwatch_event_target'];
const [connections, destinations] = ['aws_cloudwatch_event_connection', 'aws_cloudwatch_event_api_destination'];

const endings = ['Job Succeeded', 'Job Failed', 'Job Cancelled'];
const notifications = {
  webhooks: [
    { url: 'https://example.com/jobs', secretName: 'framefleet/webhook' },
    { url: 'https://example.org/', events: ['Job Progress' as const], header: 'x-key', keyVariable: 'key_of_org', perSecond: 1 },
  ],
}; // prettier-ignore
const stack = synthesize({ notifications });

const pairs = (of: Stack) =>
  ['Webhooks/Webhook1', 'Webhooks/Webhook2'].map((path) => ({
    rule: of.one(rules, `${path}/Rule`),
    target: of.one(targets, `${path}/Post`),
    destination: of.one(destinations, `${path}/Destination`),
    connection: of.one(connections, `${path}/Connection`),
  }));
const ofTarget = (argument: string, value?: unknown) => changed(targets, argument, value, isOurs);

const properties: Property[] = [
  {
    name: 'each rule hears of the events that its webhook asks for, on the bus of the stage',
    holds: (of) => {
      const event_bus_name = of.one('aws_cloudwatch_event_bus').reference('name');
      expect(pairs(of).map(({ rule }) => rule.json('event_pattern'))).toEqual([
        { source: ['framefleet'], 'detail-type': endings },
        { source: ['framefleet'], 'detail-type': ['Job Progress'] },
      ]);
      for (const { rule, target } of pairs(of)) {
        expect(rule.values).toMatchObject({ event_bus_name });
        expect(target.values).toMatchObject({ event_bus_name, rule: rule.reference('name') });
        // The event as it is, as on one machine.
        const transformers = ['input', 'input_path', 'input_transformer', 'http_target'];
        expect(Object.keys(target.values).filter((key) => transformers.includes(key))).toEqual([]);
      }
    },
    takeAway: [
      gone(rules, isOurs),
      changed(rules, 'event_bus_name', undefined, isOurs),
      changed(rules, 'event_pattern', '{"source":["framefleet"]}', isOurs),
      ofTarget('event_bus_name'),
      ofTarget('rule', 'other'),
      ofTarget('input', '{}'),
    ],
  },
  {
    name: 'it is posted to the address, over TLS, no faster than that wants',
    holds: (of) =>
      expect(pairs(of).map(({ destination }) => destination.values)).toMatchObject([
        { http_method: 'POST', invocation_endpoint: 'https://example.com/jobs', invocation_rate_limit_per_second: 10 },
        { http_method: 'POST', invocation_endpoint: 'https://example.org/', invocation_rate_limit_per_second: 1 },
      ]),
    takeAway: [
      gone(destinations),
      changed(destinations, 'http_method', 'GET'),
      changed(destinations, 'invocation_endpoint', 'http://example.com'),
      changed(destinations, 'invocation_rate_limit_per_second', undefined),
    ],
  },
  {
    name: 'with the key in the header, which Terraform reads where it is deployed',
    holds: (of) => {
      const found = pairs(of);
      expect(found.map(({ connection }) => connection.values)).toMatchObject([
        {
          authorization_type: 'API_KEY',
          auth_parameters: {
            api_key: {
              key: 'x-framefleet-key',
              value: expect.stringMatching(/^\$\{data\.aws_secretsmanager_secret_version\..+\.secret_string\}$/) as unknown,
            },
          },
        },
        { authorization_type: 'API_KEY', auth_parameters: { api_key: { key: 'x-key', value: '${var.key_of_org}' } } },
      ]); // prettier-ignore
      for (const { target, destination, connection } of found) {
        expect(target.values.arn).toBe(destination.reference('arn'));
        expect(destination.values.connection_arn).toBe(connection.reference('arn'));
      }
      expect(of.document).toMatchObject({
        variable: { key_of_org: { sensitive: true, type: 'string' } },
        data: { aws_secretsmanager_secret_version: expect.anything() as unknown },
      });
      expect(JSON.stringify(of.document.variable)).not.toContain('"default"');
    },
    takeAway: [
      gone(connections),
      changed(connections, 'auth_parameters.api_key.value', 'hush'),
      changed(destinations, 'connection_arn', 'arn:aws:events:us-east-1:123456789012:connection/other'),
      ofTarget('arn', 'arn:aws:events:us-east-1:123456789012:api-destination/other'),
      () => [
        {
          what: 'the variable is shown',
          change: ({ document }) => (document.variable = { key_of_org: { type: 'string' } }),
        },
      ],
    ],
  },
  {
    name: 'what is not taken is tried again for a day, and then kept',
    holds: (of) => {
      const queue = of.one('aws_sqs_queue').reference('arn');
      expect(pairs(of).map(({ target }) => target.values)).toMatchObject(
        pairs(of).map(() => ({
          retry_policy: { maximum_event_age_in_seconds: 86_400, maximum_retry_attempts: 185 },
          dead_letter_config: { arn: queue },
        })),
      );
      const [delivering] = statementsOf(of.one('aws_sqs_queue_policy'));
      expect(delivering?.Condition?.ArnLike?.['aws:SourceArn']).toEqual(
        expect.arrayContaining(
          [1, 2].map((n) => `arn:aws:events:us-east-1:${account}:rule/framefleet-dev/framefleet-dev-webhook-${n}`),
        ),
      );
      expect(pairs(of).map(({ rule }) => rule.text('name'))).toEqual(['framefleet-dev-webhook-1', 'framefleet-dev-webhook-2']); // prettier-ignore
    },
    takeAway: [
      ofTarget('retry_policy'),
      ofTarget('dead_letter_config'),
      changed(rules, 'name', 'other', isOurs),
      each('aws_sqs_queue_policy', 'knows no webhooks', (policy) =>
        editStatements(policy, ([first]) => {
          first!.Condition = { ArnLike: { 'aws:SourceArn': ['arn:aws:events:us-east-1:123456789012:rule/other'] } };
        }),
      ),
    ],
  },
  {
    name: 'the rules may call these destinations and nothing else, and nobody else may take their role on',
    holds: (of) => {
      const role = of.one('aws_iam_role', 'Webhooks/Role/Role');
      const policy = of.one('aws_iam_role_policy', 'Webhooks/Role/Policy');
      expect(statementsOf(policy)).toEqual([
        {
          Effect: 'Allow',
          Action: ['events:InvokeApiDestination'],
          Resource: [`arn:aws:events:us-east-1:${account}:api-destination/framefleet-dev-webhook-*/*`],
        },
      ]);
      const [trust, ...others] = statementsOf(role, 'assume_role_policy');
      expect(others).toEqual([]);
      expect(trust).toMatchObject({
        Principal: { Service: ['events.amazonaws.com'] },
        Condition: {
          StringEquals: { 'aws:SourceAccount': [account] },
          ArnLike: {
            'aws:SourceArn': [1, 2].map((n) => `arn:aws:events:us-east-1:${account}:rule/framefleet-dev/framefleet-dev-webhook-${n}`), // prettier-ignore
          },
        },
      });
      for (const { target, destination } of pairs(of)) {
        expect(target.values.role_arn).toBe(role.reference('arn'));
        expect(target.values.depends_on).toEqual([`aws_iam_role_policy.${policy.id}`]);
        expect(destination.text('name')).toMatch(/^framefleet-dev-webhook-\d$/);
      }
    },
    takeAway: [
      ofTarget('role_arn', 'arn:aws:iam::123456789012:role/other'),
      ofTarget('depends_on'),
      changed(destinations, 'name', 'other'),
      each(
        'aws_iam_role_policy',
        'may more',
        (policy) => editStatements(policy, (all) => all.push({ Effect: 'Allow', Action: ['events:*'], Resource: ['*'] })),
        isOurs,
      ),
      each('aws_iam_role', 'trusts anybody', (role) => editStatements(role, ([first]) => { delete first!.Condition; }, 'assume_role_policy'), isOurs),
    ], // prettier-ignore
  },
];

describe('webhooks', () => testProperties(stack, properties));

test('a stage without webhooks has nothing of them', () => {
  const { types } = ((plain) => ({ types: plain.types() }))(synthesize());
  expect(types.filter((type) => [connections, destinations].includes(type))).toEqual([]);
});

test('two webhooks with one key ask for it once', () => {
  const webhook = { url: 'https://example.com/', keyVariable: 'webhook_key' };
  const twice = synthesize({ notifications: { webhooks: [webhook, webhook] } });
  expect(Object.keys(twice.document.variable ?? {})).toEqual(['webhook_key']);
});
