import { Background } from '../../../kernels/motion/background';
import { Foreground } from '../../../kernels/motion/foreground';
import { findRegionPixels } from '../../../kernels/motion/region-masks';
import { Region, wholePicture } from '../../../pipeline/region';
import { type Rectangle, ground, lit, spot, withNoise, withObject } from './pictures';

const [width, height] = [96, 64];
const still = ground(width, height);
const spare = () => new Uint8Array(width * height);
const square: Rectangle = { x: 40, y: 24, width: 16, height: 16 };
const isIn =
  ({ x, y, ...size }: Rectangle) =>
  (_: number, pixel: number): boolean => {
    const [column, row] = [pixel % width, Math.floor(pixel / width)];
    return column >= x && column < x + size.width && row >= y && row < y + size.height;
  };
const sum = (mask: Uint8Array): number => mask.reduce((all, set) => all + set, 0);

const samplesOf = (sigma: number) => Array.from({ length: 9 }, (_, sample) => withNoise(still, sigma, 30 + sample));
const usualSamples = samplesOf(2);

function setUp(regions: Region[] = [wholePicture], sensitivity = 1, samples = usualSamples) {
  const pixels = findRegionPixels(regions, [], sensitivity, width, height);
  const background = new Background(width, height, pixels.samples);
  background.build(samples, samples[4]!);
  return { background, foreground: new Foreground(pixels, width * height) };
}

/** What is marked of a frame. */
function marked(frame: Uint8Array, { background, foreground } = setUp()) {
  const placed = foreground.compare(frame, background, spare());
  const { mask, appearance } = foreground;
  expect(appearance.marked).toBe(sum(mask));
  return { mask, placed, background, foreground, ...appearance };
}
const noisy = (picture: Uint8Array, sigma = 2, seed = 70) => withNoise(picture, sigma, seed);

