import fc from 'fast-check';
import { findRegionPixels, rasterize } from '../../../kernels/motion/region-masks';
import { Mask, type Point, Region, wholePicture } from '../../../pipeline/region';

const drawn = (pixels: Uint8Array, width: number): string[] =>
  Array.from({ length: pixels.length / width }, (_, row) =>
    [...pixels.subarray(row * width, (row + 1) * width)].map((set) => (set ? '#' : '.')).join(''),
  );
const draw = (polygon: Point[], width: number, height: number) =>
  drawn(rasterize(polygon, width, height, new Uint8Array(width * height)), width);

const rectangle = (x0: number, y0: number, x1: number, y1: number): Point[] => [[x0, y0], [x1, y0], [x1, y1], [x0, y1]]; // prettier-ignore
const region = (polygon: Point[], rest: Partial<Region> = {}) => Region.parse({ name: 'region', polygon, ...rest });
const mask = (polygon: Point[]) => Mask.parse({ polygon });
const count = (pixels: Uint8Array) => pixels.reduce((sum, set) => sum + set, 0);

/** The sensitivity with which each pixel is looked at, 0 where it isn't. */
function levels({ bySensitivity }: ReturnType<typeof findRegionPixels>, size: number): number[] {
  const found = new Array<number>(size).fill(0);
  for (const { sensitivity, runs } of bySensitivity) {
    for (let run = 0; run < runs.length; run += 2) {
      for (let pixel = runs[run]!; pixel < runs[run + 1]!; pixel += 1) {
        expect(found[pixel]).toBe(0);
        found[pixel] = sensitivity;
      }
    }
  }
  return found;
}

describe('rasterize', () => {
  test('takes the pixels whose centres lie within', () => {
    expect(draw(rectangle(0, 0, 1, 1), 4, 2)).toEqual(['####', '####']);
    expect(draw(rectangle(0.12, 0.24, 0.88, 0.76), 4, 2)).toEqual(['####', '####']);
    expect(draw(rectangle(0.13, 0.26, 0.87, 0.8), 4, 2)).toEqual(
      ['.##.', '.##.'].map((row, y) => (y === 0 ? '....' : row)),
    );
  });

  test('two regions side by side share no pixel and leave none out', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 30 }), (x, width) => {
        const both = [rectangle(0, 0, x, 1), rectangle(x, 0, 1, 1)];
        const pixels = both.map((polygon) => rasterize(polygon, width, 3, new Uint8Array(width * 3)));
        expect(pixels[0]!.map((set, pixel) => set + pixels[1]![pixel]!)).toEqual(new Uint8Array(width * 3).fill(1));
      }),
    );
  });

  test('a concave polygon leaves its notch out', () => {
    const notched: Point[] = [[0, 0], [0.25, 0], [0.25, 0.5], [0.75, 0.5], [0.75, 0], [1, 0], [1, 1], [0, 1]]; // prettier-ignore
    expect(draw(notched, 8, 4)).toEqual(['##....##', '##....##', '########', '########']);
  });

  test('where a polygon covers itself twice is outside: the even-odd rule', () => {
    const bow: Point[] = [[0, 0], [1, 1], [1, 0], [0, 1]]; // prettier-ignore
    expect(draw(bow, 8, 4)).toEqual(['#......#', '###..###', '###..###', '#......#']);
    const twice: Point[] = [...rectangle(0, 0, 1, 1), [0, 0], ...rectangle(0.25, 0.25, 0.75, 0.75), [0.25, 0.25]];
    expect(draw(twice, 4, 4)).toEqual(['####', '#..#', '#..#', '####']);
  });

  test('the corners’ order and where they begin don’t matter', () => {
    const corners: Point[] = [[0.1, 0.2], [0.8, 0.05], [0.95, 0.7], [0.4, 0.9]]; // prettier-ignore
    const expected = draw(corners, 20, 15);
    expect(draw(corners.toReversed(), 20, 15)).toEqual(expected);
    expect(draw([...corners.slice(2), ...corners.slice(0, 2)], 20, 15)).toEqual(expected);
    expect(expected.join('').replaceAll('.', '').length).toBeGreaterThan(100);
  });
});

