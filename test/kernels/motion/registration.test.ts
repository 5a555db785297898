import { Registration, type Shift, isShifted } from '../../../kernels/motion/registration';
import { ground, withNoise, withPicture } from './pictures';

const [width, height] = [64, 48];
const still = ground(width, height);
const sameTones = new Int16Array(256);

function found(frame: Uint8Array, tones = sameTones, reference = still): Shift {
  const registration = new Registration(width, height);
  registration.setReference(reference);
  const shift = { dx: 9, dy: 9 };
  registration.find(frame, tones, shift);
  return shift;
}

/** Within 0.2 pixels. */
function expectShift({ dx, dy }: Shift, x: number, y: number): void {
  expect({ dx: Math.abs(dx - x) <= 0.2 ? x : dx, dy: Math.abs(dy - y) <= 0.2 ? y : dy }).toEqual({ dx: x, dy: y });
}

const shifts: [number, number][] = [[0, 0], [1, 0], [0, -2], [3, 3], [-4, 2], [5, -5], [0.5, 0], [-0.3, 1.7], [2.4, -3.6], [4.5, 4.5]]; // prettier-ignore

describe('Registration', () => {
  test.each(shifts)('finds a shift of (%d, %d) in noise', (dx, dy) => {
    expectShift(found(withNoise(ground(width, height, dx, dy), 3, 7), sameTones, withNoise(still, 1.5, 8)), dx, dy);
  });

  test.each(shifts)('finds (%d, %d) although a quarter of the picture is a thing that goes its own way', (dx, dy) => {
    const thing = withNoise(new Uint8Array(width * height).fill(220), 30, 3);
    const at = { x: 14, y: 10, width: 32, height: 24 };
    expectShift(found(withPicture(ground(width, height, dx, dy), width, at, thing)), dx, dy);
  });

  test('a quarter that moves the other way doesn’t take the rest along', () => {
    const at = { x: 16, y: 12, width: 32, height: 24 };
    const frame = withPicture(still, width, at, ground(width, height, 4, 0));
    expectShift(found(withNoise(frame, 2, 4)), 0, 0);
  });

  test.each(shifts)('finds (%d, %d) in another light, when told of it', (dx, dy) => {
    const tones = sameTones.map((_, level) => Math.round(level * 0.2 + 10));
    const brighter = ground(width, height, dx, dy).map((level) => Math.min(255, level * 1.2 + 10));
    expectShift(found(withNoise(brighter, 2, 5), tones), dx, dy);
  });

  test('a flat picture has no shift, nor has one with an edge too short to tell', () => {
    const flat = new Uint8Array(width * height).fill(90);
    expect(found(withNoise(flat, 1, 1), sameTones, flat)).toEqual({ dx: 0, dy: 0 });
    const dot = (x: number) =>
      withPicture(flat, width, { x, y: 20, width: 4, height: 4 }, new Uint8Array(width * height).fill(200));
    expect(found(dot(32), sameTones, dot(30))).toEqual({ dx: 0, dy: 0 });
  });

  test('what stands out much has no more say than anything else', () => {
    const [faint, moved] = [still, ground(width, height, 3, 0)].map((picture) =>
      picture.map((level) => 80 + level * 0.3),
    );
    // Black and white just where the unmoved ground is dark and bright.
    const glaring = still.map((level) => (level > 120 ? 255 : 0));
    const frame = withPicture(moved!, width, { x: 16, y: 12, width: 32, height: 24 }, glaring);
    expectShift(found(frame, sameTones, faint), 3, 0);
  });

  test('a fence says nothing about the direction along it', () => {
    const fence = (dx: number) =>
      Uint8Array.from(
        { length: width * height },
        (_, pixel) => 120 + Math.round(60 * Math.sin(((pixel % width) - dx) / 3)),
      );
    const { dx, dy } = found(fence(0.3), sameTones, fence(0));
    expect([Number.isFinite(dx), Math.abs(dy)]).toEqual([true, 0]);
  });

  test('pictures too small for a search have no shift', () => {
    const registration = new Registration(16, 12);
    registration.setReference(ground(16, 12));
    const shift = { dx: 1, dy: 1 };
    registration.find(ground(16, 12, 2, 0), sameTones, shift);
    expect(shift).toEqual({ dx: 0, dy: 0 });
  });

  test('forgets the reference before', () => {
    const registration = new Registration(width, height);
    registration.setReference(ground(width, height, 3, 0));
    registration.setReference(still);
    const shift = { dx: 0, dy: 0 };
    registration.find(ground(width, height, 1, 1), sameTones, shift);
    expectShift(shift, 1, 1);
  });

  test.each(shifts)('aligning takes a shift of (%d, %d) back', (dx, dy) => {
    const registration = new Registration(width, height);
    registration.setReference(still);
    const aligned = new Uint8Array(width * height).fill(255);
    registration.align(ground(width, height, dx, dy), { dx, dy }, sameTones, aligned);
    // Between pixels a straight line stands for a curve: a few levels off where it is most bent.
    expect(Math.max(...aligned.map((level, pixel) => Math.abs(level - (still[pixel] ?? 0))))).toBeLessThanOrEqual(5);
    const error = aligned.reduce((sum, level, pixel) => sum + level - (still[pixel] ?? 0), 0) / aligned.length;
    expect(Math.abs(error)).toBeLessThan(0.25);
  });

  test('where the frame has no picture, it is what the reference lets expect, in the frame’s tones', () => {
    const registration = new Registration(width, height);
    registration.setReference(still);
    const aligned = new Uint8Array(width * height);
    const tones = sameTones.map((_, level) => (level > 140 ? 200 : 20));
    registration.align(new Uint8Array(width * height), { dx: 3, dy: -2 }, tones, aligned);
    const at = (x: number, y: number) => aligned[y * width + x];
    const expected = (x: number, y: number) => {
      const level = still[y * width + x] ?? 0;
      return level > 140 ? 255 : level + 20;
    };
    expect([at(10, 0), at(63, 20), at(10, 20)]).toEqual([expected(10, 0), expected(63, 20), 0]);
  });

  test.each([
    [{ dx: 0.1, dy: -0.14 }, false],
    [{ dx: 0.15, dy: 0 }, true],
    [{ dx: 0, dy: -0.2 }, true],
  ])('%j is worth moving: %s', (shift, worth) => expect(isShifted(shift)).toBe(worth));
});
