import { type CaughtError, describeFailure } from '../../pipeline/describe-failure';
import type { TaskFailure } from '../../pipeline/errors';
import type { Segment } from '../../pipeline/segment';
import { planOf } from './examples';

const jobId = 'job-1';
const executionId = 'arn:aws:states:us-east-1:000000000000:execution:framefleet-local:e-1';
/** In an account on AWS. */
const onAws = 'arn:aws:states:eu-central-1:123456789012:execution:framefleet:e-1';

const describeJob = (
  caught: CaughtError,
  failures: readonly TaskFailure[] = [],
  more: { segments?: readonly Segment[]; logs?: string; executionId?: string } = {},
) => describeFailure({ jobId, executionId, caught, failures, ...more });
const describeError = (...job: Parameters<typeof describeJob>) => describeJob(...job).error;

const failure = (changes: Partial<TaskFailure> = {}): TaskFailure => ({
  name: 'FfmpegFailed',
  message: 'ffmpeg ended with exit code 1',
  figures: {},
  ffmpeg: [],
  task: 'fused',
  segment: 3,
  segmentCount: 12,
  timeRange: { start: 180, end: 240.5 },
  attempt: 2,
  executionId,
  failedAt: '2024-01-01T00:00:00.000Z',
  ...changes,
});

/** The cause of a failed ecs:runTask.sync. */
const stopped = (command: string[], container: object = { ExitCode: 75 }, task: object = {}) => ({
  Error: 'States.TaskFailed',
  Cause: JSON.stringify({
    Containers: [container],
    Overrides: { ContainerOverrides: [{ Command: command, Name: 'framefleet' }] },
    StopCode: 'EssentialContainerExited',
    StoppedReason: 'Essential container in task exited',
    ...task,
  }),
});
const segmentTask = ['segment', 's3://work/plan.json', '3', 'grayscale,motion'];
const threshold = { Error: 'States.ExceedToleratedFailureThreshold', Cause: 'The specified tolerated failure threshold was exceeded' }; // prettier-ignore

