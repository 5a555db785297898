import { assemblePage, besides, pageLimits } from '../../pipeline/assemble-page';
import type { JobRecord, SegmentRecord, TaskRecord } from '../../pipeline/job';
import type { TaskRun } from '../../pipeline/task-run';
import { ThinnedMotion } from '../../pipeline/thin-motion';
import { jobId, jobRecord } from '../cli/example-job';

const now = new Date('2024-01-01T00:00:00Z');
const at = now.toISOString();

const segment = (index: number, attempts: number): SegmentRecord => {
  const timeRange = { start: index, end: index + 1 };
  const task: TaskRecord = {
    ...{ task: 'fused', segment: index, timeRange, state: 'DONE', attempts, frames: 25 },
    ...{ startedAt: at, endedAt: at },
  };
  return { index, state: 'DONE', timeRange, startedAt: at, endedAt: at, attempts, tasks: [task] };
};

const run = (index: number): TaskRun => ({
  ...{ taskArn: `arn:aws:ecs:us-east-1:000000000000:task/framefleet-prod/${index}`, task: 'fused', segment: index },
  ...{ attempt: 1, executionId: 'arn:aws:states:us-east-1:000000000000:execution:framefleet-prod:name' },
  ...{ capacity: 'FARGATE_SPOT', vcpus: 2, memoryGib: 4, storageGib: 20, architecture: 'arm64', publicAddress: false },
  ...{ pullStartedAt: at, startedAt: at, stoppedAt: at, exitCode: 0, stopCode: 'x', stoppedReason: 'y'.repeat(100) },
}); // prettier-ignore

const succeeded = (more: Partial<JobRecord>): JobRecord =>
  jobRecord({ runs: [], state: 'SUCCEEDED', outputs: { gray: `s3://out/${jobId}/a b#1.gray.mp4` }, ...more });

test('links are relative to the page, whatever the names are', () => {
  const outputs = {
    gray: `s3://out/${jobId}/a b#1.gray.mp4`,
    clips: `s3://out/${jobId}/events/`,
    page: 's3://out/x/y',
  };
  const data = assemblePage({ record: succeeded({ outputs }) }, now);
  expect(data.gray).toBe('./a%20b%231.gray.mp4');
  expect(data.files).toEqual([
    { kind: 'gray', name: 'a b#1.gray.mp4', href: './a%20b%231.gray.mp4' },
    { kind: 'clips', name: 'events/', href: './events/' },
  ]);
  expect([data.leftOut, data.writtenAt]).toEqual([[], at]);
  expect(besides('a:b?.mp4')).toBe('./a%3Ab%3F.mp4');
});

test('of a job that has failed there is only its record', () => {
  const error = { name: 'NotAVideo', message: 'It is a text.' };
  const data = assemblePage({ record: jobRecord({ runs: [], state: 'FAILED', outputs: {}, error }) }, now);
  expect([data.gray, data.motion, data.record.error]).toEqual([undefined, undefined, error]);
});

test('the page of the largest job stays below 5 MB, says what it leaves out, and shows what went wrong', () => {
  const segments = Array.from({ length: 5000 }, (_, index) => segment(index, index === 4321 ? 3 : 1));
  const record = succeeded({
    segments,
    runs: segments.map(({ index }) => run(index)),
    states: Array.from({ length: 30_000 }, () => 'RecordSegment'),
  });
  const thinned = new ThinnedMotion({
    ...{ durationSeconds: 86_400, regions: Array.from({ length: 50 }, (_, index) => `region ${index}`) },
    ...{ parts: pageLimits.parts, boxes: pageLimits.boxes },
  });
  for (let frame = 0; frame < 100_000; frame += 1) {
    thinned.add({ frame, time: frame, boxes: [[0.123, 0.456, 0.789, 0.987], [0, 0, 1, 1]], regions: [] }); // prettier-ignore
  }
  const events = Array.from({ length: 50_000 }, (_, start) => ({
    ...{ region: 'a region with a long name'.padEnd(60), start, end: start + 0.5, startFrame: start, endFrame: start + 1 },
    ...{ peak: start, score: start / 50_000, box: [0.123456, 0.123456, 0.123456, 0.123456] as [number, number, number, number] },
  })); // prettier-ignore
  const video = { width: 1, height: 1, frameCount: 1, durationSeconds: 1, timeBase: '1/1' };
  const data = assemblePage(
    {
      record,
      motion: { report: { video, regions: [], masks: [], events, unreliable: [] }, thinned },
      pictures: Array.from({ length: 5000 }, (_, time) => ({ time, file: `pictures/${time}.jpg` })),
    },
    now,
  );
  expect(JSON.stringify(data).length).toBeLessThan(5_000_000);
  expect(data.record.segments).toHaveLength(pageLimits.segments);
  expect(data.record.segments.some(({ index }) => index === 4321)).toBe(true);
  expect(new Set(data.record.runs.map(({ segment }) => segment))).toEqual(
    new Set(data.record.segments.map(({ index }) => index)),
  );
  expect(data.record.states).toBeUndefined();
  expect(Math.min(...(data.motion?.events.map(({ score }) => score) ?? []))).toBe(0.96);
  expect(data.leftOut).toEqual([
    '500 of 5000 segments are shown.',
    'What moves is drawn for one of 16 frames.',
    '2000 of 50000 events are shown.',
    '60 of 5000 pictures are shown.',
  ]);
});
