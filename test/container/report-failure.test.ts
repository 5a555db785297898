import { reportFailure } from '../../container/report-failure';
import { ProcessFailed } from '../../media/run';
import { PipelineError, TaskFailure } from '../../pipeline/errors';
import { failureKey } from '../../pipeline/keys';
import { planOf } from '../pipeline/examples';
import { instant, launch, taskDependencies } from './fakes';

const ffmpegSaid = (...stderr: string[]) =>
  new ProcessFailed({ command: 'ffmpeg -i a', durationSeconds: 1.25, stderr }, 1, null);

describe('reportFailure', () => {
  const plan = planOf({ segmentSeconds: 10 });
  const segment = plan.segments[2] ?? null;
  const startedAt = new Date(instant.getTime() - 60_000);
  const failed = { plan, task: 'motion' as const, segment, launch: { ...launch, attempt: 2 }, startedAt };
  const key = { jobId: 'job-1', task: 'motion', segment: 2, executionId: launch.executionId, attempt: 2 };

  test('writes down what DescribeFailure needs, and ends the task', async () => {
    const { dependencies, store, jobs } = taskDependencies();
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
      executionId: launch.executionId,
      attempt: 2,
      failedAt: instant.toISOString(),
    });
    expect(jobs.ended).toEqual([{ key, end: { state: 'FAILED', at: instant } }]);
  });

  test('the concatenation has no segment', async () => {
    const { dependencies, store, log } = taskDependencies();
    const error = new PipelineError('FrameMismatch', 'a frame too many', { figures: { frames: 3 } });
    await reportFailure(dependencies, { ...failed, task: 'concat', segment: null }, error, instant);
    const written = await store.readJson('work', 'job-1/failures/concat.json', TaskFailure);
    expect(written).toMatchObject({ segment: null, timeRange: null, ffmpeg: [], figures: { frames: 3 } });
    expect(log.lines).toEqual([{ level: 'error', message: 'task failed', figures: { error: written } }]);
  });

  test.each([
    ['FfmpegFailed', 75],
    ['Interrupted', 75],
    ['SourceUnreadable', 75],
    ['StoreUnavailable', 75],
    ['Stalled', 75],
    ['DiskFull', 75],
    ['FrameMismatch', 75],
    ['InvalidPlan', 65],
    ['SourceChanged', 65],
    ['FfmpegNotFound', 65],
  ] as const)('%s ends with exit code %d', async (name, code) => {
    const { dependencies } = taskDependencies();
    expect(await reportFailure(dependencies, failed, new PipelineError(name, ''), instant)).toBe(code);
  });

  const other: TaskFailure = {
    ...{ name: 'FfmpegFailed', message: 'of another attempt', figures: {}, ffmpeg: [], task: 'motion', segment: 2 },
    ...{ segmentCount: 6, timeRange: { start: 20, end: 30 }, executionId: launch.executionId, attempt: 3 },
    failedAt: instant.toISOString(),
  };
  test.each<[string, Partial<TaskFailure>, 'stays' | 'is replaced']>([
    ['a later attempt', {}, 'stays'],
    ['another execution, since this task began', { executionId: 'another', attempt: 1 }, 'stays'],
    ['an earlier attempt', { attempt: 1 }, 'is replaced'],
    ['a run before the redrive', { failedAt: '2024-05-01T11:00:00.000Z' }, 'is replaced'],
    ['an earlier execution', { executionId: 'another', failedAt: '2024-05-01T11:00:00.000Z' }, 'is replaced'],
    ['an execution that was stopped', { executionId: 'another', name: 'Interrupted' }, 'is replaced'],
  ])('the failure of %s %s', async (_, changes, fate) => {
    const { dependencies, store } = taskDependencies();
    await store.writeJson('work', failureKey('job-1', 'motion', 2), { ...other, ...changes });
    await reportFailure(dependencies, failed, new PipelineError('DiskFull', 'mine'), instant);
    const { name } = await store.readJson('work', failureKey('job-1', 'motion', 2), TaskFailure);
    expect(name === 'DiskFull').toBe(fate === 'is replaced');
  });

  test('where neither the object store nor the job table can be told, the log is, and the exit code stays right', async () => {
    const { dependencies, store, jobs, log } = taskDependencies();
    jest.spyOn(store, 'writeJson').mockRejectedValue(new Error('SlowDown'));
    jest.spyOn(jobs, 'endTask').mockRejectedValue(new Error('ThrottlingException'));
    expect(await reportFailure(dependencies, failed, new PipelineError('SourceChanged', 'gone'), instant)).toBe(65);
    expect(log.lines.map(({ level, figures }) => `${level} ${String(figures?.reason)}`).sort()).toEqual([
      'error undefined',
      'warn Error: SlowDown',
      'warn Error: ThrottlingException',
    ]);
  });
});
