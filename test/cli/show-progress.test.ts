import { Writable } from 'node:stream';
import { countProgress, showProgress } from '../../cli/show-progress';
import type { JobRecord, TaskRecord } from '../../pipeline/job';
import { assembleJob } from '../../pipeline/assemble-job';
import { mediaInfo, plannedJob } from '../pipeline/examples';

const task = (segment: number | null, frames: number, state: TaskRecord['state'] = 'RUNNING'): TaskRecord => ({
  task: segment === null ? 'concat' : 'fused',
  segment,
  timeRange: { start: 0, end: 4 },
  state,
  attempts: 1,
  frames,
  startedAt: '2024-01-01T00:00:00.000Z',
});

const media = mediaInfo();
const plan = plannedJob({ segmentSeconds: 10 }).planned.summary;

function record(tasks: TaskRecord[], known: Partial<JobRecord> = { plan, media }): JobRecord {
  const input = { bucket: 'in', key: 'a.mp4', version: '1', etag: 'e', sizeBytes: 1 };
  const job = {
    jobId: 'j',
    state: 'RUNNING' as const,
    executionId: 'x',
    executions: ['x'],
    inputOptions: '',
    input,
    createdAt: '2024',
    startedAt: '2024',
    outputs: {},
    ...known,
  };
  const assembled = assembleJob({ job, tasks });
  if (!assembled) throw new Error('There is a job');
  return assembled;
}

describe('countProgress', () => {
  test('counts frames over all segments, and says in which phase the job is', () => {
    expect(countProgress(record([], {}))).toEqual({ done: 0, total: 0, phase: 'probing' });
    expect(countProgress(record([], { media })).phase).toBe('planning');
    const frames = media.video.frameCount;
    const half = Math.floor(frames / 2);
    expect(countProgress(record([task(0, half, 'DONE'), task(1, 5)]))).toMatchObject({ done: half + 5, total: frames });
    expect(countProgress(record([task(null, 0)])).phase).toBe('joining');
    expect(countProgress(record([task(null, 0, 'DONE')])).phase).toBe('merging');
    const illustration = { ...task(null, 7), task: 'illustrate' };
    const drawing = { done: 7, total: frames, phase: 'illustrating' };
    expect(countProgress(record([task(0, frames, 'DONE'), illustration]))).toEqual(drawing);
  });

  test('a container that announced too few frames never leads beyond the whole', () => {
    const { done, total } = countProgress(record([task(0, 1_000_000)]));
    expect(done).toBe(total);
  });
});

describe('showProgress', () => {
  const collect = () => {
    let text = '';
    const stream = new Writable({
      write(chunk: Buffer, _encoding, done) {
        text += chunk.toString();
        done();
      },
    });
    return { stream: stream as unknown as NodeJS.WriteStream, text: () => text };
  };

  test('not on a terminal: a line per phase and tenth, none twice', () => {
    const { stream, text } = collect();
    const progress = showProgress(stream, false);
    const frames = media.video.frameCount;
    for (const done of [0, 0, Math.ceil(frames / 10), Math.ceil(frames / 10) + 1, frames])
      progress.show(countProgress(record([task(0, done)])));
    progress.end();
    expect(text().split('\n').filter(Boolean)).toHaveLength(3);
  });

  test('quiet: nothing', () => {
    const { stream, text } = collect();
    const progress = showProgress(stream, true);
    progress.show({ done: 3, total: 10, phase: 'looking' });
    progress.end();
    expect(text()).toBe('');
  });
});
