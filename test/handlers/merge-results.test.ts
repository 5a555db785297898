import { Readable } from 'node:stream';
import { createMergeResults } from '../../handlers/merge-results';
import { JobOptions } from '../../pipeline/job-options';
import {
  motionChaptersKey,
  motionCsvKey,
  motionFramesKey,
  motionKey,
  motionSegmentKey,
  planKey,
  segmentResultKey,
} from '../../pipeline/keys';
import { type Box, MotionFrame, MotionRecord, MotionReport } from '../../pipeline/motion';
import { motionCsv } from '../../pipeline/motion-csv';
import { motionChapters } from '../../pipeline/motion-vtt';
import type { Plan } from '../../pipeline/plan';
import { packFrameTimes } from '../../pipeline/segment';
import { execution, job, media, source, tenDaysLater, testDependencies } from './dependencies';
import { movingObject } from '../pipeline/examples';
import { MemoryStore } from './memory-store';

const frameCount = 270;
/** 29.97 frames a second, from a first frame that isn't at 0. */
const ptsOf = (frame: number): number => 2002 + frame * 1001;

/** Three movements: over the borders of any cut, a blip of two frames, and up to the end. */
const areaOf = (frame: number): number => {
  if (frame >= 30 && frame < 120) return frame === 77 ? 0.5 : 0.125;
  if (frame === 200 || frame === 201) return 0.25;
  return frame >= 250 ? 0.0625 : 0;
};

const records: MotionRecord[] = Array.from({ length: frameCount }, (_, frame) => {
  const area = areaOf(frame);
  const box: Box = [frame / 1000, 0.25, frame / 1000 + 0.25, 0.5];
  // Half of it lies in the region.
  return MotionRecord.parse({
    pts: ptsOf(frame),
    objects: area === 0 ? [] : [movingObject(box, area, [[0, area / 2]])],
  });
});

/** Half of the picture. */
const region = { name: 'door', polygon: [[0, 0], [1, 0], [1, 1]], sensitivity: 2, minSize: 0.001 }; // prettier-ignore
const mask = { name: 'clock', polygon: [[0, 0.9], [0.1, 0.9], [0.1, 1]] }; // prettier-ignore

interface Cut {
  /** Records of each segment. */
  segments: MotionRecord[][];
  plan?: Partial<Plan>;
  /** Changes what a segment's task says that it has done. */
  announce?: (index: number, times: number[]) => number[];
}

/** The records in so many segments of uneven length. */
function cut(count: number): Cut {
  const border = (index: number) => (index === count ? frameCount : Math.floor((index / count) ** 1.5 * frameCount));
  return {
    segments: Array.from({ length: count }, (_, index) => records.slice(border(index), border(index + 1))),
  };
}

async function given(
  { segments, plan: changes = {}, announce = (_index, times) => times }: Cut,
  store = new MemoryStore(),
) {
  const plan: Plan = {
    jobId: job,
    source,
    name: 'beach',
    options: JobOptions.parse({ regions: [region], masks: [mask] }),
    media,
    mode: 'fused',
    kernels: ['grayscale', 'motion'],
    inspectIn: 'task',
    models: [],
    stallSeconds: 300,
    segments: segments.map((own, index) => ({
      index,
      start: index === 0 ? null : (own[0]?.pts ?? 0),
      end: segments[index + 1]?.[0]?.pts ?? null,
      seek: null,
      warmUpSeek: null,
      lookAheadEnd: null,
      announcedFrames: 0,
      timeRange: { start: 0, end: 1 },
    })),
    expiresAt: tenDaysLater,
    ...changes,
  };
  const task = plan.mode === 'fused' && plan.kernels.length > 1 ? 'fused' : 'motion';
  await store.writeJson('work', planKey(job), plan);
  for (const [index, own] of segments.entries()) {
    store.objects.set(
      `work/${motionSegmentKey(job, index)}`,
      own.map((record) => `${JSON.stringify(record)}\n`).join(''),
    );
    await store.writeJson('work', segmentResultKey(job, index, task), {
      index,
      task,
      frameTimes: packFrameTimes(
        announce(
          index,
          own.map(({ pts }) => pts),
        ),
      ),
      outputs: { motion: motionSegmentKey(job, index) },
      finishedAt: '2024-01-01T00:00:00.000Z',
    });
  }
  const dependencies = { ...testDependencies(), store };
  return { store, logged: dependencies.logged, mergeResults: createMergeResults(dependencies) };
}

