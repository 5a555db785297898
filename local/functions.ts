import type { ClientOptions } from '../aws/clients';
import { createCheckModels } from '../handlers/check-models';
import { createClearWork } from '../handlers/clear-work';
import { createDescribeFailure } from '../handlers/describe-failure';
import { type HandlerDependencies, named } from '../handlers/handler';
import { createInspectPictures } from '../handlers/inspect-pictures';
import { createMergeResults } from '../handlers/merge-results';
import { createPlanSegments } from '../handlers/plan-segments';
import { createProbe } from '../handlers/probe';
import { createReconcile, reconcilingDependencies } from '../handlers/reconcile';
import { createResumeJob } from '../handlers/resume-job';
import type { Principal } from '../statemachine/names';
import type { StateMachineSettings } from '../statemachine/settings';
import type { LambdaFunction } from './integrations/invocation';

/** What Lambda gives to a function. */
export interface FunctionHost {
  dependenciesOf: (principal: Principal) => HandlerDependencies;
  clientsOf: (principal: Principal) => ClientOptions;
}

/** The functions that are deployed, each with credentials of its own, by the name it has in the definition's settings. */
export const createFunctions = ({
  dependenciesOf,
  clientsOf,
}: FunctionHost): Record<keyof StateMachineSettings['functions'], LambdaFunction> => ({
  probe: named(createProbe(dependenciesOf('probe'))),
  checkModels: named(createCheckModels(dependenciesOf('check-models'))),
  planSegments: named(createPlanSegments(dependenciesOf('plan-segments'))),
  resumeJob: named(createResumeJob(dependenciesOf('resume-job'))),
  inspectPictures: named(createInspectPictures(dependenciesOf('inspect-pictures'))),
  mergeResults: named(createMergeResults(dependenciesOf('merge-results'))),
  describeFailure: named(createDescribeFailure(dependenciesOf('describe-failure'))),
  clearWork: named(createClearWork(dependenciesOf('clear-work'))),
  reconcile: named(createReconcile(reconcilingDependencies(dependenciesOf('reconcile'), clientsOf('reconcile')))),
});
