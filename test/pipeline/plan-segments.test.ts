import fc from 'fast-check';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import { type SegmentLengths, justThese, maxSegments, planSegments } from '../../pipeline/plan-segments';
import { toPts } from '../../pipeline/rational';

const milliseconds = { numerator: 1, denominator: 1000 };
const lengths = { segmentSeconds: 10, around: justThese, seekEarlier: false };

/** A kernel that needs so many milliseconds more on both sides. */
const aroundBy =
  (before: number, after: number): SegmentLengths['around'] =>
  (start, end) => ({ from: start === null ? null : start - before, to: end === null ? null : end + after });

/** Key frames at the given seconds, in milliseconds. */
const indexOf = (keyFrames: number[], end: number, start = keyFrames[0] ?? 0): KeyFrameIndex => ({
  keyFrames: keyFrames.map((seconds) => seconds * 1000),
  framesFrom: keyFrames.map(() => 10),
  startPts: start * 1000,
  endPts: end * 1000,
  frameCount: 1,
});

const timeBases = fc.constantFrom(
  milliseconds,
  { numerator: 1, denominator: 90_000 },
  { numerator: 1, denominator: 12_800 },
  { numerator: 1001, denominator: 30_000 },
  { numerator: 1, denominator: 25 },
);

/** A video by its key frames: groups of pictures of any lengths, which need not begin at 0 nor with a key frame. */
const videos = fc
  .record({
    timeBase: timeBases,
    startPts: fc.integer({ min: -100_000, max: 100_000 }),
    leading: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5000 })),
    groups: fc.array(fc.integer({ min: 1, max: 20_000 }), { minLength: 1, maxLength: 60 }),
  })
  .map(({ timeBase, startPts, leading, groups }) => {
    const keyFrames = [startPts + leading];
    for (const group of groups) keyFrames.push((keyFrames.at(-1) ?? 0) + group);
    const endPts = keyFrames.pop() ?? 0;
    const framesFrom = keyFrames.map((_, position) => position + 1);
    const frameCount = framesFrom.reduce((sum, frames) => sum + frames, 0);
    return { timeBase, index: { keyFrames, framesFrom, startPts, endPts, frameCount } };
  });

const wishes = fc.record({
  segmentSeconds: fc.double({ min: 0.1, max: 200, noNaN: true }),
  around: fc.constantFrom(justThese, aroundBy(300, 0), aroundBy(2500, 1500)),
  seekEarlier: fc.boolean(),
});

