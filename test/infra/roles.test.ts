import { type Statement, account, editStatements, statementsOf } from './policy';
import { type Loss, type Property, added, changed, each, gone, testProperties } from './properties';
import type { Stack } from './stack';
import { synthesize } from './synthesize';

const type = 'aws_iam_role_policy';

/** What AWS grants for everything or not at all. */
const withoutResource = [
  'ecr:GetAuthorizationToken',
  ...['CreateLogDelivery', 'GetLogDelivery', 'UpdateLogDelivery', 'DeleteLogDelivery', 'ListLogDeliveries'].map(
    (action) => `logs:${action}`,
  ),
  ...['logs:PutResourcePolicy', 'logs:DescribeResourcePolicies', 'logs:DescribeLogGroups'],
  ...['PutTraceSegments', 'PutTelemetryRecords', 'GetSamplingRules', 'GetSamplingTargets'].map(
    (action) => `xray:${action}`,
  ),
];

/** Step Functions' own rule, one per account, by which it hears of tasks. */
const ruleOfStepFunctions = `arn:aws:events:us-east-1:${account}:rule/StepFunctionsGetEventsForECSTaskRule`;

interface Placed {
  role: string;
  statement: Statement;
}

/** All statements of all roles' policies. */
const statements = (stack: Stack): Placed[] =>
  stack.all(type).flatMap((policy) => statementsOf(policy).map((statement) => ({ role: policy.path, statement })));

const wherever = (stack: Stack, chosen: (statement: Statement) => boolean): Placed[] =>
  statements(stack).filter(({ statement }) => chosen(statement));

/** A change of each statement of each role, one at a time. */
const eachStatement =
  (what: string, edit: (statement: Statement) => void, among: (statement: Statement) => boolean = () => true) =>
  (stack: Stack): Loss[] =>
    stack.all(type).flatMap(({ path }) =>
      statementsOf(stack.one(type, path)).flatMap((statement, index) =>
        among(statement)
          ? [
              {
                what: `${path}: ${statement.Action[0] ?? ''} ${what}`,
                change: (copy: Stack) => editStatements(copy.one(type, path), (all) => edit(all[index]!)),
              },
            ]
          : [],
      ),
    );

/** A change of each policy, in its first statement: what is looked for in all statements alike. */
const eachPolicy = (what: string, edit: (statement: Statement) => void) =>
  each(type, what, (policy) => editStatements(policy, (all) => edit(all[0]!)));

const isForAll = ({ Resource }: Statement) => Resource?.includes('*') === true;
const isFor = (action: string) => (statement: Statement) => statement.Action.some((name) => name.startsWith(action));
const cluster = `arn:aws:ecs:us-east-1:${account}:cluster/framefleet-dev`;
const tasks = [`arn:aws:ecs:us-east-1:${account}:task/framefleet-dev/*`];

