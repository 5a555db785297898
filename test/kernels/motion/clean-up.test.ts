import fc from 'fast-check';
import { CleanUp } from '../../../kernels/motion/clean-up';
import { masks } from './masks';

/** How many of a pixel's 3x3 neighbourhood are set, counted one by one. */
function naive(mask: Uint8Array, width: number, height: number): number[] {
  return Array.from(mask, (_, pixel) => {
    let set = 0;
    for (let dy = -1; dy <= 1; dy += 1) {
      for (let dx = -1; dx <= 1; dx += 1) {
        const [x, y] = [(pixel % width) + dx, Math.floor(pixel / width) + dy];
        if (x >= 0 && x < width && y >= 0 && y < height) set += mask[y * width + x] ?? 0;
      }
    }
    return set >= 4 ? 1 : 0;
  });
}

describe('CleanUp', () => {
  test('keeps and sets the pixels with at least 4 of 9 neighbours set', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        const expected = naive(mask, width, height);
        new CleanUp(width, height).run(mask);
        expect([...mask]).toEqual(expected);
      }),
    );
  });

  test('keeps nothing of an earlier mask', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        const cleanUp = new CleanUp(width, height);
        cleanUp.run(new Uint8Array(width * height).fill(1));
        const [again, fresh] = [mask.slice(), mask.slice()];
        cleanUp.run(again);
        new CleanUp(width, height).run(fresh);
        expect(again).toEqual(fresh);
      }),
    );
  });

  test('takes a single pixel out and closes a hole', () => {
    const lone = Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0);
    new CleanUp(3, 3).run(lone);
    expect([...lone]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    const holed = Uint8Array.of(1, 1, 1, 1, 0, 1, 1, 1, 1);
    new CleanUp(3, 3).run(holed);
    expect(holed[4]).toBe(1);
  });
});