describe('planSegments', () => {
  test('chains half-open segments from the beginning to the end, with borders at ascending key frames', () => {
    fc.assert(
      fc.property(videos, wishes, ({ index, timeBase }, wanted) => {
        const segments = planSegments(index, timeBase, wanted);
        expect(segments.map((segment) => segment.index)).toEqual(segments.map((_, position) => position));
        const borders = segments.slice(1).map(({ start }) => start ?? NaN);
        expect(segments[0]?.start).toBeNull();
        expect(segments.map(({ end }) => end)).toEqual([...borders, null]);
        expect(borders.filter((border) => !index.keyFrames.includes(border))).toEqual([]);
        expect(borders).toEqual([...new Set(borders)].sort((a, b) => a - b));
        const announced = segments.reduce((sum, { announcedFrames }) => sum + (announcedFrames ?? NaN), 0);
        expect(announced).toBe(index.frameCount);
      }),
    );
  });

  test('puts every frame into exactly one segment', () => {
    fc.assert(
      fc.property(videos, wishes, fc.array(fc.nat()), ({ index, timeBase }, wanted, numbers) => {
        const segments = planSegments(index, timeBase, wanted);
        const anywhere = numbers.map((number) => index.startPts + (number % (index.endPts - index.startPts)));
        for (const frame of [...index.keyFrames, index.startPts, index.endPts - 1, ...anywhere]) {
          const owners = segments.filter(
            ({ start, end }) => frame >= (start ?? -Infinity) && frame < (end ?? Infinity),
          );
          expect(owners).toHaveLength(1);
        }
      }),
    );
  });

  test('makes no segment shorter than half of the wanted length', () => {
    fc.assert(
      fc.property(videos, wishes, ({ index, timeBase }, wanted) => {
        const segments = planSegments(index, timeBase, wanted);
        if (segments.length === 1) return;
        const least = toPts(wanted.segmentSeconds, timeBase) / 2;
        for (const { start, end } of segments) {
          expect((end ?? index.endPts) - (start ?? index.startPts)).toBeGreaterThanOrEqual(least);
        }
      }),
    );
  });

  test('starts decoding at a key frame at or before the first frame, or at the beginning', () => {
    fc.assert(
      fc.property(videos, wishes, ({ index, timeBase }, wanted) => {
        for (const { start, end, seek, warmUpSeek, lookAheadEnd } of planSegments(index, timeBase, wanted)) {
          const { from, to } = wanted.around(start, end);
          expect(lookAheadEnd).toBe(to);
          for (const key of [seek, warmUpSeek]) if (key !== null) expect(index.keyFrames).toContain(key);
          if (start === null) expect([seek, warmUpSeek]).toEqual([null, null]);
          else {
            expect(seek ?? -Infinity).toBeLessThanOrEqual(start);
            expect(warmUpSeek ?? -Infinity).toBeLessThanOrEqual(from ?? NaN);
            expect(warmUpSeek ?? -Infinity).toBeLessThanOrEqual(seek ?? -Infinity);
          }
        }
      }),
    );
  });

  test('takes the key frame nearest to the wanted length as a border', () => {
    const borders = planSegments(indexOf([0, 4, 8, 13, 17, 21, 26, 31, 36], 40), milliseconds, lengths);
    expect(borders.map(({ start }) => start)).toEqual([null, 8_000, 17_000, 26_000]);
  });

  test('leaves a last piece that is too short with its predecessor', () => {
    const starts = (end: number) =>
      planSegments(indexOf([0, 10, 20], end), milliseconds, lengths).map(({ start }) => start);
    expect(starts(24.999)).toEqual([null, 10_000]);
    expect(starts(25)).toEqual([null, 10_000, 20_000]);
  });

  test('makes one segment of a video with one key frame', () => {
    expect(planSegments(indexOf([2], 3600), milliseconds, lengths)).toEqual([
      {
        index: 0,
        start: null,
        end: null,
        seek: null,
        warmUpSeek: null,
        lookAheadEnd: null,
        announcedFrames: 10,
        timeRange: { start: 0, end: 3598 },
      },
    ]);
  });

  test('makes one segment when the wanted length is longer than the video', () => {
    const segments = planSegments(indexOf([0, 1, 2, 3], 4), milliseconds, { ...lengths, segmentSeconds: 3600 });
    expect(segments.map(({ start, end }) => [start, end])).toEqual([[null, null]]);
  });

  test('lets the length grow instead of making more segments than the limit', () => {
    const keyFrames = Array.from({ length: 20_000 }, (_, second) => second);
    const segments = planSegments(indexOf(keyFrames, 20_000), milliseconds, { ...lengths, segmentSeconds: 0.1 });
    expect(segments.length).toBeLessThanOrEqual(maxSegments);
    expect(segments.length).toBeGreaterThan(maxSegments / 4);
  });

  test('tells time ranges in seconds from the first frame', () => {
    const ntsc = { numerator: 1001, denominator: 30_000 };
    const index = { keyFrames: [100, 400], framesFrom: [300, 300], startPts: 100, endPts: 700, frameCount: 600 };
    const ranges = planSegments(index, ntsc, lengths).map(({ timeRange }) => timeRange);
    expect(ranges).toEqual([
      { start: 0, end: 10.01 },
      { start: 10.01, end: 20.02 },
    ]);
  });

  test('looks the warm-up back to a key frame, or to the beginning when there is none but the first', () => {
    const index = indexOf([0, 9, 10, 19.5, 20], 30);
    const segments = planSegments(index, milliseconds, { ...lengths, around: aroundBy(600, 0) });
    expect(segments.map(({ start, seek, warmUpSeek }) => [start, seek, warmUpSeek])).toEqual([
      [null, null, null],
      [10_000, 10_000, 9_000],
      [20_000, 20_000, 10_000],
    ]);
    const [, second] = planSegments(index, milliseconds, { ...lengths, around: aroundBy(1001, 0) });
    expect(second?.warmUpSeek).toBeNull();
  });

  test('asks for what lies around each segment, and keeps where that ends, up to the frame', () => {
    const asked: unknown[] = [];
    const segments = planSegments(indexOf([0, 10, 20], 30), milliseconds, {
      ...lengths,
      around: (start, end) => {
        asked.push([start, end]);
        return { from: end === null ? 9_999 : null, to: start === 10_000 ? null : 12_345 };
      },
    });
    expect(asked).toEqual([[null, 10_000], [10_000, 20_000], [20_000, null]]); // prettier-ignore
    expect(segments.map(({ warmUpSeek, lookAheadEnd }) => [warmUpSeek, lookAheadEnd])).toEqual([
      [null, 12_345],
      [null, null],
      // The key frame before 9.999 s is the first: from the beginning.
      [null, 12_345],
    ]);
    expect(segments.map(({ seek }) => seek)).toEqual([null, 10_000, 20_000]);
  });

  test('seeks one key frame earlier where a seek may come out too late', () => {
    const index = indexOf([0, 5, 10, 15, 20], 30);
    const segments = planSegments(index, milliseconds, {
      segmentSeconds: 5,
      around: aroundBy(1000, 0),
      seekEarlier: true,
    });
    expect(segments.map(({ start, seek, warmUpSeek }) => [start, seek, warmUpSeek])).toEqual([
      [null, null, null],
      [5_000, null, null],
      [10_000, 5_000, null],
      [15_000, 10_000, 5_000],
      [20_000, 15_000, 10_000],
    ]);
  });

  test('in a time base finer than microseconds, cuts only where a border can be told in them', () => {
    const second = 10_000_000;
    const index = { ...indexOf([], 40, 0), keyFrames: [0, 10 * second + 3, 11 * second, 20 * second + 7], framesFrom: undefined, endPts: 40 * second }; // prettier-ignore
    const starts = planSegments(index, { numerator: 1, denominator: second }, lengths).map(({ start }) => start);
    expect(starts).toEqual([null, 11 * second]);
  });
});
