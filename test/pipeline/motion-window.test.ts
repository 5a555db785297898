import fc from 'fast-check';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import {
  cellOf,
  cellsAround,
  framesAround,
  mostFramesPerSecond,
  motionWindow,
  windowAround,
} from '../../pipeline/motion-window';
import { planSegments } from '../../pipeline/plan-segments';
import { toSeconds } from '../../pipeline/rational';
import { mediaInfo, timeBase } from './examples';

/** A video of so many seconds, at 25 frames a second unless told otherwise. */
const video = (durationSeconds: number, frameCount = Math.max(1, Math.round(durationSeconds * 25))) =>
  mediaInfo({ durationSeconds }, { endPts: Math.round(durationSeconds * timeBase.denominator), frameCount });

describe('motionWindow', () => {
  test('cells of three seconds in a long video', () => {
    expect(motionWindow(video(60))).toMatchObject({ cellSeconds: 3, cells: 9, lastCell: 19 });
  });

  test('a last cell that is cut short is a cell', () => {
    expect(motionWindow(video(60.04)).lastCell).toBe(20);
    // A quotient that is a hair too large is none.
    expect(motionWindow(video(60 + 1e-9)).lastCell).toBe(19);
  });

  test.each([0.04, 1, 7.3, 26.9, 27])('a window of nine cells fits into %d s', (seconds) => {
    const window = motionWindow(video(seconds));
    expect(window.cellSeconds).toBeCloseTo(seconds / 9, 12);
    expect([window.cells, window.lastCell]).toEqual([9, 8]);
    expect(cellsAround(window, 0)).toEqual({ first: 0, last: 8 });
    expect(cellsAround(window, 8)).toEqual({ first: 0, last: 8 });
    expect(windowAround(window, 0, seconds).from).toBe(0);
  });

  test('one frame, and even one that is shown for no time, has a window', () => {
    for (const seconds of [0.04, 0]) {
      const window = motionWindow(video(seconds, 1));
      expect(window.cellSeconds).toBeGreaterThan(0);
      expect(cellOf(window, 0)).toBe(0);
      expect(cellsAround(window, 0).first).toBe(0);
      expect(windowAround(window, 0, seconds)).toMatchObject({ from: 0 });
    }
  });

  test('a sample is a part of its cell: of at least two frames, where the cell has two, and of a fixed time where there are many', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 90_000, noNaN: true }), fc.nat({ max: 10_000 }), (seconds, more) => {
        const { cellSeconds, sampleSeconds } = motionWindow(video(seconds, more + 1));
        expect(sampleSeconds).toBeGreaterThanOrEqual(Math.min(cellSeconds, (2 * seconds) / (more + 1)));
        expect(sampleSeconds).toBeLessThanOrEqual(cellSeconds);
      }),
    );
    const [one, another] = [motionWindow(video(60, 60 * 60)), motionWindow(video(60, 60 * 240))];
    expect(one.sampleSeconds).toBe(another.sampleSeconds);
  });
});

describe('cellOf', () => {
  test('a time that lacks half a microsecond belongs to the cell that begins there', () => {
    const window = motionWindow(video(60));
    expect([0, 2.999, 3 - 4e-7, 3, 59.96].map((time) => cellOf(window, time))).toEqual([0, 0, 1, 1, 19]);
  });

  test('the first frames of all cells are in them, whatever quotient their length is', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 26, noNaN: true }), fc.nat({ max: 8 }), (seconds, cell) => {
        const window = motionWindow(video(seconds));
        expect(cellOf(window, cell * window.cellSeconds)).toBe(cell);
      }),
    );
  });
});

describe('cellsAround', () => {
  const window = motionWindow(video(60));

  test.each([
    [4, 0, 8],
    [5, 1, 9],
    [10, 6, 14],
    [15, 11, 19],
  ])('the four cells on either side of cell %i: %i to %i', (cell, first, last) => {
    expect(cellsAround(window, cell)).toEqual({ first, last });
  });

  test.each([
    [0, 0, 8],
    [3, 0, 8],
    [16, 11, 19],
    [19, 11, 19],
    // A container may announce a shorter video than there is.
    [22, 11, 19],
  ])('at the start and at the end the window of cell %i is shifted, not shrunk: %i to %i', (cell, first, last) => {
    expect(cellsAround(window, cell)).toEqual({ first, last });
  });

  test('every window of a video that has nine cells has nine, within the video, around its own', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 90_000, noNaN: true }), fc.nat(), (seconds, number) => {
        const window = motionWindow(video(seconds));
        const cell = number % (window.lastCell + 1);
        const { first, last } = cellsAround(window, cell);
        expect(last - first + 1).toBe(9);
        expect([first >= 0, last <= window.lastCell, first <= cell, cell <= last]).toEqual([true, true, true, true]);
      }),
    );
  });
});