describe('Foreground', () => {
  test.each([1, 3, 8])('noise of %d levels alone marks almost nothing', (sigma) => {
    const own = setUp(undefined, 1, samplesOf(sigma));
    for (const seed of [1, 2, 3]) {
      const { mask, differing } = marked(noisy(still, sigma, seed), own);
      expect(sum(mask)).toBeLessThanOrEqual(2);
      expect(differing).toBeLessThan(0.01);
    }
  });

  test('marks an object, brighter or darker, and hardly anything else', () => {
    for (const contrast of [50, -50]) {
      const { mask } = marked(noisy(withObject(still, width, square, contrast)));
      expect(sum(mask.filter(isIn(square)))).toBeGreaterThan(0.9 * 256);
      expect(sum(mask) - sum(mask.filter(isIn(square)))).toBeLessThan(5);
    }
  });

  test('the threshold grows with the noise of the picture', () => {
    const [little, much] = [marked(noisy(still, 1)), marked(noisy(still, 10))];
    expect(little.threshold).toBeGreaterThanOrEqual(6);
    expect(little.threshold).toBeLessThan(12);
    // 4.5 standard deviations, of frame and background together.
    expect(much.threshold).toBeGreaterThan(38);
    expect(much.threshold).toBeLessThan(60);
  });

  test('an object that fills a region makes no higher threshold, and is marked as a whole', () => {
    const at = { x: 36, y: 16, width: 24, height: 24 };
    const region = Region.parse({
      name: 'door',
      polygon: [[36 / 96, 16 / 64], [60 / 96, 16 / 64], [60 / 96, 40 / 64], [36 / 96, 40 / 64]], // prettier-ignore
    });
    const found = marked(noisy(withObject(still, width, at, 60)), setUp([region]));
    // It is a tenth of the picture: the median of the rest lies a bit higher.
    expect(found.threshold).toBeLessThanOrEqual(1.5 * marked(noisy(still)).threshold);
    expect(found.marked).toBeGreaterThan(0.9 * 24 * 24);
  });

  test('outside of the regions nothing is marked', () => {
    const left = Region.parse({ name: 'left', polygon: [[0, 0], [0.5, 0], [0.5, 1], [0, 1]] }); // prettier-ignore
    const { mask } = marked(noisy(withObject(still, width, square)), setUp([left]));
    expect(sum(mask.filter((_, pixel) => pixel % width >= 48))).toBe(0);
    expect(sum(mask)).toBeGreaterThan(100);
  });

  test.each([
    [1, 6, false],
    [1, 7, true],
    [2, 3, false],
    [2, 4, true],
    [0.5, 12, false],
    [0.5, 13, true],
  ])('sensitivity %d sees a contrast of %d: %s', (sensitivity, contrast, isSeen) => {
    // On flat ground without noise there is no margin, and the least threshold.
    const flat = still.map(() => 100);
    const { background, foreground } = setUp(undefined, sensitivity);
    background.build(Array.from({ length: 9 }, () => flat), flat); // prettier-ignore
    foreground.compare(withObject(flat, width, square, contrast), background, spare());
    expect(sum(foreground.mask)).toBe(isSeen ? 256 : 0);
  });

  test('each region is looked at with its own sensitivity', () => {
    const flat = still.map(() => 100);
    const half = (name: string, x: number, sensitivity: number) =>
      Region.parse({ name, sensitivity, polygon: [[x, 0], [x + 0.5, 0], [x + 0.5, 1], [x, 1]] }); // prettier-ignore
    const { background, foreground } = setUp([half('left', 0, 1), half('right', 0.5, 2)]);
    background.build(Array.from({ length: 9 }, () => flat), flat); // prettier-ignore
    foreground.compare(withObject(flat, width, square, 5), background, spare());
    expect(foreground.mask).toEqual(flat.map((_, pixel) => Number(isIn(square)(0, pixel) && pixel % width >= 48)));
  });

  test('a frame that lies elsewhere is moved onto the background', () => {
    const moved = noisy(ground(width, height, 2.4, -1.3));
    const { mask, shift, placed } = marked(moved);
    expect(shift.dx).toBeCloseTo(2.4, 0.5);
    expect(shift.dy).toBeCloseTo(-1.3, 0.5);
    expect(sum(mask)).toBeLessThan(10);
    expect(placed).not.toBe(moved);
  });

  test('a frame that lies well is taken as it is', () => {
    const frame = noisy(still);
    expect(marked(frame).placed).toBe(frame);
  });

  test.each([
    ['all of it darker', () => 0.7],
    ['all of it brighter', () => 1.3],
    ['a lamp over a part', spot(30, 30, 50, 1.4)],
  ])('%s is light, and marks almost nothing', (_, factor) => {
    expect(marked(noisy(lit(still, width, factor))).marked).toBeLessThan(0.01 * width * height);
  });

  test('a lamp is taken out of the frame that is handed back', () => {
    const frame = noisy(lit(still, width, spot(30, 30, 40, 1.6)));
    const { placed, foreground } = marked(frame);
    const { expected } = foreground;
    const error = (picture: Uint8Array, levelOf: (level: number) => number) =>
      picture.reduce((sum, level, pixel) => sum + Math.abs(level - levelOf(still[pixel] ?? 0)), 0) / picture.length;
    const before = error(frame, (level) => level);
    expect(error(placed, (level) => expected[level] ?? 0)).toBeLessThan(before / 2);
  });

  test('another picture differs as a whole', () => {
    const cut = still.map((_, pixel) => ((pixel * 7919) % 251 > 125 ? 250 : 5));
    const { differing, threshold } = marked(cut);
    expect(differing > 0.7 || threshold > 40).toBe(true);
  });

  test('what moves differs from an earlier frame, too, what stands doesn’t', () => {
    const standing = { x: 10, y: 10, width: 12, height: 12 };
    const at = (x: number) => withObject(withObject(still, width, standing), width, { ...square, x });
    const { background, foreground } = setUp();
    const earlier = foreground.compare(noisy(at(24), 2, 3), background, spare()).slice();
    const placed = foreground.compare(noisy(at(48), 2, 4), background, spare());
    const moving = spare().fill(1);
    foreground.compareEarlier(placed, earlier, background, moving);
    expect(sum(moving.filter(isIn({ ...square, x: 48 })))).toBeGreaterThan(200);
    // Where it was, the background is seen again: not in the mask, and so not moving.
    expect(sum(moving.filter(isIn({ ...square, x: 24 })))).toBeLessThan(3);
    expect(sum(foreground.mask.filter(isIn(standing)))).toBeGreaterThan(120);
    expect(sum(moving.filter(isIn(standing)))).toBeLessThan(3);
    expect(foreground.appearance.lightChange).toBeLessThan(3);
  });

  test('a light that is switched on is a change of light, of which nothing moves', () => {
    const { background, foreground } = setUp();
    const earlier = foreground.compare(noisy(still.map((level) => level * 0.5), 2, 3), background, spare()).slice(); // prettier-ignore
    const placed = foreground.compare(noisy(still, 2, 4), background, spare());
    const moving = spare();
    foreground.compareEarlier(placed, earlier, background, moving);
    expect(foreground.appearance.lightChange).toBeGreaterThan(30);
    expect(sum(moving)).toBe(0);
    foreground.compareEarlier(placed, placed, background, moving);
    expect(foreground.appearance.lightChange).toBe(0);
  });

  test('between two backgrounds, what came to stay is marked, however much the samples vary there', () => {
    const { background, foreground } = setUp();
    const before = background.picture.slice();
    // It came between the fourth sample and the fifth: there they vary.
    const samples = Array.from({ length: 9 }, (_, sample) =>
      withObject(withNoise(still, 2, sample), width, square, sample < 4 ? 40 * (sample % 2) : 60),
    );
    background.build(samples, samples[4]!);
    foreground.compareBackgrounds(before, background, spare());
    expect(sum(foreground.mask.filter(isIn(square)))).toBeGreaterThan(220);
    expect(foreground.appearance.threshold).toBeGreaterThanOrEqual(10);
    foreground.compareBackgrounds(background.picture.slice(), background, spare());
    expect(foreground.appearance.marked).toBe(0);
  });

  test('keeps nothing of the frame before', () => {
    const own = setUp();
    marked(ground(width, height, 4, 4).map((level) => level * 0.6), own); // prettier-ignore
    const again = marked(noisy(withObject(still, width, square)), own);
    const fresh = marked(noisy(withObject(still, width, square)));
    expect({ mask: again.mask, threshold: again.threshold, shift: again.shift }).toEqual({
      ...{ mask: fresh.mask, threshold: fresh.threshold, shift: fresh.shift },
    });
  });
});
