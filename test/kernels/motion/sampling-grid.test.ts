import { SamplingGrid } from '../../../kernels/motion/sampling-grid';
import type { MotionWindow } from '../../../pipeline/motion-window';
import { randomNumbers } from './pictures';

const window: MotionWindow = { cellSeconds: 1, cells: 9, lastCell: 19, sampleSeconds: 0.5, longestLagSeconds: 0.8 };
const grid = () => new SamplingGrid(window, 1);

/** A frame of one pixel at each of the times. */
function fill(times: readonly number[], levelAt: (time: number) => number, into = grid()): SamplingGrid {
  for (const time of times) into.add(Uint8Array.of(levelAt(time)), time);
  into.end();
  return into;
}

const every = (seconds: number, from: number, to: number): number[] =>
  Array.from({ length: Math.round((to - from) / seconds) }, (_, frame) => from + frame * seconds);
const samples = (of: SamplingGrid, cells: readonly number[]) => cells.map((cell) => of.sample(cell)?.[0]);

describe('SamplingGrid', () => {
  test('a sample is the mean of the first four frames of its cell, rounded', () => {
    const levels = new Map([[3, 10], [3.04, 20], [3.08, 30], [3.12, 43], [3.16, 255]]); // prettier-ignore
    expect(
      samples(
        fill([...levels.keys()], (time) => levels.get(time)!),
        [2, 3, 4],
      ),
    ).toEqual([undefined, 26, undefined]);
  });

  test('every pixel has a mean of its own, also of four white frames', () => {
    const wide = new SamplingGrid(window, 3);
    for (const frame of [0, 1, 2, 3]) wide.add(Uint8Array.of(0, 255, 10 * frame), frame / 25);
    expect([...wide.sample(0)!]).toEqual([0, 255, 15]);
  });

  test('frames of one sample lie within 0.35 s', () => {
    // The fourth comes 0.36 s after the first.
    const sparse = fill([0, 0.12, 0.24, 0.36], (time) => (time > 0.3 ? 200 : 10));
    expect(sparse.sample(0)?.[0]).toBe(10);
  });

  test('a frame is in the cell in which it is shown, on whatever side of the border rounding puts it', () => {
    // Ten times a tenth are a bit less than one.
    const tenth = Array.from({ length: 10 }, () => 0.1).reduce((sum, step) => sum + step, 0);
    expect(tenth).toBeLessThan(1);
    expect(
      samples(
        fill([0, tenth], (time) => time * 100),
        [0, 1],
      ),
    ).toEqual([0, 99]);
  });

  test('takes no sample late in a cell, and no part of one', () => {
    expect(
      samples(
        fill([0.6, 0.7, 1.49, 2.5], () => 9),
        [0, 1, 2],
      ),
    ).toEqual([undefined, 9, undefined]);
    expect(fill([0.4, 0.45, 0.55], (time) => (time > 0.5 ? 200 : 10)).sample(0)?.[0]).toBe(10);
  });

  test('a cell that begins while the last one’s sample isn’t full gets its own', () => {
    const short = new SamplingGrid({ ...window, cellSeconds: 0.1, sampleSeconds: 0.1 }, 1);
    expect(
      samples(
        fill([0, 0.05, 0.1, 0.15], (time) => time * 100, short),
        [0, 1],
      ),
    ).toEqual([3, 13]);
  });

  const random = randomNumbers(5);
  const jittered = every(1 / 15, 0, 12).filter(() => random() < 0.8);

  test.each([
    ['25 fps', every(1 / 25, 0, 12)],
    ['29.97 fps', every(1001 / 30_000, 0, 12)],
    ['a frame now and then', jittered],
    ['two seconds without a frame', every(1 / 25, 0, 12).filter((time) => time < 4.1 || time > 6.2)],
  ])('%s: the samples are the same wherever it begins before the cell', (_, times) => {
    const levelAt = (time: number) => Math.round(time * 997) % 256;
    const whole = samples(fill(times, levelAt), every(1, 0, 12));
    expect(whole.filter((level) => level !== undefined).length).toBeGreaterThan(8);
    for (const start of [0.3, 2, 2.04, 4.5, 6.9]) {
      const late = fill(times.filter((time) => time >= start), levelAt); // prettier-ignore
      const cells = every(1, Math.ceil(start), 12);
      expect(samples(late, cells)).toEqual(whole.slice(Math.ceil(start)));
    }
  });

  test('a cell is complete when its sample is, or when it is too late for one', () => {
    const open = grid();
    for (const frame of [0, 1, 2]) open.add(Uint8Array.of(1), 2 + frame / 25);
    expect(open.isComplete(2, 2.08)).toBe(false);
    // Still being collected, although it is late: the next frame ends it.
    expect(open.isComplete(2, 2.5)).toBe(false);
    expect([open.isComplete(1, 2.08), open.isComplete(3, 2.08)]).toEqual([true, false]);
    open.add(Uint8Array.of(1), 2.12);
    expect(open.isComplete(2, 2.12)).toBe(true);
    expect([open.isComplete(3, 3.49), open.isComplete(3, 3.5)]).toEqual([false, true]);
  });

  test('no more frames come: what was collected is the sample', () => {
    const open = grid();
    open.add(Uint8Array.of(8), 0);
    expect(open.sample(0)).toBeUndefined();
    open.end();
    open.end();
    expect([...open.sample(0)!]).toEqual([8]);
    expect(open.isComplete(0, 0)).toBe(true);
  });

  test('forgets the cells before, and what it forgot doesn’t show through in later ones', () => {
    const some = fill(every(0.04, 0, 3), (time) => 50 + Math.floor(time));
    some.forgetBefore(2);
    expect(samples(some, [0, 1, 2])).toEqual([undefined, undefined, 52]);
    fill(every(0.04, 3, 6), (time) => 50 + Math.floor(time), some);
    expect(samples(some, [2, 3, 4, 5])).toEqual([52, 53, 54, 55]);
  });

  test('the picture is copied', () => {
    const [pixels, copied] = [Uint8Array.of(7), grid()];
    copied.add(pixels, 0);
    pixels[0] = 99;
    copied.end();
    expect(copied.sample(0)?.[0]).toBe(7);
  });
});