const event = { jobId: job, executionId: execution, plan: `s3://work/${planKey(job)}` };

async function merge(what: Cut) {
  const { store, mergeResults, logged } = await given(what);
  const merged = await mergeResults(event);
  const frames = store.text('output', motionFramesKey(job, 'beach')) ?? '';
  const report = MotionReport.parse(JSON.parse(store.text('output', motionKey(job, 'beach')) ?? 'null'));
  return { merged, frames, report, store, logged };
}

test.each<[string, unknown]>([
  ['nothing', undefined],
  ['an event without plan', { jobId: job, executionId: execution }],
])('%s is refused', async (_what, wrong) => {
  const { mergeResults } = await given(cut(1));
  await expect(mergeResults(wrong)).rejects.toMatchObject({ name: 'ZodError' });
});

test('a plan that is no s3:// URI is refused', async () => {
  const { mergeResults, store } = await given(cut(1));
  await expect(mergeResults({ ...event, plan: 'plan.json' })).rejects.toThrow('"plan.json" is no s3://bucket/key');
  expect(store.reads).toEqual([]);
});

test('a line per frame: its number, its time from the first frame, what moves', async () => {
  const { frames, store } = await merge(cut(1));
  const lines = frames.split('\n');
  expect(lines.pop()).toBe('');
  const parsed = lines.map((line) => MotionFrame.parse(JSON.parse(line)));
  expect(parsed.map(({ frame }) => frame)).toEqual([...Array(frameCount).keys()]);
  expect(parsed.map(({ pts }) => pts)).toEqual(records.map(({ pts }) => pts));
  expect(parsed[0]).toEqual({ frame: 0, pts: 2002, time: 0, area: 0, boxes: [], regions: [], flags: [] });
  expect(parsed[77]).toMatchObject({
    ...{ frame: 77, time: 2.569233, area: 0.5, boxes: [[0.077, 0.25, 0.327, 0.5]] },
    regions: [{ region: 'door', score: 0.5, boxes: [0] }],
  });
  expect(store.contentTypes.get(`output/${motionFramesKey(job, 'beach')}`)).toBe('application/x-ndjson');
});

test('the report: the video, the regions, and the events over all segments', async () => {
  const { report, merged } = await merge(cut(7));
  const second = (frame: number) => Math.round((frame * 1001 * 1e6) / 30_000) / 1e6;
  expect(report).toEqual({
    video: { width: 320, height: 240, frameCount, durationSeconds: 9.009, timeBase: '1/30000' },
    regions: [region],
    masks: [mask],
    events: [
      {
        ...{ region: 'door', start: second(30), end: second(120), startFrame: 30, endFrame: 120 },
        ...{ peak: second(77), score: 0.5, box: [0.03, 0.25, 0.369, 0.5] },
      },
      {
        ...{ region: 'door', start: second(250), end: 9.009, startFrame: 250, endFrame: 270 },
        ...{ peak: second(250), score: 0.0625, box: [0.25, 0.25, 0.519, 0.5] },
      },
    ],
    unreliable: [],
  });
  expect(merged).toEqual({ kernels: ['motion'] });
});

test('the events once more, for spreadsheets and as chapters for players', async () => {
  const { report, store } = await merge(cut(7));
  const [csv, chapters] = [motionCsvKey(job, 'beach'), motionChaptersKey(job, 'beach')];
  expect(store.text('output', csv)).toBe(motionCsv(report.events));
  expect(store.text('output', chapters)).toBe(motionChapters(report));
  expect(store.text('output', chapters)).toContain('00:00:01.001 --> 00:00:04.004\ndoor, score 0.500\n');
  expect(store.contentTypes.get(`output/${csv}`)).toBe('text/csv; charset=utf-8');
  expect(store.contentTypes.get(`output/${chapters}`)).toBe('text/vtt; charset=utf-8');
});

test('a video in which nothing moves leaves the same files', async () => {
  const quiet = records.map(({ pts }) => MotionRecord.parse({ pts }));
  const { report, store } = await merge({ segments: [quiet.slice(0, 100), quiet.slice(100)] });
  expect(report.events).toEqual([]);
  expect(store.text('output', motionCsvKey(job, 'beach'))).toMatch(/^number,region,[^\n]*\n$/);
  expect(store.text('output', motionChaptersKey(job, 'beach'))).toBe('WEBVTT\n');
});

test.each([2, 7, 90])('cut into %i segments, frames and report are the same as in one', async (count) => {
  const [whole, parts] = [await merge(cut(1)), await merge(cut(count))];
  expect(parts.frames).toBe(whole.frames);
  expect(parts.report).toEqual(whole.report);
  expect(parts.merged).toEqual(whole.merged);
});

