import fc from 'fast-check';
import { type Component, Components, type Measured } from '../../../kernels/motion/components';
import { masks } from './masks';
import { randomNumbers } from './pictures';

/** Random pictures to measure on. */
function pictures(width: number, height: number, seed: number): Measured {
  const random = randomNumbers(seed);
  const levels = (below: number) => Uint8Array.from({ length: width * height }, () => below * random());
  const isBorder = (pixel: number) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return x === 0 || y === 0 || x === width - 1 || y === height - 1;
  };
  return {
    ...{ moving: levels(2), frame: levels(256), background: levels(256) },
    expected: Int16Array.from({ length: 256 }, (_, level) => level * 0.8 + 10),
    interior: levels(2).map((set, pixel) => (isBorder(pixel) ? 0 : set)),
  };
}

/** The same component by component and pixel by pixel: each is flooded from its first pixel in reading order. */
function flood(mask: Uint8Array, width: number, height: number, measured: Measured): Component[] {
  const left = mask.slice();
  const components: Component[] = [];
  left.forEach((_, first) => {
    if (left[first] !== 1) return;
    const pixels: number[] = [];
    const waiting = [first];
    left[first] = 0;
    for (let pixel = waiting.pop(); pixel !== undefined; pixel = waiting.pop()) {
      pixels.push(pixel);
      const [x, y] = [pixel % width, Math.floor(pixel / width)];
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny += 1) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx += 1) {
          if (left[ny * width + nx] !== 1) continue;
          left[ny * width + nx] = 0;
          waiting.push(ny * width + nx);
        }
      }
    }
    components.push(measure(pixels, mask, width, height, measured));
  });
  return components;
}

function measure(pixels: number[], mask: Uint8Array, width: number, height: number, measured: Measured): Component {
  const { moving, frame, background, expected, interior } = measured;
  const at = (of: Uint8Array, x: number, y: number) =>
    x >= 0 && x < width && y >= 0 && y < height ? (of[y * width + x] ?? 0) : 0;
  const places = pixels.map((pixel) => ({ pixel, x: pixel % width, y: Math.floor(pixel / width) }));
  const isOutline = ({ x, y }: { x: number; y: number }) =>
    [at(mask, x - 1, y), at(mask, x + 1, y), at(mask, x, y - 1), at(mask, x, y + 1)].includes(0);
  const slopes = (of: Uint8Array, { x, y }: { x: number; y: number }) => {
    return [at(of, x + 1, y) - at(of, x - 1, y), at(of, x, y + 1) - at(of, x, y - 1)] as const;
  };
  const outline = places.filter((place) => isOutline(place));
  const [own, inside] = [outline.filter(({ pixel }) => interior[pixel] === 1), places.filter((place) => !isOutline(place))]; // prettier-ignore
  const sum = <T>(values: readonly T[], of: (value: T) => number) => values.reduce((all, value) => all + of(value), 0);
  const steepest = (a: number, b: number) => Math.max(Math.abs(a), Math.abs(b));
  const [f, b] = [(place: (typeof places)[0]) => slopes(frame, place), (place: (typeof places)[0]) => slopes(background, place)]; // prettier-ignore
  return {
    area: pixels.length,
    x0: Math.min(...places.map(({ x }) => x)),
    y0: Math.min(...places.map(({ y }) => y)),
    x1: Math.max(...places.map(({ x }) => x)) + 1,
    y1: Math.max(...places.map(({ y }) => y)) + 1,
    moving: sum(pixels, (pixel) => moving[pixel]!),
    contrast: sum(pixels, (pixel) => Math.abs(frame[pixel]! - expected[background[pixel]!]!)),
    outline: own.length,
    cut: outline.length - own.length,
    frameSlope: sum(own, (place) => steepest(...f(place))),
    backgroundSlope: sum(own, (place) => steepest(...b(place))),
    residualSlopes: sum(own, (place) => steepest(f(place)[0] - b(place)[0], f(place)[1] - b(place)[1]) ** 2),
    frameTexture: sum(inside, (place) => f(place)[0] ** 2 + f(place)[1] ** 2),
    backgroundTexture: sum(inside, (place) => b(place)[0] ** 2 + b(place)[1] ** 2),
    commonTexture: sum(inside, (place) => f(place)[0] * b(place)[0] + f(place)[1] * b(place)[1]),
  };
}

