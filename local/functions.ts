import { createDescribeFailure } from '../handlers/describe-failure';
import type { HandlerDependencies } from '../handlers/handler';
import { createMergeMotion } from '../handlers/merge-motion';
import { createPlanSegments } from '../handlers/plan-segments';
import { createProbe } from '../handlers/probe';
import type { Principal } from '../statemachine/names';
import type { StateMachineSettings } from '../statemachine/settings';
import type { LambdaFunction } from './integrations/invocation';

/** The functions that are deployed, by the ARNs under which the definition invokes them. */
export const functionsOf = (
  { functions }: StateMachineSettings,
  dependenciesOf: (principal: Principal) => HandlerDependencies,
): Record<string, LambdaFunction> => ({
  [functions.probe]: createProbe(dependenciesOf('probe')),
  [functions.planSegments]: createPlanSegments(dependenciesOf('plan-segments')),
  [functions.mergeMotion]: createMergeMotion(dependenciesOf('merge-motion')),
  [functions.describeFailure]: createDescribeFailure(dependenciesOf('describe-failure')),
});
