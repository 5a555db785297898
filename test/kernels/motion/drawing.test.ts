import { Drawing } from '../../../kernels/motion/drawing';
import { Region } from '../../../pipeline/region';

const size = { width: 40, height: 20 };
const luma = size.width * size.height;
const gray = () => new Uint8Array((luma * 3) / 2).fill(128);
const half: [number, number][] = [[0.25, 0.25], [0.75, 0.25], [0.75, 0.75], [0.25, 0.75]]; // prettier-ignore
const still = { boxes: [], flags: [] };

/** Rows of luma: `#` where something was drawn. */
const picture = (pixels: Uint8Array): string[] =>
  Array.from({ length: size.height }, (_, row) =>
    Array.from(pixels.subarray(row * size.width, (row + 1) * size.width), (value) => (value === 128 ? '.' : '#')).join(''),
  ); // prettier-ignore
const drawnChroma = (pixels: Uint8Array): number => pixels.subarray(luma).filter((value) => value !== 128).length;

describe('Drawing', () => {
  test('nothing to draw: no byte is touched', () => {
    const pixels = gray();
    new Drawing(size, size, [], []).draw(pixels, still);
    expect(pixels).toEqual(gray());
  });

  test('a box: its four sides, inwards, in luma and chroma', () => {
    const pixels = gray();
    new Drawing(size, size, [], []).draw(pixels, { boxes: [[0.25, 0.25, 0.75, 0.75]], flags: [] });
    const [empty, full] = ['.'.repeat(40), `${'.'.repeat(10)}${'#'.repeat(20)}${'.'.repeat(10)}`];
    const sides = `${'.'.repeat(10)}##${'.'.repeat(16)}##${'.'.repeat(10)}`;
    expect(picture(pixels)).toEqual([
      ...[...Array<string>(5).fill(empty), full, full, ...Array<string>(6).fill(sides)],
      ...[full, full, ...Array<string>(5).fill(empty)],
    ]);
    expect(drawnChroma(pixels)).toBeGreaterThan(0);
  });

  test('a region: its outline around the same corners, and nothing inside or far outside', () => {
    const pixels = gray();
    new Drawing(size, size, [Region.parse({ name: 'gate', polygon: half })], []).draw(pixels, still);
    const rows = picture(pixels);
    expect([rows[0], rows[10]?.slice(12, 28)]).toEqual(['.'.repeat(40), '.'.repeat(16)]);
    expect([rows[5]?.slice(10, 30), rows[14]?.slice(10, 30)]).toEqual(['#'.repeat(20), '#'.repeat(20)]);
    expect(drawnChroma(pixels)).toBeGreaterThan(0);
  });

  test('a mask: diagonals inside it alone', () => {
    const pixels = gray();
    new Drawing(size, size, [], [{ polygon: half }]).draw(pixels, still);
    const rows = picture(pixels);
    expect(rows.every((row, y) => !row.includes('#') || (y >= 5 && y < 15))).toBe(true);
    expect(rows.every((row) => !/#/.test(row.slice(0, 10) + row.slice(30)))).toBe(true);
    const drawn = rows.join('').replaceAll('.', '').length;
    // A pixel in eight, of 20 x 10.
    expect(Math.abs(drawn - 25)).toBeLessThanOrEqual(3);
    expect(drawnChroma(pixels)).toBe(0);
  });

  test('a frame of which nothing can be told has a border around the whole', () => {
    const pixels = gray();
    new Drawing(size, size, [], []).draw(pixels, { boxes: [], flags: ['camera'] });
    const rows = picture(pixels);
    expect([rows[0], rows[19], rows[10]]).toEqual(['#'.repeat(40), '#'.repeat(40), `##${'.'.repeat(36)}##`]);
  });

  test('coordinates are of the picture as it is shown, without the row that was added to make it even', () => {
    const pixels = gray();
    new Drawing(size, { width: 39, height: 19 }, [], []).draw(pixels, { boxes: [[0, 0, 1, 1]], flags: [] });
    const rows = picture(pixels);
    expect([rows[18], rows[19]]).toEqual([`${'#'.repeat(39)}.`, '.'.repeat(40)]);
  });

  test.each([
    ['a region of the whole picture', [[0, 0], [1, 0], [1, 1], [0, 1]]],
    ['a region of a pixel', [[0.5, 0.5], [0.525, 0.5], [0.525, 0.55]]],
  ])('%s never writes outside of the planes', (_, polygon) => {
    const region = Region.parse({ name: 'r', polygon });
    const pixels = new Uint8Array((luma * 3) / 2 + 16).fill(128);
    new Drawing(size, size, [region], [region]).draw(pixels, { boxes: [[0.98, 0.98, 1, 1], [0, 0, 0, 0]], flags: ['light'] });
    expect([...pixels.subarray((luma * 3) / 2)]).toEqual(Array(16).fill(128));
  }); // prettier-ignore
});