const maskOf = (...rows: string[]) => Uint8Array.from(rows.join(''), Number);
const nothing = (size: number): Measured => {
  const black = new Uint8Array(size);
  return { moving: black, frame: black, background: black, expected: new Int16Array(256), interior: black };
};
const boxes = (found: readonly Component[]) => found.map(({ area, x0, y0, x1, y1 }) => [area, x0, y0, x1, y1]);

describe('Components', () => {
  test('finds and measures what a flood fill does, in the same order', () => {
    fc.assert(
      fc.property(masks, fc.integer(), ({ mask, width, height }, seed) => {
        const measured = pictures(width, height, seed);
        const found = new Components(width, height).find(mask, measured, 1);
        expect(found).toEqual(flood(mask, width, height, measured));
      }),
      { numRuns: 300, seed: 5 },
    );
  });

  test('keeps nothing of an earlier mask', () => {
    fc.assert(
      fc.property(masks, ({ mask, width, height }) => {
        const [components, measured] = [new Components(width, height), pictures(width, height, 1)];
        components.find(new Uint8Array(width * height).fill(1), measured, 1);
        expect(components.find(mask, measured, 1)).toEqual(flood(mask, width, height, measured));
      }),
      { seed: 6 },
    );
  });

  test('joins arms that only meet at the bottom, and corners that only touch', () => {
    const found = new Components(5, 3).find(maskOf('10001', '10001', '01110'), nothing(15), 1);
    expect(boxes(found)).toEqual([[7, 0, 0, 5, 3]]);
  });

  test('does not join the end of a row with the start of the next', () => {
    const found = new Components(4, 2).find(maskOf('0001', '1000'), nothing(8), 1);
    expect(boxes(found)).toEqual([[1, 3, 0, 4, 1], [1, 0, 1, 1, 2]]); // prettier-ignore
  });

  test('leaves out what is smaller than the least area', () => {
    const mask = maskOf('1100', '0000', '0001');
    expect(boxes(new Components(4, 3).find(mask, nothing(12), 2))).toEqual([[2, 0, 0, 2, 1]]);
    expect(new Components(4, 3).find(mask, nothing(12), 3)).toEqual([]);
  });

  test('has room for the most runs that a picture can have', () => {
    const checkered = maskOf('10101', '00000', '10101');
    expect(new Components(5, 3).find(checkered, nothing(15), 1)).toHaveLength(6);
  });

  test('sums up what moves of it, and how much it differs from what is expected', () => {
    const mask = maskOf('0000', '0110', '0110');
    const expected = Int16Array.from({ length: 256 }, (_, level) => level + 20);
    const [frame, background] = [mask.map((set) => (set ? 150 : 70)), mask.map(() => 50)];
    const moving = maskOf('1111', '0100', '0100');
    const [found] = new Components(4, 3).find(mask, { ...nothing(12), moving, frame, background, expected }, 1);
    expect(found).toMatchObject({ area: 4, moving: 2, contrast: 4 * 80 });
  });

  test('its outline is its own where all around is looked at, and cut where the region ends', () => {
    const [width, height] = [10, 8];
    const square = (x: number, y: number) => x >= 2 && x < 7 && y >= 2 && y < 6;
    const pixels = (holds: (x: number, y: number) => boolean) =>
      Uint8Array.from({ length: width * height }, (_, pixel) =>
        Number(holds(pixel % width, Math.floor(pixel / width))),
      );
    const [mask, frame] = [pixels(square), pixels(square).map((set) => 100 * set)];
    const background = pixels(() => false);
    const count = (interior: Uint8Array) =>
      new Components(width, height).find(mask, { ...nothing(80), frame, background, interior }, 1)[0];
    // 5 x 4 pixels have 14 on their outline; each of them is half a step of 100 over two pixels.
    expect(count(pixels(() => true))).toMatchObject({ outline: 14, cut: 0, frameSlope: 1400, residualSlopes: 140_000 });
    // The region ends within it: its last column, 4 pixels, is cut.
    expect(count(pixels((x) => x < 6))).toMatchObject({ outline: 10, cut: 4, frameSlope: 1000 });
    expect(count(pixels(() => false))).toMatchObject({ outline: 0, cut: 14, frameSlope: 0, frameTexture: 0 });
  });
});
