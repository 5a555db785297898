import { type JobToEstimate, estimateJob } from '../../pipeline/estimate-job';
import { Fleet } from '../../pipeline/fleet';
import type { Choice } from '../../pipeline/choose-tasks';
import type { Segment } from '../../pipeline/segment';
import { jobOptions, mediaInfo } from './examples';

const fused: Choice = { mode: 'fused', tasks: [['grayscale', 'motion']], inspectIn: 'task', reason: '' };

/** 1080p in H.264, in segments of a minute. */
function jobOf(
  count: number,
  { fleet, ...more }: Partial<Omit<JobToEstimate, 'fleet'>> & { fleet?: object } = {},
): JobToEstimate {
  const rate = 12_800;
  const segments = Array.from({ length: count }, (_, index): Segment => {
    const start = index === 0 ? null : index * 60 * rate;
    const end = index === count - 1 ? null : (index + 1) * 60 * rate;
    const timeRange = { start: index * 60, end: (index + 1) * 60 };
    return { index, start, end, seek: start, warmUpSeek: start, lookAheadEnd: end, announcedFrames: null, timeRange };
  });
  const stream = { width: 1920, height: 1080, frameCount: count * 1800, endPts: count * 60 * rate };
  return {
    ...{ options: jobOptions(), media: mediaInfo({ durationSeconds: count * 60 }, stream), models: [], segments },
    ...{ choice: fused, sizeBytes: count * 10e6, isReadWhole: false },
    ...{ maxConcurrency: 40, spotShare: 1, fleet: Fleet.parse(fleet ?? {}), ...more },
  };
}
const [seconds, dollars] = [
  (job: JobToEstimate) => estimateJob(job).seconds.likely,
  (job: JobToEstimate) => estimateJob(job).dollars.likely,
];

describe('estimateJob', () => {
  test('says what it is about, from low to high, and always the same', () => {
    const estimate = estimateJob(jobOf(6));
    expect(estimate).toEqual(estimateJob(jobOf(6)));
    // One more task joins them.
    expect(estimate).toMatchObject({ segments: 6, tasks: 7, mode: 'fused', region: 'us-east-1', pricesOf: '2026-03' });
    for (const { low, likely, high } of [estimate.seconds, estimate.dollars]) {
      expect([low, likely, high]).toEqual([low, likely, high].toSorted((a, b) => a - b));
      expect(low).toBeGreaterThan(0);
      expect(high).toBeGreaterThan(likely);
    }
  });

  test('a task starts, works, and stops; then all is joined and merged', () => {
    // 18.7 vCPU seconds in a minute of 60 * 62 megapixels, on 2 vCPUs at 85 %: about 33 s, and 33 s for start and stop.
    const one = seconds(jobOf(1));
    expect(one).toBeGreaterThan(33 + 33 + 33);
    expect(one).toBeLessThan(150);
  });

  test('segments beyond the concurrency wait for another to end', () => {
    const [atOnce, inWaves] = [seconds(jobOf(40)), seconds(jobOf(40, { maxConcurrency: 10 }))];
    expect(inWaves / atOnce).toBeGreaterThan(2);
    expect(dollars(jobOf(40, { maxConcurrency: 10 })) / dollars(jobOf(40))).toBeCloseTo(1, 1);
  });

  test('the longest segment decides, not the average', () => {
    const job = jobOf(10);
    const [first, ...others] = job.segments;
    const long = { ...first, timeRange: { start: 0, end: 600 } } as Segment;
    const short = others.map((one) => ({ ...one, timeRange: { start: 0, end: 1 } }));
    expect(seconds({ ...job, segments: [long, ...short] })).toBeGreaterThan(seconds(job) * 1.5);
  });

  test('On-Demand costs more than Spot, and no address less than one', () => {
    expect(dollars(jobOf(10, { spotShare: 0 })) / dollars(jobOf(10))).toBeGreaterThan(1.8);
    expect(dollars(jobOf(10, { fleet: { publicAddresses: false } }))).toBeLessThan(dollars(jobOf(10)));
  });

  test('goes by region and architecture', () => {
    const of = (fleet: object) => dollars(jobOf(10, { fleet }));
    expect(of({ region: 'sa-east-1' })).toBeGreaterThan(of({}));
    expect(of({ architecture: 'arm64' })).toBeLessThan(of({}));
    expect(of({ region: 'af-south-1' })).toBe(of({}));
  });

  test('more launches than ECS takes at once are late, and On-Demand', () => {
    const all = { maxConcurrency: 1000 };
    const perSegment = (count: number) => dollars(jobOf(count, all)) / count;
    expect(perSegment(400) / perSegment(90)).toBeGreaterThan(1.5);
    expect(seconds(jobOf(400, all))).toBeGreaterThan(seconds(jobOf(90, all)) + 5);
  });

  test('what is drawn anew takes its time, and a container without an index is read as a whole', () => {
    const drawn = jobOptions({ motion: { ...jobOptions().motion, annotate: true } });
    expect(estimateJob(jobOf(10, { options: drawn })).tasks).toBe(12);
    expect(seconds(jobOf(10, { options: drawn }))).toBeGreaterThan(2 * seconds(jobOf(10)));
    expect(seconds(jobOf(10, { isReadWhole: true, sizeBytes: 6e9 }))).toBeGreaterThan(
      seconds(jobOf(10, { sizeBytes: 6e9 })) + 60,
    );
  });
});
