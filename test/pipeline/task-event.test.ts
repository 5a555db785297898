import { TaskStopped, endedRun } from '../../pipeline/task-event';
import { executionId, taskStopped } from './task-examples';

const job = 'a'.repeat(64);
const plan = `s3://work/${job}/plan.json`;
const read = (command: readonly string[], changes?: Record<string, unknown>) =>
  endedRun(TaskStopped.parse(taskStopped(command, changes)), true);

describe('a task that ECS tells of', () => {
  test('is a launch, with its job, size and times', () => {
    expect(read(['segment', plan, '7', 'grayscale,motion'])).toEqual({
      jobId: job,
      run: {
        taskArn: 'arn:aws:ecs:eu-west-1:123456789012:task/framefleet-dev/c50e321c974248dbaf4ae2cfa1662986',
        task: 'fused',
        segment: 7,
        attempt: 2,
        executionId,
        capacity: 'FARGATE_SPOT',
        vcpus: 2,
        memoryGib: 4,
        storageGib: 21,
        architecture: 'arm64',
        publicAddress: true,
        pullStartedAt: '2024-11-13T20:56:01.615Z',
        startedAt: '2024-11-13T20:56:36.540Z',
        stoppedAt: '2024-11-13T20:58:11.984Z',
        exitCode: 137,
        stopCode: 'EssentialContainerExited',
        stoppedReason: 'Essential container in task exited: OutOfMemoryError: Container killed due to memory usage',
      },
    });
  });

  test.each([
    [['segment', plan, '0', 'motion'], 'motion', 0],
    [['concat', plan], 'concat', null],
    [['illustrate', plan], 'illustrate', null],
  ])('%j is named as the job’s record names it', (command, task, segment) => {
    expect(read(command)?.run).toMatchObject({ task, segment });
  });

  test('may never have run: no exit code, no start, no pull', () => {
    const never = { pullStartedAt: undefined, startedAt: undefined, stopCode: 'TaskFailedToStart', containers: [{}] };
    const run = read(['concat', plan], { ...never, stoppedReason: 'Capacity is unavailable at this time' })?.run;
    expect(run).toMatchObject({ exitCode: null, stopCode: 'TaskFailedToStart' });
    expect(run?.pullStartedAt).toBeUndefined();
  });

  test.each([
    [['bash', '-c', 'true']],
    [['segment', 'no uri', '0']],
    [['segment', plan, 'x', 'motion']],
    [['segment', plan, '0', 'no kernel']],
  ])('that somebody has started by hand is of no job: %j', (command) => {
    expect(read(command)).toBeUndefined();
  });

  test('without the execution’s variable is of no job', () => {
    const overrides = { containerOverrides: [{ name: 'framefleet', command: ['concat', plan] }] };
    expect(read([], { overrides })).toBeUndefined();
  });
});