describe('windowAround', () => {
  const seconds = fc.double({ min: 0.01, max: 90_000, noNaN: true });
  const places = fc.double({ min: 0, max: 1, noNaN: true });

  test('covers the samples for a frame and for the one that it is compared with, and the frame before all of them', () => {
    fc.assert(
      fc.property(seconds, places, (seconds, place) => {
        const window = motionWindow(video(seconds));
        const time = seconds * place;
        const { from, to } = windowAround(window, time, time);
        for (const one of [time, Math.max(0, time - window.longestLagSeconds)]) {
          const { first, last } = cellsAround(window, cellOf(window, one));
          const earliest = Math.min(first * window.cellSeconds, one) - 1 / mostFramesPerSecond;
          expect(from).toBeLessThanOrEqual(Math.max(0, earliest));
          expect(to).toBeGreaterThanOrEqual(last * window.cellSeconds + window.sampleSeconds);
          expect(to).toBeGreaterThanOrEqual(one);
        }
      }),
    );
  });

  test('is bounded, however long the video, and never begins before it', () => {
    fc.assert(
      fc.property(seconds, places, (seconds, place) => {
        const { from, to } = windowAround(motionWindow(video(seconds)), seconds * place, seconds * place);
        expect(from).toBeGreaterThanOrEqual(0);
        expect(to - from).toBeLessThan(12 * 3);
      }),
    );
  });

  test('of several frames is that of the first and the last together', () => {
    fc.assert(
      fc.property(seconds, places, places, (seconds, one, another) => {
        const window = motionWindow(video(seconds));
        const [start, end] = [Math.min(one, another) * seconds, Math.max(one, another) * seconds];
        const [first, last] = [windowAround(window, start, start), windowAround(window, end, end)];
        expect(windowAround(window, start, end)).toEqual({ from: first.from, to: last.to });
      }),
    );
  });
});

describe('framesAround', () => {
  const second = timeBase.denominator;

  test('in the source’s clock, rounded so that no frame is lost; null at the beginning and at the end', () => {
    const media = video(60);
    expect(framesAround(media, null, 20 * second)).toEqual({ from: null, to: expect.any(Number) as number });
    expect(framesAround(media, 40 * second, null)).toMatchObject({ to: null });
    const { from, to } = framesAround(media, 30 * second, 33 * second);
    const needed = windowAround(motionWindow(media), 30, 33);
    expect((from ?? NaN) / second).toBeCloseTo(needed.from, 3);
    expect((to ?? NaN) / second).toBeGreaterThanOrEqual(needed.to);
    expect((to ?? NaN) / second).toBeCloseTo(needed.to, 3);
    expect(framesAround(video(1), 0.5 * second, 0.7 * second)).toEqual({ from: null, to: null });
  });

  test('counts from the first frame, which needn’t be at 0', () => {
    const late = mediaInfo({}, { startPts: 1000 * second, endPts: 1060 * second });
    const { from, to } = framesAround(late, 1030 * second, 1033 * second);
    const here = framesAround(video(60), 30 * second, 33 * second);
    expect([from, to]).toEqual([(here.from ?? NaN) + 1000 * second, (here.to ?? NaN) + 1000 * second]);
  });
});

describe('a planned segment is given all frames that its records depend on', () => {
  /** A video by the distances between its frames, in ticks, with a key frame every so many of them. */
  const videos = fc
    .record({
      timeBase: fc.constantFrom(
        { numerator: 1, denominator: 1000 },
        { numerator: 1, denominator: 90_000 },
        { numerator: 1001, denominator: 30_000 },
        { numerator: 1, denominator: 25 },
      ),
      startPts: fc.integer({ min: -100_000, max: 100_000 }),
      /** Seconds; each is used again and again, with holes between. */
      rhythm: fc.array(fc.double({ min: 0.004, max: 1.2, noNaN: true }), { minLength: 1, maxLength: 12 }),
      gops: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 12 }),
      frames: fc.integer({ min: 1, max: 700 }),
    })
    .map(({ timeBase, startPts, rhythm, gops, frames }) => {
      const pts = [startPts];
      for (let frame = 0; frame < frames; frame += 1) {
        const seconds = rhythm[frame % rhythm.length] ?? 1;
        pts.push((pts.at(-1) ?? 0) + Math.max(1, Math.round((seconds * timeBase.denominator) / timeBase.numerator)));
      }
      const endPts = pts.pop() ?? 0;
      const keyFrames: number[] = [];
      for (let frame = 0; frame < pts.length; frame += gops[keyFrames.length % gops.length] ?? 1) {
        keyFrames.push(pts[frame] ?? NaN);
      }
      const media = mediaInfo(
        { durationSeconds: toSeconds(endPts - startPts, timeBase) },
        { timeBase, startPts, endPts, frameCount: pts.length },
      );
      const index: KeyFrameIndex = { keyFrames, startPts, endPts, frameCount: pts.length };
      return { pts, media, index };
    });

  test('however the video is cut, at constant and at variable frame rates', () => {
    fc.assert(
      fc.property(
        videos,
        fc.double({ min: 0.1, max: 40, noNaN: true }),
        fc.boolean(),
        ({ pts, media, index }, segmentSeconds, seekEarlier) => {
          const { timeBase, startPts } = media.video;
          const segments = planSegments(index, timeBase, {
            ...{ segmentSeconds, seekEarlier },
            around: (start, end) => framesAround(media, start, end),
          });
          const window = motionWindow(media);
          const times = pts.map((one) => toSeconds(one - startPts, timeBase));
          for (const { start, end, warmUpSeek, lookAheadEnd } of segments) {
            pts.forEach((own, frame) => {
              if (own < (start ?? -Infinity) || own >= (end ?? Infinity)) return;
              const { from, to } = windowAround(window, times[frame] ?? NaN, times[frame] ?? NaN);
              const needed = pts.filter((_, other) => (times[other] ?? NaN) >= from && (times[other] ?? NaN) < to);
              const missing = needed.filter((one) => one < (warmUpSeek ?? -Infinity) || one >= (lookAheadEnd ?? Infinity)); // prettier-ignore
              if (missing.length > 0) throw new Error(`The frame at ${own} needs those at ${missing.join(', ')}`);
            });
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
