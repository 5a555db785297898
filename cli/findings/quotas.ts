import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import type { PlanningPolicy } from '../../pipeline/job-policy';
import { readDeployedPolicy } from '../deployed-policy';
import type { Stage } from '../stage';
import { type Finding, look, ok, warning, wrong } from './finding';

type Asked = Pick<Stage, 'clients' | 'title' | 'stepFunctions' | 'stateMachineArn' | 'region'>;

/** Of virtual processors at once: https://docs.aws.amazon.com/general/latest/gr/ecs-service.html */
const fargateQuotas = { 'On-Demand': 'L-3032A538', Spot: 'L-36FBB829' } as const;
type Kind = keyof typeof fargateQuotas;

/** What one job of the stage would use at once, against what the account may. */
export async function examineQuotas(stage: Asked): Promise<Finding[]> {
  const kinds: readonly Kind[] = ['On-Demand', 'Spot'];
  const findings = await Promise.all([
    ...kinds.map((kind) => look(`quota Fargate ${kind}`, () => examineFargate(stage, kind))),
    look('quota Lambda', () => examineLambda(stage)),
  ]);
  return findings.flat();
}

async function examineFargate(stage: Asked, kind: Kind): Promise<Finding> {
  const { policy } = await readDeployedPolicy(stage);
  const { vcpus } = policy.fleet.segment;
  return judgeFargate(kind, await quotaOf(stage, fargateQuotas[kind]), vcpus, policy, stage.region);
}

/**
 * @param quota in virtual processors
 * @param vcpus of one task of a segment
 */
export function judgeFargate(
  kind: Kind,
  quota: number,
  vcpus: number,
  { maxConcurrency, spotShare }: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare'>,
  region: string,
): Finding {
  const about = `quota Fargate ${kind}`;
  const share = kind === 'Spot' ? spotShare : 1 - spotShare;
  // Whatever the share, what was interrupted is tried again On-Demand.
  const tasks = Math.max(kind === 'Spot' && spotShare === 0 ? 0 : 1, Math.ceil(maxConcurrency * share));
  const needed = tasks * vcpus;
  const has = `${quota} vCPU at once; one job uses up to ${needed} (${tasks} tasks of ${vcpus})`;
  const raise = `have it raised to ${needed} or more: aws service-quotas request-service-quota-increase --service-code fargate --quota-code ${fargateQuotas[kind]} --desired-value ${needed} --region ${region}`;
  if (quota >= needed) return ok(about, has);
  if (quota < vcpus) return wrong(about, `${has}: not even one can start`, raise);
  return warning(about, `${has}: tasks wait, and are tried again`, `${raise}; or lower jobs.maxConcurrency`);
}

/** The account's own value; where nobody has ever changed it, AWS's. */
async function quotaOf({ clients }: Asked, QuotaCode: string): Promise<number> {
  const asked = { ServiceCode: 'fargate', QuotaCode };
  const { Quota } = await clients.quotas.send(new GetServiceQuotaCommand(asked)).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'NoSuchResourceException')) throw error;
    return clients.quotas.send(new GetAWSDefaultServiceQuotaCommand(asked));
  });
  if (Quota?.Value === undefined) throw new Error(`Service Quotas tells no value of ${QuotaCode}`);
  return Quota.Value;
}

async function examineLambda(stage: Asked): Promise<Finding> {
  const { clients, region } = stage;
  const { maxConcurrency } = (await readDeployedPolicy(stage)).policy;
  const { AccountLimit } = await clients.lambda.send(new GetAccountSettingsCommand({}));
  const free = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
  if (free === undefined) throw new Error('Lambda tells no limit of the account');
  const has = `${free} calls at once; one job with models in Lambda uses up to ${maxConcurrency}, any other a few`;
  if (free >= maxConcurrency) return ok('quota Lambda', has);
  const raise = `have it raised: aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000 --region ${region}`;
  return warning('quota Lambda', `${has}: calls are throttled, and tried again`, raise);
}
