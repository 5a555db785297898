import { ValueCounter } from '../../../kernels/histogram/count-values';
import type { Bins } from '../../../kernels/histogram/options';

const values = Uint8Array.from({ length: 1003 }, (_, index) => (index * index * 7 + (index >> 3)) % 256);

/** One value after the other. */
function plainly(bytes: Uint8Array, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const value of bytes) counts[Math.floor((value * bins) / 256)]! += 1;
  return counts;
}

describe('ValueCounter', () => {
  test.each<Bins>([16, 32, 64, 128, 256])('%d bins: each value in its own, of every plane', (bins) => {
    const planes = [
      { channel: 'a', start: 0, end: 401 },
      { channel: 'b', start: 401, end: 802 },
      { channel: 'c', start: 802, end: 1003 },
    ];
    const counter = new ValueCounter(planes, bins);
    const expected = planes.flatMap(({ start, end }) => plainly(values.subarray(start, end), bins));
    expect([...counter.count(values)]).toEqual(expected);
    // Nothing is left of a picture in the next one.
    expect([...counter.count(values)]).toEqual(expected);
  });

  test('wherever in memory the pixels begin, and however few they are', () => {
    for (let offset = 0; offset < 4; offset += 1) {
      for (let length = 0; length < 9; length += 1) {
        const pixels = values.subarray(offset + 100, offset + 100 + length + 1);
        const counter = new ValueCounter([{ channel: 'a', start: 1, end: length + 1 }], 256);
        expect([...counter.count(pixels)]).toEqual(plainly(pixels.subarray(1), 256));
      }
    }
  });
});
