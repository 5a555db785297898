import type { ResourceNames } from '../statemachine/names';

/** Where a stage lives. The account may be a Terraform token. */
export interface Location {
  region: string;
  account: string;
}

/**
 * The ARN of everything that a policy speaks of, made from its name. Terraform's own ARNs would tie policies and resources
 * into circles (the state machine may start itself), and could be read by nobody in a plan.
 */
export function resourceArns(names: ResourceNames, { region, account }: Location) {
  const arn = (service: string, resource: string) => `arn:aws:${service}:${region}:${account}:${resource}`;
  const bucket = (name: string) => `arn:aws:s3:::${name}`;
  const role = (name: string) => `arn:aws:iam::${account}:role/${name}`;
  return {
    inputBucket: bucket(names.inputBucket),
    workBucket: bucket(names.workBucket),
    outputBucket: bucket(names.outputBucket),
    jobTable: arn('dynamodb', `table/${names.jobTable}`),
    functions: {
      probe: arn('lambda', `function:${names.functions.probe}`),
      checkModels: arn('lambda', `function:${names.functions.checkModels}`),
      planSegments: arn('lambda', `function:${names.functions.planSegments}`),
      resumeJob: arn('lambda', `function:${names.functions.resumeJob}`),
      inspectPictures: arn('lambda', `function:${names.functions.inspectPictures}`),
      mergeResults: arn('lambda', `function:${names.functions.mergeResults}`),
      describeFailure: arn('lambda', `function:${names.functions.describeFailure}`),
      writePage: arn('lambda', `function:${names.functions.writePage}`),
      clearWork: arn('lambda', `function:${names.functions.clearWork}`),
      reconcile: arn('lambda', `function:${names.functions.reconcile}`),
      recordRun: arn('lambda', `function:${names.functions.recordRun}`),
    },
    cluster: arn('ecs', `cluster/${names.cluster}`),
    /** Every task of the cluster. */
    tasks: arn('ecs', `task/${names.cluster}/*`),
    /** Every revision: a task is of its family's newest. */
    taskDefinitions: {
      segment: arn('ecs', `task-definition/${names.taskDefinitions.segment}:*`),
      concat: arn('ecs', `task-definition/${names.taskDefinitions.concat}:*`),
    },
    taskRoles: {
      segment: role(names.roleOf('segment')),
      concat: role(names.roleOf('concat')),
      launch: role(names.launchRole),
    },
    stateMachine: arn('states', `stateMachine:${names.stateMachine}`),
    /** Every execution that stands for a job. */
    executions: arn('states', `execution:${names.stateMachine}:*`),
    /** Those of a Distributed Map's items are named after the machine and the Map's label. */
    mapExecutions: arn('states', `execution:${names.stateMachine}/*:*`),
    eventBus: arn('events', `event-bus/${names.eventBus}`),
    /** Step Functions keeps this rule in every account, to hear of the end of its tasks. */
    taskEventsRule: arn('events', 'rule/StepFunctionsGetEventsForECSTaskRule'),
    uploadRule: arn('events', `rule/${names.uploadRule}`),
    endRule: arn('events', `rule/${names.endRule}`),
    taskEndRule: arn('events', `rule/${names.taskEndRule}`),
    /** @param index from 0, in the stage's configuration */
    webhookRule: (index: number) => arn('events', `rule/${names.eventBus}/${names.webhook(index)}`),
    /** Every destination of every webhook: EventBridge ends their names with ids of its own. */
    webhooks: arn('events', `api-destination/${names.webhookRole}-*/*`),
    deadLetters: arn('sqs', names.deadLetters),
    repository: arn('ecr', `repository/${names.repository}`),
    logStreams: (group: string) => arn('logs', `log-group:${group}:*`),
  };
}
export type ResourceArns = ReturnType<typeof resourceArns>;