const properties: Property[] = [
  {
    name: 'each role has one policy, which is written here',
    holds: (stack) => {
      const roles = stack.all('aws_iam_role');
      expect(stack.all(type).map(({ values }) => values.role)).toEqual(roles.map((role) => role.reference('name')));
      const further = ['managed_policy_arns', 'inline_policy'];
      for (const { values } of roles) expect(Object.keys(values).filter((key) => further.includes(key))).toEqual([]);
    },
    takeAway: [
      gone(type),
      added(type, { role: '${aws_iam_role.Workflow_Role_AFA99109.name}' }),
      changed('aws_iam_role', 'managed_policy_arns', ['arn:aws:iam::aws:policy/AdministratorAccess']),
      changed('aws_iam_role', 'inline_policy', [{ name: 'more' }]),
    ],
  },
  {
    name: 'no action has a wildcard, and nothing is allowed by leaving out what is not',
    holds: (stack) => {
      for (const { role, statement } of statements(stack)) {
        expect({ role, Effect: statement.Effect }).toEqual({ role, Effect: 'Allow' });
        const unnamed = statement.Action.filter((action) => !/^[a-z0-9-]+:[A-Za-z]+$/.test(action));
        expect({ role, unnamed }).toEqual({ role, unnamed: [] });
      }
    },
    takeAway: [
      eachPolicy('allows everything', (statement) => (statement.Action = ['*'])),
      eachStatement('allows a whole service', (statement) => statement.Action.push('s3:*')),
      eachPolicy('allows whatever reads', (statement) => statement.Action.push('s3:Get*')),
      eachPolicy('denies', (statement) => (statement.Effect = 'Deny')),
      each(type, 'allows all but something', (policy) => {
        policy.values.policy = policy.text('policy').replace('"Action"', '"NotAction"');
      }),
    ],
  },
  {
    name: 'nothing is allowed on everything, but for what has no resource',
    holds: (stack) => {
      const found = wherever(stack, isForAll);
      const further = found.flatMap(({ role, statement }) =>
        statement.Action.filter((action) => !withoutResource.includes(action)).map((action) => `${role}: ${action}`),
      );
      expect(further).toEqual([]);
    },
    takeAway: [
      eachStatement(
        'is for everything',
        (statement) => (statement.Resource = ['*']),
        (one) => !isForAll(one),
      ),
      eachStatement('has company', (statement) => statement.Action.push('s3:GetObject'), isForAll),
    ],
  },
  {
    name: 'no role reaches beyond the stage',
    holds: (stack) => {
      const foreign = statements(stack).flatMap(({ role, statement: { Resource = [] } }) =>
        Resource.filter((arn) => !isOfStage(arn)).map((arn) => `${role}: ${arn}`),
      );
      expect(foreign).toEqual([]);
    },
    takeAway: [
      eachStatement(
        'is for another stage, too',
        ({ Resource = [] }) => Resource.push(Resource[0]!.replace('framefleet-dev', 'framefleet-prod')),
        ({ Resource = [] }) => Resource[0]?.includes('framefleet-dev') === true,
      ),
      eachPolicy('is for all stages', ({ Resource }) => Resource?.push('arn:aws:s3:::framefleet-*')),
      eachPolicy('is for whatever begins with its name', ({ Resource }) =>
        Resource?.push('arn:aws:s3:::framefleet-dev*'),
      ),
      eachPolicy('is for any account', ({ Resource }) => Resource?.push('arn:aws:sqs:us-east-1:*:framefleet-dev-x')),
      eachPolicy('is for any region', ({ Resource }) => Resource?.push(`arn:aws:sqs:*:${account}:framefleet-dev-x`)),
    ],
  },
  {
    name: 'the state machine hands on the three roles of tasks, and to ECS alone; nobody else hands on any',
    holds: (stack) => {
      const role = (path: string) => `arn:aws:iam::${account}:role/${stack.one('aws_iam_role', path).text('name')}`;
      expect(wherever(stack, isFor('iam:'))).toEqual([
        {
          role: 'Workflow/Role/Policy',
          statement: {
            Effect: 'Allow',
            Action: ['iam:PassRole'],
            Resource: [role('Fleet/segmentRole/Role'), role('Fleet/concatRole/Role'), role('Fleet/LaunchRole/Role')],
            Condition: { StringEquals: { 'iam:PassedToService': ['ecs-tasks.amazonaws.com'] } },
          },
        },
      ]);
    },
    takeAway: [
      eachPolicy('hands on roles, too', (statement) => statement.Action.push('iam:PassRole')),
      eachStatement(
        'is for a role more',
        ({ Resource }) => Resource?.push(`arn:aws:iam::${account}:role/framefleet-dev-probe`),
        isFor('iam:'),
      ),
      eachStatement('is for any role', (statement) => (statement.Resource = ['*']), isFor('iam:')),
      eachStatement('lacks a role', ({ Resource }) => Resource?.pop(), isFor('iam:')),
      eachStatement('is for any service', (statement) => delete statement.Condition, isFor('iam:')),
    ],
  },
  {
    name: 'tasks are started, followed and stopped in this cluster alone, and of these two kinds',
    holds: (stack) => {
      const here = { ArnEquals: { 'ecs:cluster': [cluster] } };
      const kinds = ['segment', 'concat'].map(
        (kind) => `arn:aws:ecs:us-east-1:${account}:task-definition/framefleet-dev-${kind}:*`,
      );
      const allowed = [
        { Action: ['ecs:RunTask'], Resource: kinds, Condition: here },
        {
          Action: ['ecs:TagResource'],
          Resource: tasks,
          Condition: { StringEquals: { 'ecs:CreateAction': ['RunTask'] } },
        },
        { Action: ['ecs:DescribeTasks', 'ecs:StopTask'], Resource: tasks, Condition: here },
      ];
      expect(wherever(stack, isFor('ecs:'))).toEqual(
        allowed.map((rest) => ({ role: 'Workflow/Role/Policy', statement: { Effect: 'Allow', ...rest } })),
      );
    },
    takeAway: [
      eachStatement('is for any cluster', (statement) => delete statement.Condition, isFor('ecs:')),
      eachStatement('is for everything', (statement) => (statement.Resource = ['*']), isFor('ecs:')),
      eachPolicy('allows a service of tasks', (statement) => statement.Action.push('ecs:CreateService')),
    ],
  },
  {
    name: 'the state machine, and who reconciles, announce as nobody but framefleet',
    holds: (stack) => {
      const statement = {
        Effect: 'Allow',
        Action: ['events:PutEvents'],
        Resource: [`arn:aws:events:us-east-1:${account}:event-bus/framefleet-dev`],
        Condition: { StringEquals: { 'events:source': ['framefleet'] } },
      };
      expect(wherever(stack, isFor('events:PutEvents'))).toEqual([
        { role: 'Functions/reconcile/Role/Policy', statement },
        { role: 'Workflow/Role/Policy', statement },
      ]);
    },
    takeAway: [
      eachStatement('is as anybody', (statement) => delete statement.Condition, isFor('events:PutEvents')),
      eachPolicy('announces, too', (statement) => statement.Action.push('events:PutEvents')),
    ],
  },
];

