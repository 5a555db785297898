import type { JobOptions } from '../../pipeline/job-options';
import type { JobPolicy } from '../../pipeline/job-policy';
import { framesAround, motionWindow } from '../../pipeline/motion-window';
import { Plan, Planned } from '../../pipeline/plan';
import { inlineLimit } from '../../pipeline/fan-out';
import { planJob } from '../../pipeline/plan-job';
import { expiresAt, index, jobOptions, mediaInfo, plannedJob, policy, source, timeBase } from './examples';

/** A job of exactly so many segments, a second each. */
function jobOf(segments: number, maxConcurrency = 1000, limits: Partial<JobPolicy> = {}) {
  const second = timeBase.denominator;
  return planJob({
    jobId: 'job-1',
    source,
    media: mediaInfo(),
    index: {
      keyFrames: Array.from({ length: segments }, (_, key) => key * second),
      framesFrom: Array.from({ length: segments }, () => 30),
      startPts: 0,
      endPts: segments * second,
      frameCount: segments * 25,
    },
    options: jobOptions({ segmentSeconds: 1, maxConcurrency }),
    policy: { ...policy, ...limits },
    buckets: { work: 'work', output: 'results' },
    expiresAt,
  });
}

describe('planJob', () => {
  test.each([
    ['auto', ['grayscale', 'motion'], 'fused', ['fused'], 'one decode for all kernels'],
    ['fused', ['grayscale', 'motion'], 'fused', ['fused'], 'as asked'],
    ['split', ['grayscale', 'motion'], 'split', ['grayscale', 'motion'], 'as asked'],
    ['split', ['motion'], 'fused', ['motion'], 'motion is the only kernel'],
    ['auto', ['grayscale'], 'fused', ['grayscale'], 'grayscale is the only kernel'],
  ] as const)('mode %s with %j becomes %s with the tasks %j', (asked, kernels, mode, tasks, reason) => {
    const { plan, planned } = plannedJob({ mode: asked, kernels: [...kernels] });
    expect([plan.mode, planned.summary.mode]).toEqual([mode, mode]);
    expect(planned.summary.tasks).toEqual(tasks);
    expect(planned.summary.modeReason).toContain(reason);
    expect(planned.summary.kernels).toBe(kernels.join(','));
  });

  test('names an output for each kernel', () => {
    expect(plannedJob().planned.summary).toMatchObject({
      encodes: true,
      merges: true,
      outputs: {
        gray: 's3://results/job-1/gate.gray.mp4',
        motion: 's3://results/job-1/gate.motion.json',
        motionFrames: 's3://results/job-1/gate.motion-frames.ndjson',
        motionCsv: 's3://results/job-1/gate.motion.csv',
        motionChapters: 's3://results/job-1/gate.motion.vtt',
      },
    });
    const gray = plannedJob({ kernels: ['grayscale'] }).planned.summary;
    expect([gray.encodes, gray.merges, Object.keys(gray.outputs)]).toEqual([true, false, ['gray', 'page']]);
    const motion = plannedJob({ kernels: ['motion'] }).planned.summary;
    expect([motion.encodes, motion.merges]).toEqual([false, true]);
    expect(Object.keys(motion.outputs)).toEqual(['motion', 'motionFrames', 'motionCsv', 'motionChapters', 'page']);
  });

  test('estimates the job, and refuses it when it would cost more than it may', () => {
    const { estimate } = jobOf(3).planned.summary;
    expect(estimate).toMatchObject({ segments: 3, tasks: 4, mode: 'fused', region: 'us-east-1' });
    const likely = estimate?.dollars.likely ?? NaN;
    expect(jobOf(3, 1000, { maxCostUsd: likely }).planned.summary.estimate).toEqual(estimate);
    expect(() => jobOf(3, 1000, { maxCostUsd: likely * 0.99 })).toThrow(
      /^The job would cost about .* jobs\.maxCostUsd/,
    );
  });

  test('hands few segments to the inline Map, with their items', () => {
    const { planned, items } = jobOf(inlineLimit);
    expect(planned.summary).toMatchObject({ fanOut: 'inline', segmentCount: 40, maxConcurrency: 40 });
    expect(planned.items).toEqual(items);
    expect(items.slice(0, 2)).toEqual([
      { index: 0, record: 'segment#00000', capacity: 0 },
      { index: 1, record: 'segment#00001', capacity: 0 },
    ]);
  });

  test('leaves many segments in the work bucket for the Distributed Map', () => {
    const { planned, items } = jobOf(inlineLimit + 1);
    expect(planned.summary).toMatchObject({ fanOut: 'distributed', segmentCount: 41, maxConcurrency: 1000 });
    expect(planned).toMatchObject({ items: [], itemsBucket: 'work', itemsKey: 'job-1/segments.json' });
    expect(items).toHaveLength(41);
  });

  test('keeps the wanted concurrency below an inline Map’s own limit', () => {
    expect(jobOf(5, 3).planned.summary.maxConcurrency).toBe(3);
  });

  test.each([
    ['less than what is asked for', 100, 7, 7],
    ['more than what is asked for', 6, 7, 6],
  ])('keeps to the stage’s concurrency: %s', (_what, asked, allowed, expected) => {
    const few = jobOf(5, asked, { maxConcurrency: allowed });
    const many = jobOf(41, asked, { maxConcurrency: allowed });
    expect([few, many].map(({ planned }) => planned.summary.maxConcurrency)).toEqual([expected, expected]);
    expect(many.plan.options.maxConcurrency).toBe(asked);
  });

  test.each<[number, string]>([
    [0, '------'],
    [0.5, 's-s-s-'],
    [0.25, '-s---s'],
    [1, 'ssssss'],
  ])('with %d of the tasks on Spot, five segments and the concatenation begin like this: %s', (spotShare, expected) => {
    const { items, planned } = jobOf(5, 1000, { spotShare });
    const chosen = [...items.map(({ capacity }) => capacity), planned.summary.concatCapacity];
    expect(chosen.map((capacity) => (capacity === 0 ? 's' : '-')).join('')).toBe(expected);
  });

  /** What a segment of the example must be given for motion, in ticks: from the key frame before (each two seconds) to the end. */
  function decodedFor(start: number | null, end: number | null, earlier = 0): { from: number; to: number } {
    const { from, to } = framesAround(mediaInfo(), start, end);
    const keyBefore = (Math.floor((from ?? 0) / gop) - earlier) * gop;
    return { from: Math.max(0, keyBefore), to: to ?? index.endPts };
  }
  const gop = 2 * timeBase.denominator;
  const [second, third] = [10 * gop, 20 * gop];
  const thirds = [[null, second], [second, third], [third, null]] as const; // prettier-ignore

  test('warms up and looks ahead for motion, and not for grayscale alone', () => {
    const middle = (kernels: JobOptions['kernels']) => plannedJob({ segmentSeconds: 20, kernels }).plan.segments[1];
    const [start, end] = [second, third];
    const { from, to } = decodedFor(second, third);
    expect([0 < from, from < second, third < to, to < index.endPts]).toEqual([true, true, true, true]);
    expect(middle(['motion'])).toMatchObject({ start, end, seek: start, warmUpSeek: from, lookAheadEnd: to });
    expect(middle(['grayscale'])).toMatchObject({ start, end, seek: start, warmUpSeek: start, lookAheadEnd: end });
  });

  test.each<[string, JobOptions['kernels'], string, number | undefined]>([
    ['both sides of two borders, for motion', ['motion'], 'matroska,webm', 0],
    ['as much with both kernels', ['grayscale', 'motion'], 'matroska,webm', 0],
    ['nothing', ['grayscale'], 'matroska,webm', undefined],
    ['a GOP more before each, where a seek lands by guess', ['motion'], 'mpegts', 1],
  ])('announces the seconds that are decoded twice: %s', (_, kernels, format, earlier) => {
    const { planned } = plannedJob({ segmentSeconds: 20, kernels }, mediaInfo({ format }));
    expect(planned.summary.segmentCount).toBe(3);
    const expected = thirds.reduce((sum, [start, end]) => {
      const { from, to } = decodedFor(start, end, earlier);
      return sum + (start ?? 0) - (start === null ? 0 : from) + to - (end ?? index.endPts);
    }, 0);
    expect(planned.summary.warmUpSeconds).toBe(earlier === undefined ? 0 : expected / timeBase.denominator);
  });

  test('announces a GOP before each segment but the first for grayscale alone, where a seek lands by guess', () => {
    const { planned } = plannedJob({ segmentSeconds: 20, kernels: ['grayscale'] }, mediaInfo({ format: 'mpegts' }));
    expect(planned.summary.warmUpSeconds).toBe(2 * 2);
  });

  test('one segment is decoded once', () => {
    expect(plannedJob({ kernels: ['motion'] }).planned.summary).toMatchObject({ segmentCount: 1, warmUpSeconds: 0 });
  });

  test('segments that are decoded from the beginning count from the first frame, which needn’t be at 0', () => {
    const begin = 3 * timeBase.denominator;
    const media = mediaInfo({ durationSeconds: 6 }, { startPts: begin, endPts: 3 * begin, frameCount: 150 });
    const { planned } = planJob({
      ...{ jobId: 'job-1', source, media },
      index: {
        keyFrames: [begin, 2 * begin],
        framesFrom: [75, 75],
        startPts: begin,
        endPts: 3 * begin,
        frameCount: 150,
      },
      options: jobOptions({ segmentSeconds: 3, kernels: ['motion'] }),
      ...{ policy, buckets: { work: 'work', output: 'results' }, expiresAt },
    });
    expect(planned.summary.segmentCount).toBe(2);
    // Each half of so short a video needs samples from all of it: nine cells of 0.67 s, but for what follows the last sample.
    const { sampleSeconds } = motionWindow(media);
    expect(planned.summary.warmUpSeconds).toBeCloseTo(3 + Math.min(3, 8 * (6 / 9) + sampleSeconds - 3), 3);
  });

  test.each([
    ['mpegts', 8],
    ['mpeg', 8],
    ['h264', 8],
    ['mov,mp4,m4a,3gp,3g2,mj2', 10],
    ['matroska,webm', 10],
    ['avi', 10],
  ])('in %s the segment at 10 s is decoded from %d s', (format, seconds) => {
    const { plan } = plannedJob({ segmentSeconds: 10 }, mediaInfo({ format }));
    expect(plan.segments[1]?.seek).toBe(seconds * timeBase.denominator);
  });

  test('gives tasks time by the longest segment, with all that it decodes, and by the whole video', () => {
    const timeouts = (options: Partial<JobOptions>, format?: string) =>
      plannedJob({ segmentSeconds: 10, ...options }, mediaInfo(format === undefined ? {} : { format })).planned.summary
        .timeouts;
    expect(timeouts({ kernels: ['grayscale'] })).toMatchObject({ segment: 600 + 10 * 60, concat: 1020 });
    expect(timeouts({ kernels: ['grayscale'] }, 'mpegts')).toMatchObject({ segment: 600 + 12 * 60, concat: 1020 });
    const decoded = Array.from({ length: 6 }, (_, number) => {
      const [start, end] = [number * 5 * gop, (number + 1) * 5 * gop];
      const { from, to } = decodedFor(number === 0 ? null : start, number === 5 ? null : end);
      return (to - from) / timeBase.denominator;
    });
    expect(Math.max(...decoded)).toBeGreaterThan(30);
    expect(timeouts({})).toMatchObject({ segment: 600 + Math.ceil(Math.max(...decoded) * 60), concat: 1020 });
    expect(timeouts({ mode: 'split' })).toEqual(timeouts({}));
  });

  test('keeps what the schemas of plan and state input say', () => {
    const { plan, planned } = plannedJob({ segmentSeconds: 10 });
    expect(Plan.parse(JSON.parse(JSON.stringify(plan)))).toEqual(plan);
    expect(Planned.parse(JSON.parse(JSON.stringify(planned)))).toEqual(planned);
    expect(plan).toMatchObject({ jobId: 'job-1', source, name: 'gate', media: mediaInfo() });
    expect([plan.expiresAt, planned.summary.expiresAt]).toEqual([expiresAt, expiresAt]);
    expect(plan.segments.at(-1)?.timeRange.end).toBe(index.endPts / timeBase.denominator);
  });
});