describe('describeFailure', () => {
  test('a function that threw: its error’s name and message', () => {
    const Cause = JSON.stringify({ errorType: 'NotAVideo', errorMessage: '"notes.txt" is no video', trace: ['at …'] });
    expect(describeError({ Error: 'NotAVideo', Cause }, [])).toEqual({
      name: 'NotAVideo',
      message: '"notes.txt" is no video',
    });
  });

  test('a function that worked on a segment: which segment, and what to do', () => {
    const thrown = { name: 'InvalidModel', message: 'The model for objects … takes [1, 3].' };
    const Cause = JSON.stringify({ errorType: thrown.name, errorMessage: thrown.message });
    const inspected = failure({ ...thrown, task: 'inspect' });
    for (const caught of [{ Error: thrown.name, Cause }, threshold]) {
      const { name, message, ...others } = describeError(
        caught,
        [failure({ task: 'inspect', attempt: 1 }), inspected],
        { logs: '/logs' },
      );
      expect([name, others]).toEqual(['InvalidModel', {}]);
      expect(message).toMatch(
        /^Segment 3 of 0-11 \(.* task inspect\) failed in attempt 2 with InvalidModel: The model/,
      );
      expect(message).toContain('What to do: put the right file there');
    }
  });

  test('a stopped task that wrote down why: the segment, its time range, the attempt, the reason and a remedy', () => {
    const { name, message } = describeError(stopped(segmentTask), [failure({ segment: 2 }), failure()]);
    expect(name).toBe('FfmpegFailed');
    expect(message.split('\n')).toEqual([
      'Segment 3 of 0-11 (00:03:00.000 to 00:04:00.500 of the video, task fused) failed in attempt 2 with FfmpegFailed: ffmpeg ended with exit code 1',
      expect.stringMatching(/^What to do: look at that time range of the source/),
    ]);
  });

  test('a stopped task that wrote down why: what ffmpeg said', () => {
    const { message } = describeError(stopped(segmentTask), [failure({ ffmpeg: ['first line', 'last line'] })]);
    expect(message).toContain("ffmpeg's last lines:\n  first line\n  last line\nWhat to do:");
  });

  test('the concatenation: no segment, no time range', () => {
    const written = failure({ task: 'concat', segment: null, timeRange: null, name: 'FrameMismatch', attempt: 1 });
    const { name, message } = describeError(stopped(['concat', 's3://work/plan.json']), [failure(), written]);
    expect(name).toBe('FrameMismatch');
    expect(message).toMatch(/^The concatenation failed in attempt 1 with FrameMismatch: /);
    expect(message).toContain('remux it');
  });

  test.each([
    ...['SourceUnreadable', 'StoreUnavailable', 'FfmpegNotFound', 'Interrupted', 'Stalled', 'DiskFull', 'TaskCrashed'],
    'Unheard',
  ])('%s: says what to do, and how to do what is missing', (name) => {
    expect(describeError(stopped(segmentTask), [failure({ name })]).message).toMatch(
      /\nWhat to do: \S.*framefleet redrive job-1/,
    );
  });

  test('a stopped task without a word: the segment, exit code and reason', () => {
    expect(describeError(stopped(segmentTask, { ExitCode: 1 }), [failure({ segment: 4 })])).toEqual({
      name: 'TaskStopped',
      message:
        'The task of segment 3 ended with exit code 1 (Essential container in task exited) and left no word why. What to do: look at its log, then framefleet redrive job-1.',
    });
  });

  test('a stopped task without a word: the plan knows its time range', () => {
    const { segments } = planOf({ segmentSeconds: 10 });
    const { message } = describeError(stopped(segmentTask, { ExitCode: 1 }), [], { segments });
    expect(message).toContain('The task of segment 3 (00:00:30.000 to 00:00:40.000 of the video) ended');
  });

  test('a concatenation without a word', () => {
    const { message } = describeError(stopped(['concat', 's3://work/plan.json'], { ExitCode: 1 }), [failure()]);
    expect(message).toMatch(/^The task "concat" ended with exit code 1 /);
  });

  test("an image that isn't there yet: what to run", () => {
    const Reason = 'CannotPullContainerError: ref pull has been retried 1 time(s): failed to resolve ref: not found';
    const { message } = describeError(stopped(segmentTask, { Reason }), []);
    expect(message).toMatch(
      /^The task of segment 3 never began: its image can't be pulled \(CannotPull.* not found\)\./,
    );
    expect(message).toContain('npm run image');
  });

  test('exit code 137: killed, mostly for want of memory', () => {
    const { message } = describeError(stopped(segmentTask, { ExitCode: 137, Reason: 'OutOfMemoryError' }), []);
    expect(message).toContain('ended with exit code 137 (OutOfMemoryError) and left no word why.');
    expect(message).toContain('killed, mostly for want of memory. What to do: give the task more memory');
  });

  test('a stopped task without a word: the attempt, where it was told', () => {
    const Environment = [{ Name: 'FRAMEFLEET_RETRY', Value: '2' }];
    const Overrides = { ContainerOverrides: [{ Command: segmentTask, Environment }] };
    const { message } = describeError(stopped(segmentTask, { ExitCode: 1 }, { Overrides }));
    expect(message).toMatch(/^The task of segment 3 ended in attempt 3 with exit code 1 /);
  });

  test('what a task of an earlier execution has written down is no reason of this one', () => {
    const earlier = failure({ executionId: 'arn:earlier' });
    expect(describeError(stopped(segmentTask, { ExitCode: 137 }), [earlier]).name).toBe('TaskStopped');
    expect(describeError(threshold, [earlier]).name).toBe(threshold.Error);
    expect(describeError(threshold, [earlier, failure({ name: 'Stalled', attempt: 1 })]).name).toBe('Stalled');
  });

  test('a task that never started has no exit code', () => {
    const cause = stopped(segmentTask, {}, { StoppedReason: undefined, StopCode: 'TaskFailedToStart' });
    expect(describeError(cause, []).message).toContain('ended without an exit code (TaskFailedToStart)');
  });

  test('an exceeded threshold of a Distributed Map: the real failure, not the siblings told to stop', () => {
    const failures = [
      failure({ name: 'Interrupted', segment: 0, attempt: 5 }),
      failure({ name: 'SourceUnreadable', segment: 7, attempt: 1 }),
      failure({ name: 'FfmpegFailed', segment: 9, attempt: 3 }),
      failure({ name: 'Interrupted', segment: 11, attempt: 1 }),
    ];
    const { name, message } = describeError(threshold, failures);
    expect(name).toBe('FfmpegFailed');
    expect(message).toContain('Segment 9 of 0-11');
  });

  test('a split segment whose sibling was told to stop: the task that really failed', () => {
    const failures = [failure({ name: 'Interrupted', task: 'grayscale' }), failure({ task: 'motion', attempt: 1 })];
    const { name, message } = describeError(stopped([...segmentTask.slice(0, 3), 'motion']), failures);
    expect([name, message.includes('task motion')]).toEqual(['FfmpegFailed', true]);
  });

  test('a split segment killed without a word: its sibling, told to stop, isn’t blamed', () => {
    const failures = [failure({ name: 'Interrupted', task: 'motion' })];
    const killed = stopped([...segmentTask.slice(0, 3), 'grayscale'], { ExitCode: 137 });
    expect(describeError(killed, failures).name).toBe('TaskStopped');
  });

  test('an exceeded threshold: of several that were tried as often, the last', () => {
    const failures = [4, 6, 5].map((second, segment) =>
      failure({ segment, failedAt: `2024-01-01T00:00:0${second}.000Z` }),
    );
    expect(describeError(threshold, failures).message).toContain('Segment 1 of 0-11');
  });

  test('an exceeded threshold with nothing written down: Step Functions’ own words', () => {
    expect(describeError(threshold, [])).toEqual({ name: threshold.Error, message: threshold.Cause });
  });

  test('an error that tasks have no part in isn’t blamed on them', () => {
    const error = { Error: 'DynamoDB.ProvisionedThroughputExceededException', Cause: 'Rate exceeded' };
    expect(describeError(error, [failure()])).toEqual({ name: error.Error, message: 'Rate exceeded' });
  });

  test('an error without a cause points at the history', () => {
    expect(describeError({ Error: 'States.Runtime', Cause: '' }, []).message).toBe(
      "States.Runtime, without any further word. Look at the execution's history.",
    );
  });

  test('an overlong message is cut, and shows that it was', () => {
    const { message } = describeError({ Error: 'X', Cause: 'm'.repeat(10_000) }, []);
    expect(message).toBe(`${'m'.repeat(3999)}…`);
    const { message: exact } = describeError({ Error: 'X', Cause: 'm'.repeat(4000) }, []);
    expect(exact).toBe('m'.repeat(4000));
  });

  describe('whether another run may fare better', () => {
    test.each([
      ['a task’s FfmpegFailed', stopped(segmentTask), [failure()], true],
      ['a task’s InvalidPlan', stopped(segmentTask), [failure({ name: 'InvalidPlan' })], false],
      ['a task’s SourceChanged', threshold, [failure({ name: 'SourceChanged' })], false],
      ['a task that left no word', stopped(segmentTask, { ExitCode: 137 }), [], true],
      [
        'a function’s refusal',
        { Error: 'NotAVideo', Cause: '{"errorType":"NotAVideo","errorMessage":"no"}' },
        [],
        false,
      ],
      ['a function’s crash', { Error: 'TypeError', Cause: '{"errorType":"TypeError","errorMessage":"no"}' }, [], true],
      ['a service’s error', { Error: 'ECS.AmazonECSException', Cause: 'no capacity' }, [], true],
    ] as const)('%s: %s', (_what, caught, failures, retryable) => {
      expect(describeJob(caught, failures).retryable).toBe(retryable);
    });
  });

  describe('where to look', () => {
    const launched = {
      TaskArn: 'arn:aws:ecs:eu-central-1:123456789012:task/framefleet/0123abcd',
      TaskDefinitionArn: 'arn:aws:ecs:eu-central-1:123456789012:task-definition/framefleet-segment:7',
    };
    const task = stopped(segmentTask, { ExitCode: 75, Name: 'framefleet' }, launched);
    const [group, folder] = ['/framefleet/framefleet/tasks', '/var/jobs/logs'];

    test('on AWS: the stream of the failed task, and the execution in the console', () => {
      expect(describeError(task, [failure({ executionId: onAws })], { executionId: onAws, logs: group })).toMatchObject(
        {
          name: 'FfmpegFailed',
          log: '/framefleet/framefleet/tasks/framefleet-segment/framefleet/0123abcd',
          link: `https://eu-central-1.console.aws.amazon.com/states/home?region=eu-central-1#/v2/executions/details/${onAws}`,
        },
      );
    });

    test('on AWS, of a Distributed Map: the group, and what to search it for', () => {
      const { log } = describeError(threshold, [failure({ executionId: onAws })], { executionId: onAws, logs: group });
      expect(log).toBe(`${group}, in which the lines of job job-1 are to be searched for`);
    });

    test.each([
      ['a segment’s file', task, 'segment-00003.log'],
      ['a segment’s file, of a Distributed Map', threshold, 'segment-00003.log'],
      ['the concatenation’s file', stopped(['concat', 's3://work/plan.json']), 'concat.log'],
    ])('on one machine: %s, and no console', (_what, caught, file) => {
      const error = describeError(caught, [failure()], { logs: folder });
      expect(error.log).toBe(`${folder}/${file}`);
      expect(error).not.toHaveProperty('link');
    });

    test('where no task has failed, or nobody knows where logs are, none is named', () => {
      expect(describeError({ Error: 'A', Cause: 'B' }, [], { logs: folder })).not.toHaveProperty('log');
      expect(describeError(task, [failure()])).not.toHaveProperty('log');
    });
  });
});
