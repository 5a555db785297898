import { DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { JobOptions } from '../pipeline/job-options';
import { PlanningPolicy } from '../pipeline/job-policy';
import { Limits } from '../pipeline/limits';
import type { Stage } from './stage';
import { UsageError } from './usage-error';

/** What a stage plans jobs by: all of it lies in its state machine. */
export interface DeployedPlanning {
  defaults: JobOptions;
  limits: Limits;
  policy: PlanningPolicy;
}

/** That, and what becomes of work objects. */
export interface DeployedPolicy extends DeployedPlanning {
  /** Work of jobs that have succeeded stays on purpose. */
  keepWork: boolean;
}

const payload = <S extends z.ZodType>(schema: S) => z.object({ Parameters: z.object({ Payload: schema }) });
const Definition = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      States: z.object({
        Probe: payload(z.object({ defaults: JobOptions, limits: Limits.prefault({}) })),
        PlanSegments: payload(z.object({ policy: PlanningPolicy })),
        ClearWork: payload(z.object({ keepWork: z.boolean() })),
      }),
    }),
  );

/** @throws UsageError when its definition is of a version that says it otherwise */
export async function readDeployedPolicy(
  stage: Pick<Stage, 'stepFunctions' | 'stateMachineArn' | 'title' | 'region'>,
): Promise<DeployedPolicy> {
  const { stateMachineArn, title, region } = stage;
  const { definition } = await stage.stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const read = Definition.safeParse(definition);
  if (!read.success) {
    throw new UsageError(
      `How ${title} plans can't be read from its state machine; it is of another version. Deploy it anew, or say --region ${region} and --architecture in place of --stage.`,
      { cause: read.error },
    );
  }
  const { Probe, PlanSegments, ClearWork } = read.data.States;
  return {
    ...Probe.Parameters.Payload,
    policy: PlanSegments.Parameters.Payload.policy,
    keepWork: ClearWork.Parameters.Payload.keepWork,
  };
}
