import { explain, reportFailure } from '../../container/report-failure';
import { ProcessFailed } from '../../media/run';
import { PipelineError, TaskFailure } from '../../pipeline/errors';
import { failureKey } from '../../pipeline/keys';
import { planOf } from '../pipeline/examples';
import { instant, taskDependencies } from './fakes';

const ffmpegSaid = (...stderr: string[]) =>
  new ProcessFailed({ command: 'ffmpeg -i a', durationSeconds: 1.25, stderr }, 1, null);

describe('explain', () => {
  test('a typed error stays what it is', () => {
    const error = new PipelineError('InvalidPlan', 'no such segment');
    expect(explain(error)).toBe(error);
  });

  test('ffmpeg’s failure keeps its last line', () => {
    const cause = ffmpegSaid('first', 'Error while decoding');
    expect(explain(cause)).toMatchObject({
      name: 'FfmpegFailed',
      message: 'ffmpeg ended with exit code 1 after 1.3 s: Error while decoding.',
      cause,
    });
  });

  test.each([
    'Server returned 403 Forbidden (access denied)',
    '[tcp] Connection refused',
    'Connection reset by peer',
    'Operation timed out',
  ])('a source that can’t be read: %s', (line) => {
    expect(explain(ffmpegSaid(line, 'Error opening input'))).toMatchObject({
      name: 'SourceUnreadable',
      message: "The source can't be read: Error opening input",
    });
  });

  test('a full disk is told, with the remedy', () => {
    const { name, message } = explain(ffmpegSaid('av_interleaved_write_frame(): No space left on device'));
    expect(name).toBe('FfmpegFailed');
    expect(message).toContain('give the task more ephemeral storage');
  });

  test('anything else keeps its words', () => {
    expect(explain(new TypeError('x is no function')).message).toBe('TypeError: x is no function');
    expect(explain('a text').message).toBe('a text');
  });
});

describe('reportFailure', () => {
  const plan = planOf({ segmentSeconds: 10 });
  const segment = plan.segments[2] ?? null;

  test('writes down what DescribeFailure needs, and ends the task', async () => {
    const { dependencies, store, jobs } = taskDependencies();
    const failed = { plan, task: 'motion' as const, segment, attempt: 2 };
    await reportFailure(dependencies, failed, ffmpegSaid('one', 'two'), instant);
    expect(await store.readJson('work', failureKey('job-1', 'motion', 2), TaskFailure)).toEqual({
      name: 'FfmpegFailed',
      message: 'ffmpeg ended with exit code 1 after 1.3 s: two.',
      figures: {},
      ffmpeg: ['one', 'two'],
      task: 'motion',
      segment: 2,
      segmentCount: 6,
      timeRange: { start: 20, end: 30 },
      attempt: 2,
      failedAt: instant.toISOString(),
    });
    const key = { jobId: 'job-1', task: 'motion', segment: 2 };
    expect(jobs.ended).toEqual([{ key, end: { state: 'FAILED', at: instant } }]);
  });

  test('the concatenation has no segment', async () => {
    const { dependencies, store, log } = taskDependencies();
    const error = new PipelineError('FrameMismatch', 'a frame too many', { figures: { frames: 3 } });
    await reportFailure(dependencies, { plan, task: 'concat', segment: null, attempt: 1 }, error, instant);
    const written = await store.readJson('work', 'job-1/failures/concat.json', TaskFailure);
    expect(written).toMatchObject({ segment: null, timeRange: null, ffmpeg: [], figures: { frames: 3 } });
    expect(log.lines).toEqual([{ level: 'error', message: 'task failed', figures: { error: written } }]);
  });

  test.each([
    ['FfmpegFailed', 75],
    ['Interrupted', 75],
    ['SourceUnreadable', 75],
    ['FrameMismatch', 75],
    ['InvalidPlan', 65],
    ['SourceChanged', 65],
    ['FfmpegNotFound', 65],
  ] as const)('%s ends with exit code %d', async (name, code) => {
    const { dependencies } = taskDependencies();
    const failed = { plan, task: 'fused' as const, segment, attempt: 1 };
    expect(await reportFailure(dependencies, failed, new PipelineError(name, ''), instant)).toBe(code);
  });
});
