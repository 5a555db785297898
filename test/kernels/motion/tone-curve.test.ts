import { ToneCurve } from '../../../kernels/motion/tone-curve';

const clamp = (value: number) => Math.max(0, Math.min(255, Math.round(value)));

/** Every level as often as every other. */
const ramp = Uint8Array.from({ length: 64 * 256 }, (_, pixel) => pixel % 256);
const everyPixel = Int32Array.from(ramp, (_, pixel) => pixel);

function fitted(frame: Uint8Array, reference = ramp): ToneCurve {
  const curve = new ToneCurve(everyPixel.subarray(0, reference.length));
  curve.fit(frame, reference);
  return curve;
}

/** What a curve leaves unexplained of each pixel. */
const residue = (frame: Uint8Array, reference = ramp) => {
  const { shift } = fitted(frame, reference);
  return Math.max(...frame.map((level, pixel) => Math.abs(level - (reference[pixel] ?? 0) - (shift[reference[pixel] ?? 0] ?? 0)))); // prettier-ignore
};

describe('ToneCurve', () => {
  test('the same picture has no shift', () => expect([...fitted(ramp).shift]).toEqual(Array.from(ramp.subarray(0, 256), () => 0))); // prettier-ignore

  test.each([7, -7, 25])('an offset of %d leaves no residue where it doesn’t clip', (offset) => {
    const middle = ramp.map((level) => 40 + (level >> 1));
    expect(residue(middle.map((level) => level + offset), middle)).toBe(0); // prettier-ignore
  });

  test.each([0.8, 0.9, 1.1, 1.3])('a gain of %d leaves no more than the rounding of a bin', (gain) => {
    const dark = ramp.map((level) => level >> 1);
    // A bin's median stands for its middle; half a bin away, at the ends, the gain differs by 8 levels' worth.
    const bound = Math.ceil(Math.abs(gain - 1) * 8) + 1;
    expect(residue(dark.map((level) => clamp(level * gain)), dark)).toBeLessThanOrEqual(bound); // prettier-ignore
  });

  test('an object that covers less than half of a tone doesn’t bend the curve', () => {
    const withObject = ramp.map((level, pixel) => (pixel < ramp.length * 0.4 ? 255 - level : level));
    const { shift } = fitted(withObject);
    expect(Math.max(...shift.map(Math.abs))).toBe(0);
  });

  test('tones that too few pixels have take the shift of their neighbours', () => {
    const twoTones = ramp.map((_, pixel) => (pixel % 2 ? 56 : 200));
    const { shift } = fitted(twoTones.map((level) => (level === 56 ? 60 : 220)), twoTones); // prettier-ignore
    expect([shift[0], shift[56], shift[128], shift[200], shift[255]]).toEqual([4, 4, 12, 20, 20]);
  });

  test('is fitted anew every time', () => {
    const curve = fitted(ramp.map((level) => clamp(level + 9)));
    curve.fit(ramp, ramp);
    expect(Math.max(...curve.shift)).toBe(0);
  });

  test('too few pixels for a curve shift all tones alike, and none at all shift nothing', () => {
    const shiftOf = (samples: number[]) => {
      const curve = new ToneCurve(Int32Array.from(samples));
      curve.fit(Uint8Array.of(9, 10, 11), Uint8Array.of(1, 2, 3));
      return new Set(curve.shift);
    };
    expect(shiftOf([0, 1, 2])).toEqual(new Set([8]));
    expect(shiftOf([])).toEqual(new Set([0]));
  });
});