test('a cut in the middle of a movement makes no second event', async () => {
  const { report } = await merge({ segments: [records.slice(0, 77), records.slice(77, 78), records.slice(78)] });
  expect(report.events.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
    [30, 120],
    [250, 270],
  ]);
});

test.each<[string, Partial<Plan>]>([
  ['split', { mode: 'split' }],
  ['motion alone', { kernels: ['motion'] }],
])('%s: the results of the motion task are read', async (_what, plan) => {
  const [fused, own] = [await merge(cut(2)), await merge({ ...cut(2), plan })];
  expect(own.frames).toBe(fused.frames);
  expect(own.store.reads).toContain(`work/${segmentResultKey(job, 0, 'motion')}`);
});

test('what was merged is logged with its job and its execution', async () => {
  const { logged } = await merge(cut(2));
  expect(logged).toMatchObject([
    { message: 'motion merged', jobId: job, executionId: execution, kernel: 'motion', frameCount, eventCount: 2 },
    { message: 'results merged', jobId: job, executionId: execution, kernels: ['motion'] },
  ]);
});

describe('records that contradict their plan are refused, and nothing is put out', () => {
  test.each<[string, Cut, string]>([
    [
      'a frame too few',
      {
        segments: cut(3).segments.with(1, cut(3).segments[1]!.slice(1)),
        announce: (index, times) => (index === 1 ? [0, ...times] : times),
      },
      'segment 1',
    ],
    [
      'a frame too many',
      { ...cut(3), announce: (index, times) => (index === 2 ? times.slice(1) : times) },
      'segment 2: 123 were announced, 124 are there',
    ],
    [
      'no frame at all',
      { segments: [[], records.slice(1)], announce: (index, times) => (index === 0 ? [0] : times) },
      'segment 0: 1 were announced, 0 are there',
    ],
    [
      'a frame of the segment before, once more',
      { segments: [records.slice(0, 100), records.slice(99)] },
      `segment 1: the frame at ${ptsOf(99)} doesn't come after the one at ${ptsOf(99)}`,
    ],
    [
      'segments in the wrong order',
      { segments: [records.slice(100), records.slice(0, 100)] },
      `segment 1: the frame at ${ptsOf(0)} doesn't come after the one at ${ptsOf(269)}`,
    ],
    [
      'frames in the wrong order',
      { segments: [[records[1]!, records[0]!]] },
      `segment 0: the frame at ${ptsOf(0)} doesn't come after the one at ${ptsOf(1)}`,
    ],
  ])('%s', async (_what, what, message) => {
    const { mergeResults, store } = await given(what);
    await expect(mergeResults(event)).rejects.toMatchObject({
      name: 'FrameMismatch',
      message: expect.stringContaining(message) as string,
    });
    expect([...store.objects.keys()].filter((name) => name.startsWith('output/'))).toEqual([]);
  });

  test('a line that is no record', async () => {
    const { mergeResults, store } = await given(cut(1));
    store.objects.set(`work/${motionSegmentKey(job, 0)}`, '{"pts":0,"objects":"many"}\n');
    await expect(mergeResults(event)).rejects.toMatchObject({ name: 'ZodError' });
    expect(store.text('output', motionFramesKey(job, 'beach'))).toBeUndefined();
  });

  test('a segment without result', async () => {
    const { mergeResults, store } = await given(cut(3));
    store.objects.delete(`work/${segmentResultKey(job, 1, 'fused')}`);
    await expect(mergeResults(event)).rejects.toMatchObject({ name: 'NoSuchKey' });
    expect(store.text('output', motionKey(job, 'beach'))).toBeUndefined();
  });
});

/** Reads break off after the first line. */
class BreakingStore extends MemoryStore {
  override open(): Promise<Readable> {
    let line = `${JSON.stringify(records[0])}\n`;
    return Promise.resolve(
      new Readable({
        read() {
          if (line === '') setImmediate(() => this.destroy(new Error('socket hang up')));
          else this.push(line);
          line = '';
        },
      }),
    );
  }
}

test('a read that breaks off fails the merge, and puts nothing out', async () => {
  const { mergeResults, store } = await given(cut(2), new BreakingStore());
  await expect(mergeResults(event)).rejects.toThrow('socket hang up');
  expect([...store.objects.keys()].filter((name) => name.startsWith('output/'))).toEqual([]);
});
