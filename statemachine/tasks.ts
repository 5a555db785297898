import { capacities } from '../pipeline/capacity';
import { type JobEventType, eventSource, eventVersion } from '../pipeline/job-events';
import { type AttemptsField, attemptsBefore, mostLaunchesBefore } from './attempts';
import { dynamodbRetry, ecsRetry, eventsRetry, lambdaRetry } from './retry';
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
  task: {
    definition: string;
    command: string;
    /** Path of the capacities to choose from: see capacitiesByLaunch. */
    capacities: string;
    attempts: AttemptsField;
    executionId: string;
    timeoutPath: string;
  },
  outcome: Outcome & Transition,
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::ecs:runTask.sync',
  Parameters: {
    Cluster: settings.cluster,
    TaskDefinition: task.definition,
    // Parameters are evaluated anew at every launch: the first may be on Spot.
    'CapacityProviderStrategy.$': `States.ArrayGetItem(${task.capacities}, States.MathAdd(${attemptsBefore(task.attempts)}, $$.State.RetryCount))`,
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
            { Name: 'FRAMEFLEET_RETRY', 'Value.$': `States.Format('{}', ${attemptsBefore(task.attempts)})` },
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

/** What a plan's Capacity chooses from: the capacity of each launch, as runTask takes it, for as many as there can be. */
export const capacitiesByLaunch: Json = Object.values(capacities).map((capacity) =>
  Array.from({ length: mostLaunchesBefore + 1 }, (_, launches) => [
    { CapacityProvider: capacity === capacities.spotFirst && launches === 0 ? 'FARGATE_SPOT' : 'FARGATE', Weight: 1 },
  ]),
);

/** Changes an item of the job table. */
export const updateItem = (
  settings: StateMachineSettings,
  update: {
    item: Json;
    expression: string;
    condition?: string;
    names?: Json;
    values: Json;
    returns?: 'ALL_OLD' | 'UPDATED_NEW';
  },
  outcome: Outcome & Transition & { ResultSelector?: Json; OutputPath?: null },
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
    ...(update.returns === undefined ? {} : { ReturnValues: update.returns }),
  },
  TimeoutSeconds: 60,
  Retry: dynamodbRetry,
  ResultPath: null,
  ...outcome,
});

/** Tells the world how a job goes on, and how it ended. @param detail besides what all events tell (pipeline/job-events.ts) */
export const announce = (
  settings: StateMachineSettings,
  detailType: JobEventType,
  detail: { readonly [key: string]: Json },
  outcome: Outcome & Transition & { OutputPath?: null },
): TaskState => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::events:putEvents',
  Parameters: {
    Entries: [
      {
        Source: eventSource,
        DetailType: detailType,
        EventBusName: settings.eventBus,
        Detail: {
          version: eventVersion,
          'jobId.$': '$.jobId',
          'source.$': '$.source',
          'executionId.$': '$$.Execution.Id',
          ...detail,
        },
      },
    ],
  },
  TimeoutSeconds: 60,
  Retry: eventsRetry,
  ResultPath: null,
  ...outcome,
});
