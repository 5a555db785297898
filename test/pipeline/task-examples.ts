import type { TaskRun } from '../../pipeline/task-run';

/** A moment, in seconds after the job's begin. */
export const second = (seconds: number): string => new Date(Date.UTC(2024, 0, 1) + seconds * 1000).toISOString();

export const executionId = 'arn:aws:states:us-east-1:000000000000:execution:framefleet:first';

let launches = 0;

/** A launch of a segment's task that went well, on Spot, for 90 seconds, unless told otherwise. */
export function taskRun(changes: Partial<TaskRun> = {}): TaskRun {
  launches += 1;
  return {
    taskArn: `arn:aws:ecs:us-east-1:000000000000:task/framefleet/${launches}`,
    task: 'fused',
    segment: 0,
    attempt: 1,
    executionId,
    capacity: 'FARGATE_SPOT',
    vcpus: 2,
    memoryGib: 4,
    storageGib: 21,
    architecture: 'x86_64',
    publicAddress: true,
    pullStartedAt: second(10),
    startedAt: second(20),
    stoppedAt: second(100),
    exitCode: 0,
    stopCode: 'EssentialContainerExited',
    stoppedReason: 'Essential container in task exited',
    ...changes,
  };
}

/** A task has stopped, as ECS tells the event bus. Field by field as AWS documents it; times have two digits after the point, too. */
export const taskStopped = (command: readonly string[], changes: Record<string, unknown> = {}) => ({
  version: '0',
  id: '105f6bb1-4da6-c630-4965-35383018cc60',
  'detail-type': 'ECS Task State Change',
  source: 'aws.ecs',
  account: '123456789012',
  time: '2024-11-13T20:58:12Z',
  region: 'eu-west-1',
  resources: ['arn:aws:ecs:eu-west-1:123456789012:task/framefleet-dev/c50e321c974248dbaf4ae2cfa1662986'],
  detail: {
    attachments: [{ id: '1', type: 'eni', status: 'DELETED', details: [{ name: 'subnetId', value: 'subnet-1' }] }],
    attributes: [{ name: 'ecs.cpu-architecture', value: 'arm64' }],
    availabilityZone: 'eu-west-1a',
    capacityProviderName: 'FARGATE_SPOT',
    clusterArn: 'arn:aws:ecs:eu-west-1:123456789012:cluster/framefleet-dev',
    connectivity: 'CONNECTED',
    connectivityAt: '2024-11-13T20:55:55.928Z',
    containers: [
      {
        containerArn: 'arn:aws:ecs:eu-west-1:123456789012:container/framefleet-dev/c50e/1',
        exitCode: 137,
        lastStatus: 'STOPPED',
        name: 'framefleet',
        reason: 'OutOfMemoryError: Container killed due to memory usage',
        cpu: '0',
      },
    ],
    cpu: '2048',
    createdAt: '2024-11-13T20:55:49.725Z',
    desiredStatus: 'STOPPED',
    enableExecuteCommand: false,
    ephemeralStorage: { sizeInGiB: 21 },
    executionStoppedAt: '2024-11-13T20:57:46.71Z',
    group: 'family:framefleet-dev-segment',
    launchType: 'FARGATE',
    lastStatus: 'STOPPED',
    memory: '4096',
    overrides: {
      containerOverrides: [
        {
          name: 'framefleet',
          command,
          environment: [
            { name: 'FRAMEFLEET_EXECUTION', value: executionId },
            { name: 'FRAMEFLEET_RETRY', value: '1' },
          ],
        },
      ],
    },
    platformVersion: '1.4.0',
    pullStartedAt: '2024-11-13T20:56:01.615Z',
    pullStoppedAt: '2024-11-13T20:56:16.038Z',
    startedAt: '2024-11-13T20:56:36.54Z',
    stoppingAt: '2024-11-13T20:57:50.645Z',
    stoppedAt: '2024-11-13T20:58:11.984Z',
    stoppedReason: 'Essential container in task exited',
    stopCode: 'EssentialContainerExited',
    taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/framefleet-dev/c50e321c974248dbaf4ae2cfa1662986',
    taskDefinitionArn: 'arn:aws:ecs:eu-west-1:123456789012:task-definition/framefleet-dev-segment:3',
    updatedAt: '2024-11-13T20:58:11.984Z',
    version: 9,
    ...changes,
  },
});
