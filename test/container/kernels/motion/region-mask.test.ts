import fc from 'fast-check';
import { contains, regionMask } from '../../../../container/kernels/motion/region-mask';
import type { Point, Region } from '../../../../pipeline/region';

const rows = (mask: Uint8Array, width: number) =>
  Array.from({ length: mask.length / width }, (_, y) => mask.subarray(y * width, (y + 1) * width).join(''));

const rectangle = (x0: number, y0: number, x1: number, y1: number): Region => ({
  polygon: [[x0, y0], [x1, y0], [x1, y1], [x0, y1]], // prettier-ignore
});

describe('regionMask', () => {
  test('without regions the whole picture counts', () => {
    expect(rows(regionMask([], 3, 2), 3)).toEqual(['111', '111']);
  });

  test('a pixel counts when its centre lies in any of the regions', () => {
    const regions = [rectangle(0, 0, 0.26, 0.5), rectangle(0.75, 0.5, 1, 1)];
    expect(rows(regionMask(regions, 4, 4), 4)).toEqual(['1000', '1000', '0001', '0001']);
  });

  test('a triangle', () => {
    expect(rows(regionMask([{ polygon: [[0, 0], [1, 0], [0, 1]] }], 4, 4), 4)).toEqual(['1110', '1100', '1000', '0000']); // prettier-ignore
  });

  test('a polygon may be concave', () => {
    const polygon: Point[] = [[0, 0], [1, 0], [1, 1], [0.75, 1], [0.75, 0.25], [0.25, 0.25], [0.25, 1], [0, 1]]; // prettier-ignore
    expect(rows(regionMask([{ polygon }], 4, 4), 4)).toEqual(['1111', '1001', '1001', '1001']);
  });

  test('marks of rectangles exactly the pixels whose centres lie within', () => {
    const side = fc.integer({ min: 1, max: 24 });
    // As fractions these are an even number over 2049; a pixel’s centre is an odd number over twice the side: they never meet.
    const edges = fc.uniqueArray(fc.integer({ min: 0, max: 511 }), { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(side, side, edges, edges, (width, height, xs, ys) => {
        const [x0 = 0, x1 = 0] = xs.map((x) => (2 * x + 1) / 1024.5).sort((a, b) => a - b);
        const [y0 = 0, y1 = 0] = ys.map((y) => (2 * y + 1) / 1024.5).sort((a, b) => a - b);
        const within = (x: number, y: number) => x > x0 && x < x1 && y > y0 && y < y1;
        const expected = Array.from({ length: width * height }, (_, pixel) =>
          Number(within(((pixel % width) + 0.5) / width, (Math.floor(pixel / width) + 0.5) / height)),
        );
        expect([...regionMask([rectangle(x0, y0, x1, y1)], width, height)]).toEqual(expected);
      }),
    );
  });
});

describe('contains', () => {
  test('agrees with the sides that a point lies on, for any triangle, whichever way round', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }));
    fc.assert(
      fc.property(point, point, point, point, (a, b, c, p) => {
        const side = (from: Point, to: Point) => Math.sign((to[0] - from[0]) * (p[1] - from[1]) - (to[1] - from[1]) * (p[0] - from[0])); // prettier-ignore
        const sides = [side(a, b), side(b, c), side(c, a)];
        fc.pre(!sides.includes(0));
        expect(contains([a, b, c], p)).toBe(new Set(sides).size === 1);
        expect(contains([c, b, a], p)).toBe(new Set(sides).size === 1);
      }),
    );
  });
});
