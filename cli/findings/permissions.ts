import { GetRoleCommand, SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import { functionLogGroup, taskLogGroup } from '../../statemachine/log-groups';
import type { Stage } from '../stage';
import { type Finding, look, ok, warning } from './finding';

type Asked = Pick<Stage, 'clients' | 'names' | 'region' | 'stateMachineArn'>;

/** What commands call, on what. */
interface Need {
  commands: string;
  actions: readonly string[];
  resources: readonly string[];
}

/** Asks IAM what the caller may do, without doing any of it. */
export async function examinePermissions(stage: Asked, callerArn: string): Promise<Finding[]> {
  if (/^arn:aws:iam::\d+:root$/.test(callerArn)) return [ok('permissions', "the account's root may do everything")];
  return look('permissions', async () => {
    const principal = await principalOf(stage, callerArn);
    const findings = await Promise.all(needs(stage).map((need) => simulate(stage, principal, need)));
    return findings;
  });
}

async function simulate({ clients }: Asked, PolicySourceArn: string, need: Need): Promise<Finding> {
  const about = `permissions of ${need.commands}`;
  const { EvaluationResults = [] } = await clients.iam.send(
    new SimulatePrincipalPolicyCommand({
      PolicySourceArn,
      ActionNames: [...need.actions],
      ResourceArns: [...need.resources],
    }),
  );
  const refused = EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== 'allowed');
  if (refused.length === 0) return ok(about, need.actions.join(', '));
  const names = [...new Set(refused.map(({ EvalActionName = '?' }) => EvalActionName))].join(', ');
  return warning(about, `${PolicySourceArn} may not ${names}`, `allow ${names} on ${need.resources.join(', ')}`);
}

/** Policies are a role's, not its sessions'; the role's path isn't in the session's name. */
async function principalOf({ clients }: Asked, callerArn: string): Promise<string> {
  const [, role] = /^arn:aws:sts::\d+:assumed-role\/([^/]+)\//.exec(callerArn) ?? [];
  if (role === undefined) return callerArn;
  const { Role } = await clients.iam.send(new GetRoleCommand({ RoleName: role }));
  return Role?.Arn ?? callerArn;
}

function needs({ names, region, stateMachineArn }: Asked): Need[] {
  const [, , , , account = ''] = stateMachineArn.split(':');
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const bucket = (name: string) => `arn:aws:s3:::${name}`;
  const execution = `${stateMachineArn.replace(':stateMachine:', ':execution:')}:*`;
  const table = arn('dynamodb', `table/${names.jobTable}`);
  const groups = [taskLogGroup(names.cluster), functionLogGroup(names.functions.probe)];
  return [
    { commands: 'all', actions: ['dynamodb:Query'], resources: [table, `${table}/index/*`] },
    { commands: 'all', actions: ['states:DescribeExecution'], resources: [execution] },
    { commands: 'submit', actions: ['s3:PutObject'], resources: [`${bucket(names.inputBucket)}/*`] },
    { commands: 'get', actions: ['s3:GetObject'], resources: [`${bucket(names.outputBucket)}/*`] },
    {
      commands: 'rm, cancel, redrive',
      actions: ['states:StopExecution', 'states:RedriveExecution'],
      resources: [execution],
    },
    { commands: 'rm, cancel, redrive', actions: ['dynamodb:UpdateItem'], resources: [table] },
    {
      commands: 'rm, cancel, cleanup',
      actions: ['s3:DeleteObject', 's3:AbortMultipartUpload'],
      resources: [names.workBucket, names.outputBucket].map((name) => `${bucket(name)}/*`),
    },
    { commands: 'tasks, cleanup', actions: ['ecs:ListTasks'], resources: ['*'] },
    {
      commands: 'tasks, cleanup',
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      resources: [arn('ecs', `task/${names.cluster}/*`)],
    },
    {
      commands: 'logs',
      actions: ['logs:FilterLogEvents'],
      resources: groups.map((group) => arn('logs', `log-group:${group}:*`)),
    },
  ];
}