describe('findRegionPixels', () => {
  const [width, height] = [20, 12];
  const size = width * height;
  const find = (regions: Region[], masks: Mask[] = [], sensitivity = 1) =>
    findRegionPixels(regions, masks, sensitivity, width, height);

  test('the whole picture is all of its pixels', () => {
    const found = find([wholePicture]);
    expect(found.regions[0]?.pixels).toBe(size);
    expect(levels(found, size)).toEqual(new Array(size).fill(1));
    expect(found.samples.length).toBe(Math.ceil(size / 11));
  });

  test('a region that holds no pixel’s centre is the pixel in which it lies', () => {
    const tiny = region(rectangle(0.502, 0.34, 0.51, 0.36));
    const [own] = find([tiny]).regions;
    expect([own?.pixels, own?.inside.indexOf(1)]).toEqual([1, 4 * width + 10]);
    const corner = region(rectangle(0.999, 0.999, 1, 1));
    expect(find([corner]).regions[0]?.inside.indexOf(1)).toBe(size - 1);
  });

  test('around a small region ten pixels more are looked at, but they aren’t the region', () => {
    const around = (side: number) => {
      const square = region(rectangle(0.5, 0.5, 0.5 + side / 64, 0.5 + side / 64));
      const found = findRegionPixels([square], [], 1, 64, 64);
      expect(found.regions[0]?.pixels).toBe(side * side);
      return { lookedAt: levels(found, 64 * 64).filter(Boolean).length, hasSurroundings: found.hasSurroundings };
    };
    expect(around(1)).toEqual({ lookedAt: 21 * 21, hasSurroundings: true });
    expect(around(14)).toEqual({ lookedAt: 34 * 34, hasSurroundings: true });
    // From 225 pixels on, a region stands for itself.
    expect(around(15)).toEqual({ lookedAt: 15 * 15, hasSurroundings: false });
  });

  test('masks beat regions, also around small ones, and nothing is learned from them', () => {
    const found = find([wholePicture, region(rectangle(0.5, 0.5, 0.55, 0.58))], [mask(rectangle(0, 0, 0.5, 1))]);
    expect(found.regions.map(({ pixels }) => pixels)).toEqual([size / 2, 1]);
    expect(levels(found, size).every((level, pixel) => level === (pixel % width < 10 ? 0 : 1))).toBe(true);
    expect([...found.samples].every((pixel) => pixel % width >= 10)).toBe(true);
    expect(found.samples.length).toBe(Math.ceil(size / 2 / 11));
    const covered = find([region(rectangle(0.1, 0.1, 0.15, 0.15))], [mask(rectangle(0, 0, 0.5, 1))]);
    expect(covered.regions[0]?.pixels).toBe(0);
  });

  test('masks add up', () => {
    const two = [mask(rectangle(0, 0, 0.5, 1)), mask(rectangle(0.25, 0, 0.75, 1))];
    expect(find([wholePicture], two).regions[0]?.pixels).toBe(size / 4);
  });

  test('a mask over everything leaves nothing to look at, but the noise is still learned', () => {
    const found = find([wholePicture], [mask(rectangle(0, 0, 1, 1))]);
    expect(found.regions[0]?.pixels).toBe(0);
    expect(found.bySensitivity).toEqual([]);
    expect(count(found.interior)).toBe(0);
    expect(found.samples.length).toBe(Math.ceil(size / 11));
  });

  test('where regions overlap, the greatest sensitivity counts, times that of the job', () => {
    const left = region(rectangle(0, 0, 0.6, 1), { sensitivity: 0.5 });
    const right = region(rectangle(0.4, 0, 1, 1), { sensitivity: 2 });
    for (const regions of [
      [left, right],
      [right, left],
    ]) {
      // prettier-ignore
      const found = levels(find(regions, [], 3), size).slice(0, width);
      expect(found).toEqual([...new Array<number>(8).fill(1.5), ...new Array<number>(12).fill(6)]);
    }
  });

  test('the interior keeps two pixels from where nothing is looked at, and from the picture’s border', () => {
    const { interior } = find([wholePicture], [mask(rectangle(0.5, 0, 0.55, 1))]);
    expect(drawn(interior, width).slice(0, 4)).toEqual([
      ...new Array<string>(2).fill('....................'),
      ...new Array<string>(2).fill('..######.....#####..'),
    ]);
  });

  test('the border between two regions is none', () => {
    const halves = [region(rectangle(0, 0, 0.5, 1)), region(rectangle(0.5, 0, 1, 1), { sensitivity: 2 })];
    expect(find(halves).interior).toEqual(find([wholePicture]).interior);
  });
});
