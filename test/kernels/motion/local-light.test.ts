import { LocalLight } from '../../../kernels/motion/local-light';
import { ground, lit, randomNumbers, spot, withNoise, withPicture } from './pictures';

const [width, height] = [96, 64];
const still = ground(width, height);
const sameLevels = Int16Array.from({ length: 256 }, (_, level) => level);

/** The frame once its light is taken out, and whether there was any. */
function cleared(frame: Uint8Array, reference = still, expected = sameLevels) {
  const light = new LocalLight(width, height);
  light.setReference(reference);
  const isLit = light.find(frame, expected);
  const picture = frame.slice();
  if (isLit) light.apply(frame, picture);
  return { isLit, picture };
}

/** Mean difference over the pixels for which `where` holds, in gray levels. */
function error(picture: Uint8Array, other: Uint8Array, where: (x: number, y: number) => boolean = () => true): number {
  const differences = [...picture.keys()]
    .filter((pixel) => where(pixel % width, Math.floor(pixel / width)))
    .map((pixel) => Math.abs((picture[pixel] ?? 0) - (other[pixel] ?? 0)));
  return differences.reduce((sum, difference) => sum + difference, 0) / differences.length;
}

/** Texture of its own, finer than the ground's. */
const random = randomNumbers(2);
const cloth = still.map(() => 60 + 120 * random());

describe('LocalLight', () => {
  test.each([
    ['a lamp over a part', spot(30, 30, 40, 1.5)],
    ['a shadow over a part', spot(60, 20, 40, 0.6)],
    ['a slope of light', (x: number) => 0.8 + (0.5 * x) / width],
  ])('%s is taken out where the ground shows through', (_, factor) => {
    const frame = withNoise(lit(still, width, factor), 1.5, 3);
    const { isLit, picture } = cleared(frame);
    expect(isLit).toBe(true);
    expect(error(picture, still)).toBeLessThan(error(frame, still) / 3);
  });

  test('in the light that is expected there is nothing to take out', () => {
    expect(cleared(withNoise(still, 2, 4)).isLit).toBe(false);
    const darker = still.map((level) => level * 0.7);
    expect(cleared(darker).isLit).toBe(true);
    expect(cleared(darker, still, sameLevels.map((level) => level * 0.7)).isLit).toBe(false); // prettier-ignore
  });

  test('a textured thing over whole blocks stays as it is, and so does what is around it', () => {
    const at = { x: 32, y: 16, width: 32, height: 32 };
    expect(cleared(withNoise(withPicture(still, width, at, cloth), 1.5, 5)).isLit).toBe(false);
  });

  test('a thing stays as dark as it is within a lit part', () => {
    const at = { x: 32, y: 16, width: 32, height: 32 };
    const black = still.map(() => 10);
    const [bare, covered] = [lit(still, width, spot(48, 32, 60, 1.4)), withPicture(still, width, at, black)];
    const { isLit, picture } = cleared(withPicture(bare, width, at, black));
    expect(isLit).toBe(true);
    const inside = (x: number, y: number) => x >= 36 && x < 60 && y >= 20 && y < 44;
    expect(error(picture, covered, inside)).toBeLessThan(5);
    expect(error(picture, still, inside)).toBeGreaterThan(60);
  });

  test('a flat picture tells nothing of its light', () => {
    const flat = still.map(() => 100);
    const frame = lit(flat, width, spot(48, 32, 40, 1.5));
    expect(cleared(withNoise(frame, 1, 6), flat).isLit).toBe(false);
  });

  test.each([
    [0.4, false],
    [0.6, true],
    [1.7, true],
    [2.2, false],
  ])('light of %d of the expected is thought to be light: %s', (factor, isLight) => {
    const dim = still.map((level) => level * 0.5);
    expect(cleared(lit(dim, width, () => factor), dim).isLit).toBe(isLight); // prettier-ignore
  });

  test('black has no ratio', () => {
    const black = still.map(() => 0);
    expect(cleared(still.map(() => 3), black).isLit).toBe(false); // prettier-ignore
    expect(cleared(black).isLit).toBe(false);
  });

  test.each([
    ['fog, through which little texture shows', (level: number) => 170 + 0.2 * (level - 120)],
    ['something with the same outlines, but more of them', (level: number) => 170 + 4 * (level - 120)],
  ])('%s is no light', (_, change) => {
    const flatter = still.map((level) => 120 + (level - 120) / 4);
    expect(cleared(flatter.map((level) => change(level)), flatter).isLit).toBe(false); // prettier-ignore
  });

  test('where the ground shows but faintly, nothing is told', () => {
    const faint = still.map((level) => 60 + level / 2);
    const behindBars = faint.map((level, pixel) => level * 1.2 + (pixel % 4 < 2 ? 40 : -40));
    expect(cleared(behindBars, faint).isLit).toBe(false);
  });

  test('texture no stronger than noise tells nothing, even if it is the same', () => {
    const nearlyFlat = withNoise(new Uint8Array(width * height).fill(100), 0.5, 6);
    expect(cleared(nearlyFlat.map((level) => level + 40), nearlyFlat).isLit).toBe(false); // prettier-ignore
  });

  test('black that isn’t quite black is no light', () => {
    const random = randomNumbers(4);
    const specks = still.map(() => (random() < 0.6 ? 4 : 60));
    expect(cleared(specks.map((level) => (level === 4 ? 6 : level)), specks).isLit).toBe(false); // prettier-ignore
  });

  test('a thing is in the light that is around it', () => {
    const at = { x: 32, y: 16, width: 32, height: 32 };
    const covered = withPicture(still, width, at, new Uint8Array(width * height).fill(100));
    const { picture } = cleared(lit(covered, width, () => 1.4)); // prettier-ignore
    expect(Math.abs((picture[32 * width + 48] ?? 0) - 100)).toBeLessThan(8);
  });

  test('fewer than four blocks leave it to the tones', () => {
    const light = new LocalLight(16, 48);
    const small = ground(16, 48);
    light.setReference(small);
    expect(
      light.find(
        lit(small, 16, (_, y) => (y < 16 ? 1.6 : 1)),
        sameLevels,
      ),
    ).toBe(false);
  });

  test('forgets the frame before, and the reference before', () => {
    const light = new LocalLight(width, height);
    light.setReference(cloth);
    light.find(lit(cloth, width, () => 0.7), sameLevels); // prettier-ignore
    light.setReference(still);
    const frame = lit(still, width, spot(48, 32, 50, 1.4));
    expect(light.find(frame, sameLevels)).toBe(true);
    const [once, place] = [new Uint8Array(frame.length), frame.slice()];
    light.apply(frame, once);
    expect(once).toEqual(cleared(frame).picture);
    light.apply(place, place);
    expect(place).toEqual(once);
    expect(light.find(still, sameLevels)).toBe(false);
  });
});
