import type { JobOptions } from '../../pipeline/job-options';
import type { JobPolicy } from '../../pipeline/job-policy';
import { Plan, Planned } from '../../pipeline/plan';
import { inlineLimit, planJob } from '../../pipeline/plan-job';
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
      detectsMotion: true,
      outputs: {
        gray: 's3://results/job-1/gate.gray.mp4',
        motion: 's3://results/job-1/gate.motion.json',
        motionFrames: 's3://results/job-1/gate.motion-frames.ndjson',
      },
    });
    const gray = plannedJob({ kernels: ['grayscale'] }).planned.summary;
    expect([gray.encodes, gray.detectsMotion, Object.keys(gray.outputs)]).toEqual([true, false, ['gray']]);
    const motion = plannedJob({ kernels: ['motion'] }).planned.summary;
    expect([motion.encodes, motion.detectsMotion]).toEqual([false, true]);
    expect(Object.keys(motion.outputs)).toEqual(['motion', 'motionFrames']);
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

  test('warms up for motion, and not for grayscale alone', () => {
    const second = (kernels: ('grayscale' | 'motion')[]) =>
      plannedJob({ segmentSeconds: 10, kernels }).plan.segments[1];
    const [start, keyBefore] = [10 * timeBase.denominator, 8 * timeBase.denominator];
    expect(second(['motion'])).toMatchObject({ start, seek: start, warmUpSeek: keyBefore });
    expect(second(['grayscale'])).toMatchObject({ start, seek: start, warmUpSeek: start });
  });

  test.each<[string, JobOptions['kernels'], string, number]>([
    ['a GOP for each segment but the first', ['motion'], 'matroska,webm', 5 * 2],
    ['a GOP for each, with both kernels', ['grayscale', 'motion'], 'matroska,webm', 5 * 2],
    ['nothing', ['grayscale'], 'matroska,webm', 0],
    ['a GOP for each, where a seek lands by guess', ['grayscale'], 'mpegts', 5 * 2],
    ['two GOPs for each, where a seek lands by guess', ['motion'], 'mpegts', 5 * 4],
  ])('announces the seconds that are decoded twice: %s', (_, kernels, format, seconds) => {
    const { planned } = plannedJob({ segmentSeconds: 10, kernels }, mediaInfo({ format }));
    expect(planned.summary).toMatchObject({ segmentCount: 6, warmUpSeconds: seconds });
  });

  test('one segment is decoded once', () => {
    expect(plannedJob({ kernels: ['motion'] }).planned.summary).toMatchObject({ segmentCount: 1, warmUpSeconds: 0 });
  });

  test('segments that are decoded from the beginning count from the first frame, which needn’t be at 0', () => {
    const begin = 3 * timeBase.denominator;
    const { planned } = planJob({
      ...{ jobId: 'job-1', source, media: mediaInfo({}, { startPts: begin }) },
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
    expect(planned.summary).toMatchObject({ segmentCount: 2, warmUpSeconds: 3 });
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

  test('gives tasks time by the longest segment and the whole video', () => {
    expect(plannedJob({ segmentSeconds: 10 }).planned.summary.timeouts).toEqual({ segment: 1200, concat: 1020 });
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
