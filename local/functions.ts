import type { ClientOptions } from '../aws/clients';
import { createCheckModels } from '../handlers/check-models';
import { createClearWork } from '../handlers/clear-work';
import { createDescribeFailure } from '../handlers/describe-failure';
import { type Handler, type HandlerDependencies, named } from '../handlers/handler';
import { createInspectPictures } from '../handlers/inspect-pictures';
import { createMergeResults } from '../handlers/merge-results';
import { createPlanSegments } from '../handlers/plan-segments';
import { createProbe } from '../handlers/probe';
import { metered, openMeter } from '../handlers/meter';
import { createReconcile, reconcilingDependencies } from '../handlers/reconcile';
import { createRecordRun, recordingDependencies } from '../handlers/record-run';
import { createResumeJob } from '../handlers/resume-job';
import { createWritePage, pageDependencies } from '../handlers/write-page';
import { functionMemory } from '../pipeline/function-memory';
import type { Principal, ResourceNames } from '../statemachine/names';
import type { LambdaFunction } from './integrations/invocation';

/** What Lambda gives to a function. */
export interface FunctionHost {
  dependenciesOf: (principal: Principal) => HandlerDependencies;
  clientsOf: (principal: Principal) => ClientOptions;
}

type FunctionName = keyof ResourceNames['functions'];

/** The functions that are deployed, each with credentials of its own, by the name it has in the definition's settings. */
export function createFunctions({ dependenciesOf, clientsOf }: FunctionHost): Record<FunctionName, LambdaFunction> {
  /** As Lambda runs it, with the memory that it has there. */
  const host = <Result>(
    name: FunctionName,
    principal: Principal,
    create: (dependencies: HandlerDependencies, clients: ClientOptions) => Handler<Result>,
  ): LambdaFunction => {
    const [dependencies, clients] = [dependenciesOf(principal), clientsOf(principal)];
    return metered(named(create(dependencies, clients)), openMeter(dependencies, functionMemory[name], clients));
  };
  return {
    probe: host('probe', 'probe', createProbe),
    checkModels: host('checkModels', 'check-models', createCheckModels),
    planSegments: host('planSegments', 'plan-segments', createPlanSegments),
    resumeJob: host('resumeJob', 'resume-job', createResumeJob),
    inspectPictures: host('inspectPictures', 'inspect-pictures', createInspectPictures),
    mergeResults: host('mergeResults', 'merge-results', createMergeResults),
    describeFailure: host('describeFailure', 'describe-failure', createDescribeFailure),
    writePage: host('writePage', 'write-page', (...given) => createWritePage(pageDependencies(...given))),
    clearWork: host('clearWork', 'clear-work', createClearWork),
    reconcile: host('reconcile', 'reconcile', (...given) => createReconcile(reconcilingDependencies(...given))),
    recordRun: host('recordRun', 'record-run', (...given) => createRecordRun(recordingDependencies(...given))),
  };
}
