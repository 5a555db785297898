import { clock, describeFailure } from '../../pipeline/describe-failure';
import type { TaskFailure } from '../../pipeline/errors';
import { planOf } from './examples';

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
    expect(describeFailure({ Error: 'NotAVideo', Cause }, [])).toEqual({
      name: 'NotAVideo',
      message: '"notes.txt" is no video',
    });
  });

  test('a stopped task that wrote down why: the segment, its time range, the attempt, the reason and a remedy', () => {
    const { name, message } = describeFailure(stopped(segmentTask), [failure({ segment: 2 }), failure()]);
    expect(name).toBe('FfmpegFailed');
    expect(message.split('\n')).toEqual([
      'Segment 3 of 0-11 (00:03:00.000 to 00:04:00.500 of the video, task fused) failed in attempt 2 with FfmpegFailed: ffmpeg ended with exit code 1',
      expect.stringMatching(/^What to do: look at that time range of the source/),
    ]);
  });

  test('a stopped task that wrote down why: what ffmpeg said', () => {
    const { message } = describeFailure(stopped(segmentTask), [failure({ ffmpeg: ['first line', 'last line'] })]);
    expect(message).toContain("ffmpeg's last lines:\n  first line\n  last line\nWhat to do:");
  });

  test('the concatenation: no segment, no time range', () => {
    const written = failure({ task: 'concat', segment: null, timeRange: null, name: 'FrameMismatch', attempt: 1 });
    const { name, message } = describeFailure(stopped(['concat', 's3://work/plan.json']), [failure(), written]);
    expect(name).toBe('FrameMismatch');
    expect(message).toMatch(/^The concatenation failed in attempt 1 with FrameMismatch: /);
    expect(message).toContain('remux it');
  });

  test.each(['SourceUnreadable', 'FfmpegNotFound', 'InvalidPlan'])('%s: says what to do', (name) => {
    expect(describeFailure(stopped(segmentTask), [failure({ name })]).message).toMatch(/\nWhat to do: \S/);
  });

  test('a stopped task without a word: the segment, exit code and reason', () => {
    expect(describeFailure(stopped(segmentTask, { ExitCode: 1 }), [failure({ segment: 4 })])).toEqual({
      name: 'TaskStopped',
      message:
        'The task of segment 3 ended with exit code 1 (Essential container in task exited) and left no word why. What to do: look at its log, then submit again.',
    });
  });

  test('a stopped task without a word: the plan knows its time range', () => {
    const { segments } = planOf({ segmentSeconds: 10 });
    const { message } = describeFailure(stopped(segmentTask, { ExitCode: 1 }), [], segments);
    expect(message).toContain('The task of segment 3 (00:00:30.000 to 00:00:40.000 of the video) ended');
  });

  test('a concatenation without a word', () => {
    const { message } = describeFailure(stopped(['concat', 's3://work/plan.json'], { ExitCode: 1 }), [failure()]);
    expect(message).toMatch(/^The task "concat" ended with exit code 1 /);
  });

  test("an image that isn't there yet: what to run", () => {
    const Reason = 'CannotPullContainerError: ref pull has been retried 1 time(s): failed to resolve ref: not found';
    const { message } = describeFailure(stopped(segmentTask, { Reason }), []);
    expect(message).toMatch(
      /^The task of segment 3 never began: its image can't be pulled \(CannotPull.* not found\)\./,
    );
    expect(message).toContain('npm run image');
  });

  test('exit code 137: killed, mostly for want of memory', () => {
    const { message } = describeFailure(stopped(segmentTask, { ExitCode: 137, Reason: 'OutOfMemoryError' }), []);
    expect(message).toContain('ended with exit code 137 (OutOfMemoryError) and left no word why.');
    expect(message).toContain('killed, mostly for want of memory');
  });

  test('a task that never started has no exit code', () => {
    const cause = stopped(segmentTask, {}, { StoppedReason: undefined, StopCode: 'TaskFailedToStart' });
    expect(describeFailure(cause, []).message).toContain('ended without an exit code (TaskFailedToStart)');
  });

  test('an exceeded threshold of a Distributed Map: the real failure, not the siblings told to stop', () => {
    const failures = [
      failure({ name: 'Interrupted', segment: 0, attempt: 5 }),
      failure({ name: 'SourceUnreadable', segment: 7, attempt: 1 }),
      failure({ name: 'FfmpegFailed', segment: 9, attempt: 3 }),
      failure({ name: 'Interrupted', segment: 11, attempt: 1 }),
    ];
    const { name, message } = describeFailure(threshold, failures);
    expect(name).toBe('FfmpegFailed');
    expect(message).toContain('Segment 9 of 0-11');
  });

  test('a split segment whose sibling was told to stop: the task that really failed', () => {
    const failures = [failure({ name: 'Interrupted', task: 'grayscale' }), failure({ task: 'motion', attempt: 1 })];
    const { name, message } = describeFailure(stopped([...segmentTask.slice(0, 3), 'motion']), failures);
    expect([name, message.includes('task motion')]).toEqual(['FfmpegFailed', true]);
  });

  test('a split segment killed without a word: its sibling, told to stop, isn’t blamed', () => {
    const failures = [failure({ name: 'Interrupted', task: 'motion' })];
    const killed = stopped([...segmentTask.slice(0, 3), 'grayscale'], { ExitCode: 137 });
    expect(describeFailure(killed, failures).name).toBe('TaskStopped');
  });

  test('an exceeded threshold with nothing written down: Step Functions’ own words', () => {
    expect(describeFailure(threshold, [])).toEqual({ name: threshold.Error, message: threshold.Cause });
  });

  test('an error that tasks have no part in isn’t blamed on them', () => {
    const error = { Error: 'DynamoDB.ProvisionedThroughputExceededException', Cause: 'Rate exceeded' };
    expect(describeFailure(error, [failure()])).toEqual({ name: error.Error, message: 'Rate exceeded' });
  });

  test('an error without a cause points at the history', () => {
    expect(describeFailure({ Error: 'States.Runtime', Cause: '' }, []).message).toBe(
      "States.Runtime, without any further word. Look at the execution's history.",
    );
  });

  test('an overlong message is cut, and shows that it was', () => {
    const { message } = describeFailure({ Error: 'X', Cause: 'm'.repeat(10_000) }, []);
    expect(message).toBe(`${'m'.repeat(3999)}…`);
    const { message: exact } = describeFailure({ Error: 'X', Cause: 'm'.repeat(4000) }, []);
    expect(exact).toBe('m'.repeat(4000));
  });
});

describe('clock', () => {
  test.each([
    [0, '00:00:00.000'],
    [62.5, '00:01:02.500'],
    [59.9996, '00:01:00.000'],
    [3599.9999, '01:00:00.000'],
    [0.001, '00:00:00.001'],
    [360_000, '100:00:00.000'],
  ])('%d s is %s', (seconds, text) => expect(clock(seconds)).toBe(text));
});
