import * as z from 'zod';
import { JobPolicy } from '../pipeline/job-policy';

/** Everything that differs between stages. Strings may be Terraform tokens: they are checked by `infra/`, not here. */
export const StateMachineSettings = z.object({
  functions: z.object({
    probe: z.string(),
    checkModels: z.string(),
    planSegments: z.string(),
    resumeJob: z.string(),
    inspectPictures: z.string(),
    mergeResults: z.string(),
    describeFailure: z.string(),
    writePage: z.string(),
    clearWork: z.string(),
    reconcile: z.string(),
  }),
  cluster: z.string(),
  taskDefinitions: z.object({ segment: z.string(), concat: z.string() }),
  /** Name of the container in both task definitions. */
  containerName: z.string(),
  network: z.object({ subnets: z.array(z.string()), securityGroups: z.array(z.string()), assignPublicIp: z.boolean() }),
  policy: JobPolicy,
  jobTable: z.string(),
  eventBus: z.string(),
});
export type StateMachineSettings = z.infer<typeof StateMachineSettings>;
