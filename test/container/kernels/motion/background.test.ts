import { Background } from '../../../../container/kernels/motion/background';
import { type Rectangle, ground, lit, randomNumbers, spot, withNoise, withObject } from './pictures';

const [width, height] = [64, 48];
const still = ground(width, height);
const everyFifth = Int32Array.from({ length: Math.floor((width * height) / 5) }, (_, sample) => 5 * sample);
const nine = Array.from({ length: 9 }, (_, sample) => sample);
const square: Rectangle = { x: 24, y: 16, width: 12, height: 12 };

function built(samples: readonly Uint8Array[], middle = samples[samples.length >> 1]!): Background {
  const background = new Background(width, height, everyFifth);
  background.build(samples, middle);
  return background;
}

/** The greatest of the values well within the square, and of those well away from it and from the picture's border. */
function within(values: Uint8Array): number {
  return greatest(values, (x, y) => x >= 27 && x < 33 && y >= 19 && y < 25);
}
function elsewhere(values: Uint8Array): number {
  return greatest(values, (x, y) => x > 6 && x < 58 && y > 6 && y < 42 && (x < 20 || x > 40 || y < 12 || y > 32));
}
const greatest = (values: Uint8Array, where: (x: number, y: number) => boolean): number =>
  Math.max(...values.filter((_, pixel) => where(pixel % width, Math.floor(pixel / width))));
const differences = (picture: Uint8Array, other = still): Uint8Array =>
  picture.map((level, pixel) => Math.abs(level - (other[pixel] ?? 0)));

const quiet = nine.map((sample) => withNoise(still, 2, 20 + sample));
const withSquareIn = (which: readonly number[], contrast = 70) =>
  quiet.map((sample, number) => (which.includes(number) ? withObject(sample, width, square, contrast) : sample));

describe('Background', () => {
  test('is the same picture with less noise', () => {
    const { picture } = built(quiet);
    const error = (of: Uint8Array) => differences(of).reduce((sum, one) => sum + one, 0) / of.length;
    expect(error(picture)).toBeLessThan(error(quiet[4]!) / 1.5);
  });

  test.each([[[4]], [[0, 8]], [[2, 5, 7]], [[3, 4, 5, 6]], [[0, 1, 2, 3]]])('what is there in the samples %j isn’t in it', (which) => {
    expect(within(differences(built(withSquareIn(which)).picture))).toBeLessThan(6);
  });

  test('what is there in most of them is', () => {
    const there = withObject(still, width, square, 70);
    expect(within(differences(built(withSquareIn([2, 3, 4, 5, 6])).picture, there))).toBeLessThan(6);
  });

  test('somebody who passes, or stands there for four samples, makes no wider margin', () => {
    const usual = within(built(quiet).above);
    for (const which of [[4], [0, 6], [3, 4, 5, 6], [5, 6, 7, 8]]) {
      const { above, below } = built(withSquareIn(which));
      expect({ which, wide: within(above) > usual + 6 || within(below) > usual + 6 }).toEqual({ which, wide: false });
    }
  });

  test('what sways does, both ways, and only there', () => {
    const random = randomNumbers(9);
    const leaves = quiet.map((sample) => withObject(sample, width, square, (random() - 0.5) * 120));
    const [swaying, calm] = [built(leaves), built(quiet)];
    const narrowest = (margin: Uint8Array) => 255 - within(margin.map((width) => 255 - width));
    expect(narrowest(swaying.above)).toBeGreaterThan(within(calm.above) + 20);
    expect(narrowest(swaying.below)).toBeGreaterThan(within(calm.below) + 20);
    expect(elsewhere(swaying.above)).toBeLessThanOrEqual(elsewhere(calm.above) + 10);
    // Over what came to stay, the margins are those of slopes alone.
    expect(within(swaying.steady)).toBeLessThan(within(calm.steady) + 25);
  });

  test('noise that the whole picture has makes none of its pixels special', () => {
    const flat = still.map(() => 120);
    const noisy = built(nine.map((sample) => withNoise(flat, 12, 50 + sample)));
    const mean = (of: Uint8Array) => of.reduce((sum, one) => sum + one, 0) / of.length;
    // A standard deviation of 12 alone would be a margin of 2 x 1.68 x 12.
    expect(mean(noisy.above)).toBeLessThan(20);
    expect(Math.max(...built(nine.map(() => flat)).above)).toBe(0);
  });

  test('an edge leaves room for a small shift: half of the step, and of the slope', () => {
    const edge = still.map((_, pixel) => (pixel % width < 32 ? 60 : 160));
    const { above, below, steady } = built(nine.map(() => edge));
    const row = (of: Uint8Array) => [...of.subarray(20 * width + 29, 20 * width + 35)];
    // The slope over two pixels is 100: 25 on both sides; the darker side may be brighter by 50 more, the brighter one darker.
    expect([row(above), row(below)]).toEqual([[0, 0, 75, 25, 0, 0], [0, 0, 25, 75, 0, 0]]); // prettier-ignore
    expect(row(steady)).toEqual([0, 0, 75, 75, 0, 0]);
  });

  test.each([
    ['another exposure', (sample: Uint8Array, number: number) => sample.map((level) => level * (number % 2 ? 0.75 : 1.2))],
    ['a light that comes and goes in a part', (sample: Uint8Array, number: number) => lit(sample, width, spot(10 * number, 20, 50, 1.3))],
    ['a place three pixels off', (_: Uint8Array, number: number) => withNoise(ground(width, height, number % 2 ? 3 : -3, number % 3), 2, number)],
  ])('samples of %s are made like the middle one', (_, change) => {
    const changed = quiet.map((sample, number) => (number === 4 ? sample : change(sample, number)));
    const { picture, above } = built(changed, quiet[4]);
    expect(elsewhere(differences(picture))).toBeLessThan(15);
    expect(elsewhere(above)).toBeLessThanOrEqual(elsewhere(built(quiet).above) + 15);
  });

  test('without being made like it, samples three pixels off would be another picture', () => {
    expect(elsewhere(differences(ground(width, height, 3, 0)))).toBeGreaterThan(30);
  });

  test('changes no sample', () => {
    const samples = nine.map((number) => ground(width, height, number % 2, 0).map((level) => level * 0.9));
    const before = samples.map((sample) => sample.slice());
    built(samples);
    expect(samples).toEqual(before);
  });

  test('four samples are enough, and an even number has a middle: the mean of two', () => {
    const levels = [10, 20, 31, 200].map((level) => new Uint8Array(width * height).fill(level));
    // Flat pictures tell their tones by themselves: all of them become the middle one.
    expect(Math.max(...differences(built(levels, levels[1]).picture, levels[1]))).toBe(0);
    const four = withSquareIn([1]).slice(0, 4);
    expect(within(differences(built(four).picture))).toBeLessThan(6);
  });

  test('keeps nothing of the one built before', () => {
    const background = new Background(width, height, everyFifth);
    background.build(nine.map((sample) => withNoise(ground(width, height, 2, 1), 20, sample)), ground(width, height)); // prettier-ignore
    background.build(quiet, quiet[4]!);
    const fresh = built(quiet);
    for (const field of ['picture', 'above', 'below', 'steady'] as const) expect(background[field]).toEqual(fresh[field]);
  });
});
