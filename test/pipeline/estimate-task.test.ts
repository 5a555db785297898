import { type Conditions, type Way, type WeighedKernel, estimateWay, warmUpShare } from '../../pipeline/estimate-task';
import type { Segment } from '../../pipeline/segment';
import { mediaInfo } from './examples';

const rate = 12_800;
const [segmentSeconds, gopSeconds] = [100, 5];

/** A million pixels a second: two segments of 100 s, of which the second begins to decode 10 s earlier for a kernel that looks around. */
const segments = [0, 1].map((index): Segment => {
  const start = index * segmentSeconds * rate;
  return {
    ...{ index, announcedFrames: null, timeRange: { start: index * 100, end: (index + 1) * 100 } },
    ...(index === 0
      ? { start: null, end: 100 * rate, seek: null, warmUpSeek: null, lookAheadEnd: (100 + gopSeconds) * rate }
      : { start, end: null, seek: start, warmUpSeek: start - 2 * gopSeconds * rate, lookAheadEnd: null }),
  };
});
const media = mediaInfo(
  { durationSeconds: 200 },
  { width: 1000, height: 1000, frameCount: 200, endPts: 200 * rate, codec: 'h264' },
);
const conditions: Conditions = { media, segments, capacity: { vcpus: 1, spotShare: 0 } };

const weighed = (name: string, more: Partial<WeighedKernel<string>> = {}): WeighedKernel<string> => ({
  ...{ name, cost: { perVideoSecond: 1 }, looksAround: false, inspects: false },
  ...more,
});
const fused = (...kernels: WeighedKernel<string>[]): Way<string> => ({
  ...{ mode: 'fused', tasks: [kernels], inspectIn: 'task' },
});

/** What an estimate says more than another. */
const surplus = (way: Way<string>, other: Way<string>, given = conditions) =>
  estimateWay(way, given).seconds - estimateWay(other, given).seconds;

describe('estimateWay', () => {
  const plain = fused(weighed('plain'));

  test('a task starts, decodes, and does its kernels’ work', () => {
    const { seconds, dollars } = estimateWay(plain, conditions);
    // 20 s to start; 0.0032 vCPU seconds to decode a megapixel of H.264; 85 % of a processor.
    expect(seconds).toBeCloseTo(20 + (100 * 0.0032 + 100) / 0.85, 6);
    const billed = Math.ceil(seconds) / 3600;
    expect(dollars).toBeCloseTo(billed * (0.04048 + 2 * 0.004445) + (4 * 0.025) / 1000, 9);
  });

  test('it is faster with more processors, and cheaper on Spot', () => {
    const { seconds, dollars } = estimateWay(plain, conditions);
    const larger = estimateWay(plain, { ...conditions, capacity: { vcpus: 4, spotShare: 0 } });
    expect(larger.seconds - 20).toBeCloseTo((seconds - 20) / 4, 6);
    const spot = estimateWay(plain, { ...conditions, capacity: { vcpus: 1, spotShare: 1 } });
    expect(spot.seconds).toBe(seconds);
    expect(spot.dollars).toBeLessThan(dollars / 2);
  });

  test.each([
    ['mpeg4', 0.0018],
    ['prores', 0.0099],
    ['a codec of tomorrow', 0.005],
  ])('decoding %s takes %d vCPU seconds for a megapixel', (codec, perMegapixel) => {
    const given = { ...conditions, media: mediaInfo(media, { codec }) };
    const difference = estimateWay(plain, given).seconds - estimateWay(plain, conditions).seconds;
    expect(difference).toBeCloseTo((100 * (perMegapixel - 0.0032)) / 0.85, 6);
  });

  test('who looks around decodes more, and looks at more', () => {
    const around = fused(weighed('around', { looksAround: true }));
    // 5 s more of the first segment, 10 s more of the second.
    expect(surplus(around, plain)).toBeCloseTo((7.5 * (1 + 0.0032)) / 0.85, 6);
  });

  test('side by side takes as long as the slowest; each pays for its start and its decode', () => {
    const [light, heavy] = [weighed('light'), weighed('heavy', { cost: { perVideoSecond: 5 } })];
    const split: Way<string> = { mode: 'split', tasks: [[light], [heavy]], inspectIn: 'task' };
    const [apart, one, other, both] = [split, fused(light), fused(heavy), fused(light, heavy)].map((way) =>
      estimateWay(way, conditions),
    );
    expect(apart?.seconds).toBe(other?.seconds);
    expect(both?.seconds).toBeGreaterThan(other?.seconds ?? NaN);
    // Two states are entered fewer than by two single tasks.
    expect(apart?.dollars).toBeCloseTo((one?.dollars ?? NaN) + (other?.dollars ?? NaN) - (2 * 0.025) / 1000, 9);
  });

  test('pictures are inspected by the task, or sampled for a function that comes after it', () => {
    const cost = { perVideoSecond: 1, perPicture: 0.3, picturesPerSecond: 2 };
    const inspector = weighed('inspector', { inspects: true, cost });
    const inTask = fused(inspector);
    const inFunction: Way<string> = { ...inTask, inspectIn: 'function' };
    expect(surplus(inTask, plain)).toBeCloseTo((200 * 0.3) / 0.85, 6);
    // 200 pictures of 3 MB: 0.015 vCPU seconds to write a MB, 0.004 to read it; 3008 MiB have 1.7 vCPUs; 4 s to start.
    const work = 200 * 0.3 + 600 * 0.004;
    const { longestFunctionSeconds, mostSampleBytes } = estimateWay(inFunction, conditions);
    expect(longestFunctionSeconds).toBeCloseTo(4 + work / ((3008 / 1769) * 0.85), 6);
    expect(mostSampleBytes).toBeCloseTo(600e6, 0);
    expect(surplus(inFunction, plain)).toBeCloseTo((600 * 0.015) / 0.85 + longestFunctionSeconds, 6);
    // Of a kernel that looks at no pictures, none are sampled.
    expect(estimateWay({ ...plain, inspectIn: 'function' }, conditions).longestFunctionSeconds).toBe(0);
  });
});

describe('warmUpShare', () => {
  const [looker, encoder] = [
    weighed('looker', { looksAround: true }),
    weighed('encoder', { cost: { perVideoSecond: 3 } }),
  ];

  test('of a second around a segment only those that look there take their part', () => {
    expect(warmUpShare(fused(encoder), conditions)).toBe(0);
    expect(warmUpShare(fused(looker), conditions)).toBe(1);
    expect(warmUpShare(fused(looker, encoder), conditions)).toBeCloseTo(1.0032 / 4.0032, 9);
  });

  test('each task decodes for itself', () => {
    const split: Way<string> = { mode: 'split', tasks: [[looker], [encoder]], inspectIn: 'task' };
    expect(warmUpShare(split, conditions)).toBeCloseTo(1.0032 / 4.0064, 9);
  });
});
