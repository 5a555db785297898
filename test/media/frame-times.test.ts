import fc from 'fast-check';
import { trackTimescale } from '../../media/frame-times';

describe('trackTimescale', () => {
  test.each([
    [90_000, 90_000],
    [10_000, 10_000],
    [30_000, 30_000],
    [1000, 10_000],
    [25, 10_000],
    [24, 10_008],
    [1, 10_000],
    [9999, 19_998],
  ])('1/%d -> %d', (denominator, timescale) => expect(trackTimescale({ numerator: 1, denominator })).toBe(timescale));

  test('every time of the source is a whole number of its ticks', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), (denominator) => {
        const timescale = trackTimescale({ numerator: 1, denominator });
        expect(timescale % denominator).toBe(0);
        expect(timescale).toBeGreaterThanOrEqual(10_000);
      }),
    );
  });
});
