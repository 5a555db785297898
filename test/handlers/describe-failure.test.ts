import { createDescribeFailure } from '../../handlers/describe-failure';
import type { TaskFailure } from '../../pipeline/errors';
import { JobOptions } from '../../pipeline/job-options';
import { failureKey, planKey } from '../../pipeline/keys';
import type { Plan } from '../../pipeline/plan';
import { execution, job, media, source, tenDaysLater, testDependencies } from './dependencies';

const event = (failure: object) => ({ jobId: job, executionId: execution, failure, recordDays: 10 });

const written: TaskFailure = {
  name: 'FfmpegFailed',
  message: 'ffmpeg ended with 1.',
  figures: {},
  ffmpeg: ['Invalid data found'],
  task: 'fused',
  segment: 2,
  segmentCount: 5,
  timeRange: { start: 20, end: 30.5 },
  attempt: 3,
  executionId: execution,
  failedAt: '2024-01-01T00:00:00.000Z',
};

/** What Step Functions gives for the cause of a task that ended with an error. */
const stoppedTask = (command: string[], exitCode: number) => ({
  Error: 'States.TaskFailed',
  Cause: JSON.stringify({
    Containers: [{ ExitCode: exitCode, Name: 'main' }],
    Overrides: { ContainerOverrides: [{ Name: 'main', Command: command }] },
    StopCode: 'EssentialContainerExited',
  }),
});

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an event without failure', { jobId: job, executionId: execution }],
  ['an event without job', { executionId: execution, failure: { Error: 'A', Cause: 'B' } }],
])('%s is refused', async (_what, wrong) => {
  await expect(createDescribeFailure(testDependencies())(wrong)).rejects.toMatchObject({ name: 'ZodError' });
});

test('the error that a function threw is told in its own words', async () => {
  const Cause = JSON.stringify({ errorType: 'EmptyInput', errorMessage: '"a.mp4" is empty (0 bytes).', trace: [] });
  const { error } = await createDescribeFailure(testDependencies())(event({ Error: 'EmptyInput', Cause }));
  expect(error).toEqual({ name: 'EmptyInput', message: '"a.mp4" is empty (0 bytes).' });
});

test('a failed task is told by what it has written down: segment, time range and what ffmpeg said', async () => {
  const dependencies = testDependencies();
  await dependencies.store.writeJson('work', failureKey(job, 'fused', 2), written);
  await dependencies.store.writeJson('work', failureKey('another job', 'fused', 2), {
    ...written,
    name: 'Interrupted',
  });
  const { error } = await createDescribeFailure(dependencies)(event(stoppedTask(['segment', 's3://w/p', '2'], 75)));
  expect(error.name).toBe('FfmpegFailed');
  expect(error.message).toContain('Segment 2 of 0-4 (00:00:20.000 to 00:00:30.500 of the video, task fused)');
  expect(error.message).toContain('Invalid data found');
});

test('a task that left no word is told by its exit code', async () => {
  const { error } = await createDescribeFailure(testDependencies())(event(stoppedTask(['concat', 's3://w/p'], 137)));
  expect(error).toMatchObject({ name: 'TaskStopped', message: expect.stringContaining('137') as string });
});

test('a task that was killed before it could write is told with its time range, which the plan knows', async () => {
  const dependencies = testDependencies();
  const plan: Plan = {
    ...{ jobId: job, source, name: 'beach', options: JobOptions.parse({}), media, mode: 'fused', kernels: ['motion'] },
    ...{ expiresAt: tenDaysLater, stallSeconds: 300, inspectIn: 'task', models: [] },
    segments: [
      {
        index: 0,
        start: null,
        end: 9,
        seek: null,
        warmUpSeek: null,
        lookAheadEnd: null,
        announcedFrames: 0,
        timeRange: { start: 0, end: 61.5 },
      },
      {
        index: 1,
        start: 9,
        end: null,
        seek: 9,
        warmUpSeek: null,
        lookAheadEnd: null,
        announcedFrames: 0,
        timeRange: { start: 61.5, end: 100 },
      },
    ],
  };
  await dependencies.store.writeJson('work', planKey(job), plan);
  const { error } = await createDescribeFailure(dependencies)(event(stoppedTask(['segment', 's3://w/p', '1'], 137)));
  expect(error.message).toContain('The task of segment 1 (00:01:01.500 to 00:01:40.000 of the video)');
});

test('an error of a service is quoted', async () => {
  const { error } = await createDescribeFailure(testDependencies())(
    event({ Error: 'DynamoDB.ResourceNotFoundException', Cause: 'Requested resource not found' }),
  );
  expect(error).toEqual({ name: 'DynamoDB.ResourceNotFoundException', message: 'Requested resource not found' });
});

test('an error without name and cause is described all the same', async () => {
  const { error } = await createDescribeFailure(testDependencies())(event({}));
  expect(error.name).toBe('Unknown');
  expect(error.message).not.toBe('');
});

test('the record of a job that failed before it was planned expires too, in whole seconds', async () => {
  const described = await createDescribeFailure(testDependencies())(event({ Error: 'A', Cause: 'B' }));
  expect(described).toEqual({ error: { name: 'A', message: 'B' }, retryable: true, expiresAt: tenDaysLater });
});

test('the failure is logged with its job and its execution', async () => {
  const { logged, ...dependencies } = testDependencies();
  await createDescribeFailure(dependencies)(event({ Error: 'A', Cause: 'B' }));
  expect(logged).toMatchObject([
    { level: 'ERROR', jobId: job, executionId: execution, caught: { Error: 'A', Cause: 'B' }, error: { name: 'A' } },
  ]);
});

test('the log of a failed task is where the environment says that logs are', async () => {
  const variables = { FRAMEFLEET_TASK_LOGS: '/logs' };
  const describe = createDescribeFailure({ ...testDependencies(), variables });
  const { error } = await describe(event(stoppedTask(['concat', 's3://w/p'], 137)));
  expect(error.log).toBe('/logs/concat.log');
});

test('what an older release has written down of a failure is left aside', async () => {
  const { logged, ...dependencies } = testDependencies();
  const older = { ...written, executionId: undefined };
  await dependencies.store.writeJson('work', failureKey(job, 'fused', 2), older);
  const { error } = await createDescribeFailure(dependencies)(event(stoppedTask(['segment', 's3://w/p', '2'], 75)));
  expect(error.name).toBe('TaskStopped');
  expect(logged).toMatchObject([{ level: 'WARN', key: failureKey(job, 'fused', 2) }, { level: 'ERROR' }]);
});

test('uploads that nobody finishes any more are given up', async () => {
  const dependencies = testDependencies();
  for (const name of [`work/${job}/a`, `output/${job}/b`, 'output/other/c']) dependencies.store.uploads.add(name);
  dependencies.store.objects.set(`output/${job}/whole`, '');
  await createDescribeFailure(dependencies)(event({ Error: 'A', Cause: 'B' }));
  expect([...dependencies.store.uploads]).toEqual(['output/other/c']);
  expect(dependencies.store.objects.has(`output/${job}/whole`)).toBe(true);
});

test('uploads that can’t be given up don’t keep the job from being described', async () => {
  const { logged, ...dependencies } = testDependencies();
  dependencies.store.abortUploads = () => Promise.reject(new Error('SlowDown'));
  const { error } = await createDescribeFailure(dependencies)(event({ Error: 'A', Cause: 'B' }));
  expect(error.name).toBe('A');
  expect(logged.at(-1)).toMatchObject({ level: 'WARN', reason: 'Error: SlowDown' });
});
