import { type Statement, account, editStatements, statementsOf } from './policy';
import { type Property, added, each, gone, testProperties } from './properties';
import type { Resource } from './stack';
import { synthesize } from './synthesize';

const type = 'aws_iam_role';

/** Which service takes a role on, by the beginning of the role's place; and which of its resources it has to act for. */
const takers: readonly { of: string; service: string; source?: string }[] = [
  // Lambda says nothing about the function when it takes a role on.
  { of: 'Functions/', service: 'lambda.amazonaws.com' },
  { of: 'Fleet/', service: 'ecs-tasks.amazonaws.com', source: `arn:aws:ecs:us-east-1:${account}:*` },
  { of: 'Workflow/', service: 'states.amazonaws.com', source: `arn:aws:states:us-east-1:${account}:stateMachine:*` },
  {
    of: 'Uploads/',
    service: 'events.amazonaws.com',
    source: `arn:aws:events:us-east-1:${account}:rule/framefleet-dev-uploads`,
  },
];
const takerOf = ({ path }: Resource) => takers.find(({ of }) => path.startsWith(of));
const isConditional = (role: Resource) => takerOf(role)?.source !== undefined;

const edited = (what: string, edit: (trust: Statement) => void, among?: (role: Resource) => boolean) =>
  each(
    type,
    what,
    (role) => editStatements(role, (statements) => statements.forEach(edit), 'assume_role_policy'),
    among,
  );

const properties: Property[] = [
  {
    name: 'each role is taken on by one service, for this account and what it has of that service',
    holds: (stack) => {
      const roles = stack.all(type);
      expect(roles).toHaveLength(16);
      for (const role of roles) {
        const { service, source } = takerOf(role) ?? {};
        const Condition = {
          StringEquals: { 'aws:SourceAccount': [account] },
          ArnLike: { 'aws:SourceArn': [source] },
        };
        expect({ [role.path]: statementsOf(role, 'assume_role_policy') }).toEqual({
          [role.path]: [
            {
              Effect: 'Allow',
              Action: ['sts:AssumeRole'],
              Principal: { Service: [service] },
              ...(source === undefined ? {} : { Condition }),
            },
          ],
        });
      }
    },
    takeAway: [
      gone(type),
      added(type, { assume_role_policy: '{"Version":"2012-10-17","Statement":[]}' }),
      edited('is taken on by anybody', (trust) => (trust.Principal = '*')),
      edited('is taken on by any account', (trust) => (trust.Principal = { AWS: ['*'] })),
      edited('is taken on by another service', (trust) => (trust.Principal = { Service: ['ec2.amazonaws.com'] })),
      edited('is taken on by two services', (trust) => {
        if (typeof trust.Principal === 'object') trust.Principal['Service']?.push('ec2.amazonaws.com');
      }),
      edited('can be taken on in another way', (trust) => trust.Action.push('sts:AssumeRoleWithWebIdentity')),
      edited('is taken on for anybody', (trust) => delete trust.Condition, isConditional),
      edited('is taken on for any account', (trust) => delete trust.Condition?.['StringEquals'], isConditional),
      edited('is taken on for any resource', (trust) => delete trust.Condition?.['ArnLike'], isConditional),
      edited(
        'is taken on for resources of any account',
        (trust) => (trust.Condition!['ArnLike'] = { 'aws:SourceArn': ['arn:aws:*'] }),
        isConditional,
      ),
    ],
  },
  {
    name: 'roles are all there is: no users, no keys, no groups, no providers of identities',
    holds: (stack) => {
      const iam = stack.types().filter((name) => name.startsWith('aws_iam_'));
      expect(iam).toEqual([type, 'aws_iam_role_policy']);
    },
    takeAway: ['user', 'access_key', 'group', 'openid_connect_provider', 'role_policy_attachment', 'policy'].map(
      (name) => added(`aws_iam_${name}`, {}),
    ),
  },
  {
    name: 'no role is shared',
    holds: (stack) => {
      const holders = ['aws_lambda_function', 'aws_sfn_state_machine', 'aws_cloudwatch_event_target'];
      const roles = holders.flatMap((holder) => stack.all(holder)).map(({ values }) => values.role ?? values.role_arn);
      const tasks = stack.all('aws_ecs_task_definition').map(({ values }) => values.task_role_arn);
      const all = [...roles, ...tasks].filter((role) => role !== undefined);
      expect(all).toHaveLength(15);
      expect([...new Set(all)]).toEqual(all);
    },
    takeAway: ['aws_lambda_function', 'aws_sfn_state_machine', 'aws_ecs_task_definition'].map((holder) =>
      each(holder, 'has the role of the rule', ({ values }, stack) => {
        const argument = ['role', 'role_arn', 'task_role_arn'].find((name) => name in values) ?? '';
        values[argument] = stack.one(type, 'Uploads/Role/Role').reference('arn');
      }),
    ),
  },
];

testProperties(synthesize(), properties);
