import * as z from 'zod';
import { type EcsTask, type Stop, type TaskSize, usualSize } from './ecs-tasks';
import { arn } from './identity';
import type { JsonObject } from './step-functions/json';
import type { Ended } from './task-process';

/** Parameters of ecs:runTask, with the names that Step Functions gives to the fields. */
export const RunTask = z.object({
  /** Name or ARN. */
  Cluster: z.string().default('default'),
  /** `family`, `family:revision` or ARN. */
  TaskDefinition: z.string(),
  CapacityProviderStrategy: z.array(z.object({ CapacityProvider: z.string() })).optional(),
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({
        Name: z.string(),
        Command: z.array(z.string()),
        Environment: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
      }),
    ]),
  }),
  Tags: z.array(z.object({ Key: z.string(), Value: z.string() })).default([]),
  PropagateTags: z.string().default('NONE'),
});
export type RunTask = z.infer<typeof RunTask>;

export interface TaskDefinition {
  /** Of the container. */
  environment: Readonly<Record<string, string>>;
  /** ARNs: the role that the task has, and the one to launch it with. */
  roles: readonly string[];
  /** What Fargate would give to it; here it takes what there is. */
  size?: TaskSize;
  /** Those that tasks take over which ask for it. */
  tags?: Readonly<Record<string, string>>;
}

/** A task's end, and how it came to it. */
export interface EndedTask extends Ended {
  stop: Stop;
}

/** The task as RunTask answers, with the names that Step Functions gives to the fields. */
export function launched(id: string, { Cluster, TaskDefinition, CapacityProviderStrategy, Overrides }: RunTask) {
  const [{ Name, Command, Environment }] = Overrides.ContainerOverrides;
  const cluster = Cluster.replace(/^.*\//, '');
  return {
    TaskArn: arn('ecs', `task/${cluster}/${id}`),
    TaskDefinitionArn: revisionOf(TaskDefinition),
    ClusterArn: arn('ecs', `cluster/${cluster}`),
    CapacityProviderName: CapacityProviderStrategy?.[0]?.CapacityProvider ?? null,
    Containers: [{ LastStatus: 'PENDING', Name }],
    DesiredStatus: 'RUNNING',
    LastStatus: 'PROVISIONING',
    LaunchType: 'FARGATE',
    Overrides: {
      ContainerOverrides: [{ Name, Command, Environment: Environment.map((variable) => ({ ...variable })) }],
    },
  };
}

export function knownTask(
  { Overrides, Tags, PropagateTags }: RunTask,
  started: ReturnType<typeof launched>,
  { size = usualSize, tags = {} }: TaskDefinition,
): Omit<EcsTask, 'createdAt'> {
  const [{ Name, Command, Environment }] = Overrides.ContainerOverrides;
  const taken = PropagateTags === 'TASK_DEFINITION' ? Object.entries(tags) : [];
  return {
    taskArn: started.TaskArn,
    clusterArn: started.ClusterArn,
    taskDefinitionArn: started.TaskDefinitionArn,
    capacityProviderName: started.CapacityProviderName,
    size,
    container: {
      name: Name,
      command: Command,
      environment: Environment.map((variable) => ({ name: variable.Name, value: variable.Value })),
    },
    tags: [
      ...taken.map(([key, value]) => ({ key, value })),
      ...Tags.map(({ Key, Value }) => ({ key: Key, value: Value })),
    ],
  };
}

/** ECS takes the newest revision where none is named; here there is but one. */
function revisionOf(definition: string): string {
  const whole = definition.startsWith('arn:') ? definition : arn('ecs', `task-definition/${definition}`);
  return /:\d+$/.test(whole) ? whole : `${whole}:1`;
}

/** What the task's end adds: the state's output when it went well, its cause when not. */
export function describeEnd({ Overrides }: RunTask, ended: EndedTask): JsonObject {
  const { exitCode, startedAt, stoppedAt, stop } = ended;
  const [{ Name }] = Overrides.ContainerOverrides;
  const { containerReason: Reason } = stop;
  return {
    Containers: [{ ExitCode: exitCode, LastStatus: 'STOPPED', Name, ...(Reason !== undefined && { Reason }) }],
    DesiredStatus: 'STOPPED',
    LastStatus: 'STOPPED',
    PullStartedAt: startedAt.getTime(),
    PullStoppedAt: startedAt.getTime(),
    StartedAt: startedAt.getTime(),
    StoppedAt: stoppedAt.getTime(),
    StopCode: stop.code,
    StoppedReason: stop.reason,
  };
}
