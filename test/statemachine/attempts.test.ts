import { StatesError } from '../../local/step-functions/server';
import { mostLaunchesBefore } from '../../statemachine/attempts';
import { capacitiesByLaunch } from '../../statemachine/tasks';
import { taskRetry } from '../../statemachine/retry';
import { capacities } from '../../pipeline/capacity';
import { capacityOf, fail, failure, job, taskOf } from './job-expected';
import { type Call, type JobToRun, runJob } from './run-job';

/** A task that ended with an exit code, as Step Functions tells of it. */
const ended = (ExitCode: number): string =>
  JSON.stringify({
    Containers: [{ ExitCode, LastStatus: 'STOPPED', Name: 'main' }],
    StopCode: 'EssentialContainerExited',
  });

const tasks: readonly (readonly [string, JobToRun])[] = [
  ['ProcessSegment', {}],
  ['ProcessKernel', { options: { mode: 'split' } }],
  ['ProcessSegmentOfMany', { segments: 41, options: { maxConcurrency: 1 } }],
  ['Concatenate', {}],
  ['Illustrate', { options: { motion: { annotate: true } } }],
];

/** Of several segments the first, of several kernels, each with a task of its own, the first, too. */
const isTheOne = ({ segment, kernels }: Call): boolean => !segment && kernels !== 'motion';

describe.each(tasks)('%s', (name, through) => {
  const ofFirst =
    (error: string, cause: string, attempts: number): JobToRun['fails'] =>
    (call) =>
      call.stateName === name && isTheOne(call) && call.attempt <= attempts ? new StatesError(error, cause) : undefined;
  const attemptsWith = async (error: string, cause: string, attempts = Infinity) => {
    const { callsOf, status } = await runJob({ ...through, fails: ofFirst(error, cause, attempts) });
    return [callsOf(name).filter(isTheOne).length, status];
  };

  test.each([1, 75, 137, 139])('that ends with exit code %d is tried again, twice in all', async (exitCode) => {
    expect(await attemptsWith('States.TaskFailed', ended(exitCode), 1)).toEqual([2, 'SUCCEEDED']);
    expect(await attemptsWith('States.TaskFailed', ended(exitCode))).toEqual([3, 'FAILED']);
  });

  test('that refuses its input (exit code 65) is never tried again', async () => {
    expect(await attemptsWith('States.TaskFailed', ended(65))).toEqual([1, 'FAILED']);
  });

  test('that ran out of time, or never said how it ended, is tried again', async () => {
    expect(await attemptsWith('States.Timeout', '', 2)).toEqual([3, 'SUCCEEDED']);
    expect(await attemptsWith('States.TaskFailed', '{"StopCode":"SpotInterruption"}', 2)).toEqual([3, 'SUCCEEDED']);
  });

  test('that can’t be launched for a reason nobody knows isn’t tried again', async () => {
    expect(await attemptsWith('ECS.ClientException', 'TaskDefinition not found.')).toEqual([1, 'FAILED']);
  });
});

describe('where attempts run', () => {
  test('the first attempt on Spot, the second and all others On-Demand', async () => {
    const { callsOf } = await runJob({ fails: fail('ProcessSegment', 'States.TaskFailed', 'interrupted', 2) });
    expect(callsOf('ProcessSegment').map(capacityOf)).toEqual(['FARGATE_SPOT', 'FARGATE', 'FARGATE']);
  });

  test('a segment that begins On-Demand stays there', async () => {
    const { callsOf } = await runJob({
      policy: { spotShare: 0 },
      fails: fail('ProcessSegment', 'States.TaskFailed', 'crashed', 2),
    });
    expect(callsOf('ProcessSegment').map(capacityOf)).toEqual(['FARGATE', 'FARGATE', 'FARGATE']);
  });

  test('there is a capacity for the last attempt that the definition allows', async () => {
    const { callsOf, status } = await runJob({
      fails: ({ stateName, attempt }) => {
        if (stateName !== 'Concatenate' || attempt > 12) return undefined;
        return new StatesError(attempt > 2 ? 'ECS.AmazonECSException' : 'States.TaskFailed', 'for the test');
      },
    });
    expect(callsOf('Concatenate').map(capacityOf)).toEqual(['FARGATE_SPOT', ...Array<string>(12).fill('FARGATE')]);
    expect(status).toBe('SUCCEEDED');
  });

  test('each attempt is told its number, and each task is tagged with its job', async () => {
    const { callsOf } = await runJob({ fails: fail('ProcessSegment', 'States.TaskFailed', 'crashed', 1) });
    const retries = callsOf('ProcessSegment').map(
      (call) =>
        taskOf(call).Overrides.ContainerOverrides[0].Environment.find(({ Name }) => Name === 'FRAMEFLEET_RETRY')?.Value,
    );
    expect(retries).toEqual(['0', '1']);
    expect(callsOf('ProcessSegment').map((call) => taskOf(call).Tags[0])).toEqual(
      Array(2).fill({ Key: 'framefleet:job', Value: job }),
    );
  });

  test('a segment that is tried again leaves the others alone', async () => {
    const { callsOf, status } = await runJob({
      segments: 4,
      fails: ({ stateName, segment, attempt }) =>
        stateName === 'ProcessSegment' && segment === 2 && attempt === 1
          ? new StatesError('States.TaskFailed', 'interrupted')
          : undefined,
    });
    expect(callsOf('ProcessSegment').map(({ segment }) => segment)).toEqual([0, 1, 2, 2, 3]);
    expect(status).toBe('SUCCEEDED');
  });

  test('a launch that was refused without capacity on Spot is On-Demand the next time', async () => {
    const { callsOf, status } = await runJob({ fails: fail('ProcessSegment', 'AmazonECS.Unknown', 'no capacity', 1) });
    expect(callsOf('ProcessSegment').map(capacityOf)).toEqual(['FARGATE_SPOT', 'FARGATE']);
    expect(status).toBe('SUCCEEDED');
  });

  test('each launch has its capacity: Spot for the first at most', () => {
    const one = (CapacityProvider: string) => [{ CapacityProvider, Weight: 1 }];
    const others = Array.from({ length: mostLaunchesBefore }, () => one('FARGATE'));
    expect(capacitiesByLaunch).toEqual([
      [one('FARGATE_SPOT'), ...others],
      [one('FARGATE'), ...others],
    ]);
    expect(capacities).toEqual({ spotFirst: 0, onDemand: 1 });
    expect(mostLaunchesBefore).toBe(12);
  });
});

test('waits before attempts are jittered and capped, and the failure of the last is told', async () => {
  const waits = new Set<number>();
  for (let run = 0; run < 12; run += 1) {
    const { slept, states } = await runJob({ fails: fail('Concatenate', 'States.TaskFailed') });
    expect(slept).toHaveLength(2);
    const [first = -1, second = -1] = slept;
    expect([first >= 0 && first <= 2000, second >= 0 && second <= 4000]).toEqual([true, true]);
    slept.forEach((wait) => waits.add(wait));
    expect(states.slice(-failure.length - 2)).toEqual(['Concatenate', 'ConcatenateFailed', ...failure]);
  }
  expect(waits.size).toBeGreaterThan(1);
  expect(taskRetry.MaxDelaySeconds).toBeGreaterThanOrEqual(
    taskRetry.IntervalSeconds * taskRetry.BackoffRate ** taskRetry.MaxAttempts,
  );
});