/** S3's buckets are named without region and account, and end with the account; `*` stands for parts of our own names only. */
function isOfStage(arn: string): boolean {
  if (arn === '*' || arn === ruleOfStepFunctions) return true;
  const [, , service, region, owner, ...rest] = arn.replaceAll(account, 'ACCOUNT').split(':');
  const resource = rest.join(':');
  if (service === 's3') return /^framefleet-dev-(input|work|output)-ACCOUNT(\/|$)/.test(resource);
  const place = service === 'iam' ? '' : 'us-east-1';
  return region === place && owner === 'ACCOUNT' && /(^|[:/])framefleet-dev([-:/]|$)/.test(resource);
}

testProperties(synthesize(), properties);

test('models may be read, and nothing else done, below models/ of the input bucket and in the buckets that a stage names', () => {
  const own = synthesize({ models: { buckets: ['our-models', 'their-models'] } });
  const foreign = wherever(own, ({ Resource = [] }) => Resource.some((arn) => arn.includes(':our-models')));
  const readers = ['checkModels', 'inspectPictures', 'mergeResults'].map((name) => `Functions/${name}/Role/Policy`);
  const places = [/^arn:aws:s3:::framefleet-dev-input-.+\/models\/\*$/, /:our-models\/\*$/, /:their-models\/\*$/];
  expect(foreign).toEqual(
    [...readers, 'Fleet/segmentRole/Policy'].map((role) => ({
      role,
      statement: {
        Effect: 'Allow',
        Action: ['s3:GetObject'],
        Resource: places.map((place) => expect.stringMatching(place) as unknown),
      },
    })),
  );
});
