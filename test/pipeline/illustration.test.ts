import { assembleJob } from '../../pipeline/assemble-job';
import { describeFailure } from '../../pipeline/describe-failure';
import type { TaskFailure } from '../../pipeline/errors';
import type { TaskRecord } from '../../pipeline/job';
import { annotatedKey, eventClipKey, eventClipsPrefix, illustrationResultKey } from '../../pipeline/keys';
import { MotionOptions } from '../../kernels/motion/options';
import { plannedJob, source } from './examples';

const asked = MotionOptions.parse({ clips: 'copy', annotate: true });

describe('the plan of clips and drawings', () => {
  const summary = (options: Parameters<typeof plannedJob>[0]) => plannedJob(options).planned.summary;

  test('none are asked for: no task, no outputs', () => {
    const { illustrates, outputs } = summary({});
    expect(illustrates).toBe(false);
    expect(Object.keys(outputs)).toEqual(['gray', 'motion', 'motionFrames', 'motionCsv', 'motionChapters', 'page']);
  });

  test('clips lie in a folder of their own, the annotated video beside the report', () => {
    const { illustrates, outputs, timeouts } = summary({ motion: asked });
    expect(illustrates).toBe(true);
    expect(outputs.clips).toMatch(/^s3:\/\/[^/]+\/[^/]+\/events\/$/);
    expect(outputs.annotated).toMatch(/\/gate\.motion\.mp4$/);
    // A minute of video, encoded within an hour and a quarter.
    expect(timeouts.illustrate).toBe(4500);
  });

  test('without motion there is nothing to show', () => {
    const { illustrates, outputs } = summary({ kernels: ['grayscale'], motion: asked });
    expect([illustrates, Object.keys(outputs)]).toEqual([false, ['gray', 'page']]);
  });
});

test('keys', () => {
  expect(eventClipKey('j', 'a.event-001.gate.mp4')).toBe('j/events/a.event-001.gate.mp4');
  expect([eventClipsPrefix('j'), annotatedKey('j', 'a')]).toEqual(['j/events/', 'j/a.motion.mp4']);
  expect(illustrationResultKey('j')).toBe('j/illustration.json');
});

test('the record tells the task apart from the concatenation', () => {
  const task = (name: string): TaskRecord => ({
    ...{ task: name, segment: null, timeRange: { start: 0, end: 60 }, state: 'DONE', attempts: 1, frames: 1500 },
    startedAt: '2024-01-01T00:00:00.000Z',
  });
  const job = {
    jobId: 'j',
    state: 'RUNNING' as const,
    executionId: 'x',
    executions: ['x'],
    input: source,
    inputOptions: '',
    createdAt: '2024',
    startedAt: '2024',
    outputs: {},
  };
  const record = assembleJob({ job, tasks: [task('illustrate'), task('concat')] });
  expect([record?.concatenation?.task, record?.illustration?.task]).toEqual(['concat', 'illustrate']);
  expect(assembleJob({ job, tasks: [task('illustrate')] })).not.toHaveProperty('concatenation');
});

test('its failure is told as its own, not as that of the concatenation', () => {
  const failure = (task: string): TaskFailure => ({
    ...{ name: 'LimitExceeded', message: `of ${task}`, figures: {}, ffmpeg: [], task, segment: null, segmentCount: 1 },
    ...{ timeRange: null, attempt: 2, executionId: 'x', failedAt: '2024-01-01T00:00:00.000Z' },
  });
  const stopped = { Overrides: { ContainerOverrides: [{ Command: ['illustrate', 's3://w/plan.json'] }] } };
  const caught = { Error: 'States.TaskFailed', Cause: JSON.stringify(stopped) };
  const failures = [failure('concat'), failure('illustrate')];
  const { name, message } = describeFailure({ jobId: 'j', executionId: 'x', caught, failures }).error;
  expect(name).toBe('LimitExceeded');
  expect(message).toMatch(/^Illustrating failed in attempt 2 with LimitExceeded: of illustrate/);
});
