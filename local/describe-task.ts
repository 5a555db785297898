import { account, region } from './identity';
import type { EcsTask } from './ecs-tasks';

type Clock<T> = (at: Date) => T;

/** AWS JSON tells times in seconds since 1970. */
export const inSeconds: Clock<number> = (at) => at.getTime() / 1000;
/** Events tell them as texts. */
export const asText: Clock<string> = (at) => at.toISOString();

/** A task as DescribeTasks tells it, without its tags: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Task.html */
export function describeTask<T>(task: EcsTask, time: Clock<T>) {
  const { taskArn, clusterArn, taskDefinitionArn, capacityProviderName, size, container, stop } = task;
  const { createdAt, startedAt, stoppingAt, stoppedAt } = task;
  const lastStatus = stop ? 'STOPPED' : startedAt ? 'RUNNING' : 'PROVISIONING';
  return {
    taskArn,
    clusterArn,
    taskDefinitionArn,
    ...(capacityProviderName === null ? {} : { capacityProviderName }),
    launchType: 'FARGATE',
    platformVersion: '1.4.0',
    availabilityZone: `${region}a`,
    attributes: [{ name: 'ecs.cpu-architecture', value: 'x86_64' }],
    cpu: String(size.vcpus * 1024),
    memory: String(size.memoryGib * 1024),
    ephemeralStorage: { sizeInGiB: size.storageGib },
    lastStatus,
    desiredStatus: stop || stoppingAt ? 'STOPPED' : 'RUNNING',
    createdAt: time(createdAt),
    // There is no image to be pulled: the program is there.
    ...(startedAt && { pullStartedAt: time(startedAt), pullStoppedAt: time(startedAt), startedAt: time(startedAt) }),
    ...(stoppedAt && { stoppingAt: time(stoppingAt ?? stoppedAt), stoppedAt: time(stoppedAt) }),
    ...(!stoppedAt && stoppingAt && { stoppingAt: time(stoppingAt) }),
    ...(stop && { stopCode: stop.code, stoppedReason: stop.reason }),
    containers: [
      {
        name: container.name,
        taskArn,
        lastStatus: stop ? 'STOPPED' : startedAt ? 'RUNNING' : 'PENDING',
        ...(stop?.exitCode === undefined ? {} : { exitCode: stop.exitCode }),
        ...(stop?.containerReason === undefined ? {} : { reason: stop.containerReason }),
      },
    ],
    overrides: {
      containerOverrides: [
        { name: container.name, command: [...container.command], environment: [...container.environment] },
      ],
    },
    startedBy: `AWS Step Functions (${account})`,
    version: stop ? 3 : startedAt ? 2 : 1,
  };
}
