import { showStatus } from '../../cli/show-status';
import { mediaInfo, plannedJob } from '../pipeline/examples';
import { executionId, jobId, jobRecord, segmentRecord } from './example-job';

const now = new Date('2024-01-01T00:01:12.345Z');
const plan = plannedJob({ segmentSeconds: 10 }).planned.summary;
const media = mediaInfo();

test('a job that has just begun', () => {
  expect(showStatus(jobRecord(), now)).toEqual([
    `RUNNING: ${jobId}, for 00:01:12`,
    '  source     s3://videos/yard/gate.mp4 (version v1)',
    '  started    2024-01-01T00:00:00.000Z',
    '  segments   not planned yet',
    '  frames     0/0 (probing)',
    '  attempts   0 tasks launched in 1 execution',
    `  execution  ${executionId}`,
  ]);
});

test('a job in the middle tells which segments needed another try', () => {
  const segments = [segmentRecord(0), segmentRecord(1, { attempts: 2 }), segmentRecord(2, { state: 'RUNNING' })];
  const lines = showStatus(jobRecord({ plan, media, segments, attempts: 4, inputOptions: '{"crf":18}' }), now);
  expect(lines).toEqual(
    expect.arrayContaining([
      '  options    {"crf":18}',
      '  segments   2 done, 1 running, 3 waiting of 6 (fused)',
      '  frames     75/1500 (segments 2/6)',
      '  attempts   4 tasks launched in 1 execution',
      '  segment 1  00:00:01.000 to 00:00:02.000, fused: done, 2 attempts',
    ]),
  );
  expect(lines.join('\n')).not.toMatch(/segment [02]/);
});

test('a failed job says why, where the log is and where to look', () => {
  const error = { name: 'FfmpegFailed', message: 'Segment 2\nWhat to do: this', log: '/logs/segment-00002.log', link: 'https://console' }; // prettier-ignore
  const ends = { finishedAt: '2024-01-01T00:00:42.500Z', startedAt: '2024-01-01T00:00:40.000Z' };
  const segments = [segmentRecord(2, { state: 'FAILED', attempts: 3 })];
  const executions = [executionId, `${executionId}-2`];
  const lines = showStatus(jobRecord({ state: 'FAILED', plan, media, segments, error, executions, ...ends }), now);
  expect(lines[0]).toBe(`FAILED: ${jobId}, after 2.5 s`);
  expect(lines.slice(2).join('\n')).toBe(
    [
      '  started    2024-01-01T00:00:00.000Z, taken up again 2024-01-01T00:00:40.000Z, ended 2024-01-01T00:00:42.500Z',
      '  segments   0 done, 1 failed, 5 waiting of 6 (fused)',
      `  chosen     ${plan.modeReason}`,
      '  frames     25/1500',
      '  attempts   0 tasks launched in 2 executions',
      `  execution  ${executionId}`,
      '  segment 2  00:00:02.000 to 00:00:03.000, fused: failed, 3 attempts',
      '  error      FfmpegFailed: Segment 2',
      '             What to do: this',
      '  log        /logs/segment-00002.log',
      '  link       https://console',
    ].join('\n'),
  );
});

test('a job that has succeeded names its outputs', () => {
  const outputs = { gray: 's3://results/a.gray.mp4', motion: 's3://results/a.motion.json' };
  const lines = showStatus(jobRecord({ state: 'SUCCEEDED', outputs, finishedAt: '2024-01-01T01:02:03.000Z' }), now);
  expect(lines[0]).toBe(`SUCCEEDED: ${jobId}, after 01:02:03`);
  expect(lines.slice(-2)).toEqual(['  output     s3://results/a.gray.mp4', '  output     s3://results/a.motion.json']);
});
