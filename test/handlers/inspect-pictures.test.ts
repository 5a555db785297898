import { createInspectPictures } from '../../handlers/inspect-pictures';
import { TaskFailure } from '../../pipeline/errors';
import { JobOptions } from '../../pipeline/job-options';
import { failureKey, planKey, samplesKey, segmentResultKey } from '../../pipeline/keys';
import type { Plan } from '../../pipeline/plan';
import { execution, instant, job, media, source, tenDaysLater, testDependencies } from './dependencies';

const plan: Plan = {
  ...{ jobId: job, source, name: 'beach', options: JobOptions.parse({}), media, mode: 'fused' },
  ...{ kernels: ['grayscale', 'objects'], tasks: [['grayscale', 'objects']], inspectIn: 'function', models: [] },
  ...{ expiresAt: tenDaysLater, stallSeconds: 300 },
  segments: [
    {
      ...{ index: 0, start: null, end: null, seek: null, warmUpSeek: null, lookAheadEnd: null, announcedFrames: 270 },
      timeRange: { start: 0, end: 9.009 },
    },
  ],
};
const event = { jobId: job, executionId: execution, plan: `s3://work/${planKey(job)}`, index: 0, retries: 1 };

async function given() {
  const dependencies = testDependencies();
  await dependencies.store.writeJson('work', planKey(job), plan);
  return { store: dependencies.store, inspect: createInspectPictures(dependencies) };
}

test('a failure is left in words where those of tasks are, and thrown', async () => {
  const { store, inspect } = await given();
  // The samples are gone.
  await expect(inspect(event)).rejects.toThrow('download');
  const failure = TaskFailure.parse(JSON.parse(store.text('work', failureKey(job, 'inspect', 0)) ?? 'null'));
  expect(failure).toMatchObject({
    ...{ task: 'inspect', segment: 0, segmentCount: 1, timeRange: { start: 0, end: 9.009 }, ffmpeg: [] },
    ...{ attempt: 2, executionId: execution, failedAt: instant.toISOString() },
  });
  expect(store.text('work', segmentResultKey(job, 0, 'inspect'))).toBeUndefined();
});

test('only the pictures of kernels that inspect are asked for', async () => {
  const { store, inspect } = await given();
  const asked: string[] = [];
  store.download = (bucket, key) => {
    asked.push(`${bucket}/${key}`);
    return Promise.reject(new Error('no such object'));
  };
  await expect(inspect(event)).rejects.toThrow('no such object');
  expect(asked).toEqual([`work/${samplesKey(job, 0, 'objects')}`]);
});

test('a segment that the plan doesn’t have is refused', async () => {
  const { inspect } = await given();
  await expect(inspect({ ...event, index: 1 })).rejects.toMatchObject({ name: 'InvalidPlan' });
  await expect(inspect({ ...event, index: -1 })).rejects.toMatchObject({ name: 'ZodError' });
});
