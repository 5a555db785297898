import { DescribeStateMachineCommand, type SFNClient } from '@aws-sdk/client-sfn';
import { z } from 'zod';

/** What of a stage's configuration is read back from its state machine, where all of it ends up. */
export interface DeployedPolicy {
  /** Work of jobs that have succeeded stays on purpose. */
  keepWork: boolean;
  /** Segments of one job at once, at most. */
  maxConcurrency: number;
  /** Of the first launches, from 0 to 1. */
  spotShare: number;
}

const payload = <S extends z.ZodType>(schema: S) => z.object({ Parameters: z.object({ Payload: schema }) });
const Definition = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(
    z.object({
      States: z.object({
        PlanSegments: payload(z.object({ policy: z.object({ maxConcurrency: z.number(), spotShare: z.number() }) })),
        ClearWork: payload(z.object({ keepWork: z.boolean() })),
      }),
    }),
  );

/** @throws ZodError when it isn't a machine of this version */
export async function readPolicy(stepFunctions: SFNClient, stateMachineArn: string): Promise<DeployedPolicy> {
  const { definition } = await stepFunctions.send(new DescribeStateMachineCommand({ stateMachineArn }));
  const { PlanSegments, ClearWork } = Definition.parse(definition).States;
  const { maxConcurrency, spotShare } = PlanSegments.Parameters.Payload.policy;
  return { keepWork: ClearWork.Parameters.Payload.keepWork, maxConcurrency, spotShare };
}
