import { capacities } from '../pipeline/capacity';
import { dynamodbRetry, ecsRetry, eventsRetry, lambdaRetry, mostRetries } from './retry';
import type { StateMachineSettings } from './settings';
import type { Json, TaskState, Transition } from './states';

/** Where a task's result goes; null keeps the state's input as it is. */
interface Outcome {
  Comment: string;
  ResultPath?: string | null;
  Catch?: TaskState['Catch'];
}

/** Calls one of our functions; its answer becomes the result. */
export const invoke = (
  functionName: string,
  Payload: Json,
  TimeoutSeconds: number,
  outcome: Outcome & Transition,
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Parameters: { FunctionName: functionName, Payload },
  ...(outcome.ResultPath ? { ResultSelector: { 'value.$': '$.Payload' } } : {}),
  TimeoutSeconds,
  Retry: lambdaRetry,
  ResultPath: null,
  ...outcome,
});

/**
 * Runs the container program and waits for its end. `.sync`: Step Functions stops the task when the execution stops.
 */
export const runTask = (
  settings: StateMachineSettings,
  task: { definition: string; command: string; capacityByAttempt: string; executionId: string; timeoutPath: string },
  outcome: Outcome & Transition,
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::ecs:runTask.sync',
  Parameters: {
    Cluster: settings.cluster,
    TaskDefinition: task.definition,
    // One entry per attempt: parameters are evaluated anew at every retry.
    'CapacityProviderStrategy.$': `States.ArrayGetItem(${task.capacityByAttempt}, $$.State.RetryCount)`,
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        Subnets: settings.network.subnets,
        SecurityGroups: settings.network.securityGroups,
        AssignPublicIp: settings.network.assignPublicIp ? 'ENABLED' : 'DISABLED',
      },
    },
    PropagateTags: 'TASK_DEFINITION',
    Tags: [{ Key: 'framefleet:job', 'Value.$': '$.jobId' }],
    Overrides: {
      ContainerOverrides: [
        {
          Name: settings.containerName,
          'Command.$': task.command,
          Environment: [
            { Name: 'FRAMEFLEET_EXECUTION', 'Value.$': task.executionId },
            { Name: 'FRAMEFLEET_RETRY', 'Value.$': "States.Format('{}', $$.State.RetryCount)" },
          ],
        },
      ],
    },
  },
  TimeoutSecondsPath: task.timeoutPath,
  Retry: ecsRetry,
  ResultPath: null,
  ...outcome,
});

/** What a plan's Capacity chooses from: the capacity of each attempt, as runTask takes it, for as many as there can be. */
export const capacitiesByAttempt: Json = Object.values(capacities).map((capacity) =>
  Array.from({ length: mostRetries(ecsRetry) + 1 }, (_, attempt) => [
    { CapacityProvider: capacity === capacities.spotFirst && attempt === 0 ? 'FARGATE_SPOT' : 'FARGATE', Weight: 1 },
  ]),
);

/** Changes an item of the job table. */
export const updateItem = (
  settings: StateMachineSettings,
  update: { item: Json; expression: string; condition?: string; names?: Json; values: Json },
  outcome: Outcome & Transition & { OutputPath?: null },
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::dynamodb:updateItem',
  Parameters: {
    TableName: settings.jobTable,
    Key: { jobId: { 'S.$': '$.jobId' }, item: update.item },
    UpdateExpression: update.expression,
    ...(update.condition === undefined ? {} : { ConditionExpression: update.condition }),
    ...(update.names === undefined ? {} : { ExpressionAttributeNames: update.names }),
    ExpressionAttributeValues: update.values,
  },
  TimeoutSeconds: 60,
  Retry: dynamodbRetry,
  ResultPath: null,
  ...outcome,
});

/** Tells the world how a job ended. */
export const announce = (
  settings: StateMachineSettings,
  detailType: string,
  detail: Json,
  outcome: Outcome & Transition,
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::events:putEvents',
  Parameters: {
    Entries: [{ Source: 'framefleet', DetailType: detailType, EventBusName: settings.eventBus, Detail: detail }],
  },
  TimeoutSeconds: 60,
  Retry: eventsRetry,
  ResultPath: null,
  ...outcome,
});
