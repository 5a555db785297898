import { cropOf, cropSize, cutCrop } from '../../../kernels/faces/align';
import type { Picture, Point } from '../../../kernels/faces/picture';

const template: Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** Turned by an angle, made larger, and moved. */
const moved = (angle: number, scale: number, x: number, y: number): Point[] =>
  template.map(([u, v]) => [
    scale * (Math.cos(angle) * u - Math.sin(angle) * v) + x,
    scale * (Math.sin(angle) * u + Math.cos(angle) * v) + y,
  ]);

describe('where a crop lies', () => {
  it.each([
    [0, 1, 0, 0],
    [0.4, 2.5, 30, -7],
    [-2, 0.3, 100, 200],
    [Math.PI, 1, 0, 0],
  ])('is found for a face turned by %d, %d times as large, at %d, %d', (angle, scale, x, y) => {
    expect(cropOf(moved(angle, scale, x, y))).toEqual({
      a: expect.closeTo(scale * Math.cos(angle), 9) as number,
      b: expect.closeTo(scale * Math.sin(angle), 9) as number,
      x0: expect.closeTo(x, 6) as number,
      y0: expect.closeTo(y, 6) as number,
    });
  });

  it('is the nearest in the crop’s pixels, where no similarity fits', () => {
    const landmarks: Point[] = [
      [100, 100],
      [160, 90],
      [135, 140],
      [105, 170],
      [150, 160],
    ];
    const best = cropOf(landmarks);
    if (!best) throw new Error('No crop');
    const distance = ({ a, b, x0, y0 }: typeof best) =>
      landmarks.reduce((sum, [x, y], index) => {
        const size = a * a + b * b;
        const u = (a * (x - x0) + b * (y - y0)) / size;
        const v = (a * (y - y0) - b * (x - x0)) / size;
        const [tu, tv] = template[index] ?? [0, 0];
        return sum + (u - tu) ** 2 + (v - tv) ** 2;
      }, 0);
    const { a, b, x0, y0 } = best;
    const others = [-1, 1].flatMap((by) => [
      { ...best, a: a + 0.01 * by },
      { ...best, b: b + 0.01 * by },
      { ...best, x0: x0 + 0.1 * by },
      { ...best, y0: y0 + 0.1 * by },
    ]);
    for (const other of others) expect(distance(other)).toBeGreaterThan(distance(best));
  });

  it('isn’t known when all landmarks are one point', () => {
    expect(cropOf(template.map(() => [5, 5]))).toBeUndefined();
    expect(cropOf(template.map(() => [NaN, 5]))).toBeUndefined();
  });
});

describe('a crop', () => {
  const picture: Picture = { width: 4, height: 2, pixels: Uint8Array.from({ length: 24 }, (_, index) => 10 * index) };
  const crop = new Uint8Array(3 * cropSize * cropSize);
  const at = (u: number, v: number) => [...crop.subarray(3 * (v * cropSize + u), 3 * (v * cropSize + u) + 3)];

  it('holds the picture’s pixels, and black outside of it', () => {
    cutCrop(picture, { a: 1, b: 0, x0: -1, y0: 0 }, crop);
    expect([at(0, 0), at(1, 0), at(4, 1), at(5, 0), at(1, 2)]).toEqual([
      [0, 0, 0],
      [0, 10, 20],
      [210, 220, 230],
      [0, 0, 0],
      [0, 0, 0],
    ]);
  });

  it('lies between pixels, too', () => {
    cutCrop(picture, { a: 0.5, b: 0, x0: 0, y0: 0 }, crop);
    expect(at(1, 1)).toEqual([75, 85, 95]);
  });
});
