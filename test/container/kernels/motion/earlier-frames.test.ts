import fc from 'fast-check';
import { EarlierFrames } from '../../../../container/kernels/motion/earlier-frames';

/** The number of the frame that each frame is compared to; quarters of a second are exact. */
function referencesOf(quarters: number[], lagQuarters: number): (number | undefined)[] {
  const earlier = new EarlierFrames(lagQuarters / 4);
  const shared = new Uint8Array(1);
  return quarters.map((quarter, frame) => {
    // One buffer for all, as the decoder hands them over.
    shared[0] = frame;
    earlier.add(shared, quarter / 4);
    return earlier.reference?.[0];
  });
}

describe('EarlierFrames', () => {
  test('has no reference before the first frame', () => expect(new EarlierFrames(1).reference).toBeUndefined());

  test('looks back by time', () => {
    expect(referencesOf([0, 1, 2, 3, 4, 5], 2)).toEqual([0, 0, 0, 1, 2, 3]);
  });

  test('a lag that falls between two frames takes the earlier', () => {
    expect(referencesOf([0, 2, 4, 6, 8], 3)).toEqual([0, 0, 0, 1, 2]);
  });

  test('the last frame at least the lag before, or the first of all, at any frame rate', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 100 }).map((list) => list.toSorted((a, b) => a - b)); // prettier-ignore
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 20 }), (quarters, lag) => {
        const expected = quarters.map((now) =>
          Math.max(
            0,
            quarters.findLastIndex((time) => time <= now - lag),
          ),
        );
        expect(referencesOf(quarters, lag)).toEqual(expected);
      }),
    );
  });

  test('finds the same frame wherever it began, once the lag has passed', () => {
    const times = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 2, maxLength: 100 }).map((list) => list.toSorted((a, b) => a - b)); // prettier-ignore
    fc.assert(
      fc.property(times, fc.nat(), fc.integer({ min: 1, max: 20 }), (quarters, number, lag) => {
        const begin = number % quarters.length;
        const fromStart = referencesOf(quarters, lag);
        referencesOf(quarters.slice(begin), lag).forEach((reference, frame) => {
          if ((quarters[begin + frame] ?? 0) - (quarters[begin] ?? 0) < lag) return;
          expect((reference ?? NaN) + begin).toBe(fromStart[begin + frame]);
        });
      }),
    );
  });
});
