import { jobRows } from '../../cli/job-rows';
import { mediaInfo, plannedJob } from '../pipeline/examples';
import { jobRecord, segmentRecord } from './example-job';

const plan = plannedJob({ segmentSeconds: 10 }).planned.summary;
const running = (index: number) =>
  segmentRecord(index, {
    state: 'RUNNING',
    endedAt: undefined,
    frames: 50,
    timeRange: { start: index * 10, end: index * 10 + 10 },
  });
const record = (...segments: ReturnType<typeof running>[]) => jobRecord({ media: mediaInfo(), plan, segments });

test('a job, and the segments that run with their share of the frames', () => {
  const rows = jobRows([{ name: 'gate.mp4', record: record(segmentRecord(0), running(1)) }], 10);
  expect(rows).toMatchObject([
    { name: 'gate.mp4', done: 75, total: 1500, note: 'segments 1/6' },
    { name: 'segment 1', done: 50, total: 250, amount: '50/250 frames', note: 'fused', isPart: true },
  ]);
});

test('a job that nobody has taken yet', () => {
  expect(jobRows([{ name: 'a.mp4', record: undefined }], 10)).toMatchObject([
    { total: 0, note: 'waiting for its execution' },
  ]);
});

test('more than fit: those of the first, and a line that counts the others', () => {
  const many = record(running(0), running(1), running(2), running(3));
  const rows = jobRows([{ name: 'a', record: many }, { name: 'b', record: record(running(0)) }], 5); // prettier-ignore
  expect(rows.map(({ name }) => name)).toEqual(['a', 'segment 0', 'segment 1', 'b', '…']);
  expect(rows.at(-1)?.note).toBe('3 more segments run');
  const jobs = Array.from({ length: 9 }, (_, index) => ({ name: `${index}`, record: undefined }));
  expect(jobRows(jobs, 4).map(({ name, note }) => [name, note]).at(-1)).toEqual(['…', '6 more jobs']); // prettier-ignore
});
