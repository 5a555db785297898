import type * as z from 'zod';
import { JobPolicy } from '../pipeline/job-policy';
import { highestLimits } from '../pipeline/limits';
import type { ResourceNames } from '../statemachine/names';
import type { StateMachineSettings } from '../statemachine/settings';
import { arn } from './identity';

/** What of a stage's policy somebody wants otherwise than it is by default. */
export type PolicyChanges = z.input<typeof JobPolicy>;

/** The definition's settings for resources of these names, all of them on this machine. */
export const settingsOf = (
  { functions, taskDefinitions, ...names }: ResourceNames,
  policy: PolicyChanges = {},
): StateMachineSettings => ({
  functions: {
    probe: arn('lambda', `function:${functions.probe}`),
    checkModels: arn('lambda', `function:${functions.checkModels}`),
    planSegments: arn('lambda', `function:${functions.planSegments}`),
    resumeJob: arn('lambda', `function:${functions.resumeJob}`),
    inspectPictures: arn('lambda', `function:${functions.inspectPictures}`),
    mergeResults: arn('lambda', `function:${functions.mergeResults}`),
    describeFailure: arn('lambda', `function:${functions.describeFailure}`),
    writePage: arn('lambda', `function:${functions.writePage}`),
    clearWork: arn('lambda', `function:${functions.clearWork}`),
    reconcile: arn('lambda', `function:${functions.reconcile}`),
  },
  cluster: arn('ecs', `cluster/${names.cluster}`),
  taskDefinitions,
  containerName: names.container,
  network: { subnets: ['subnet-local'], securityGroups: ['sg-local'], assignPublicIp: true },
  // Whoever runs a job on their own machine decides how much it may take.
  policy: JobPolicy.parse({ maxConcurrency: 1000, limits: highestLimits, ...policy }),
  jobTable: names.jobTable,
  eventBus: names.eventBus,
});
