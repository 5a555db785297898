import { Background } from '../../../kernels/motion/background';
import { type Rectangle, ground, lit, randomNumbers, spot, withNoise, withObject, withPicture } from './pictures';

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

type Place = (x: number, y: number) => boolean;
/** Well within the square, and well away from it and from the picture's border. */
const within: Place = (x, y) => x >= 27 && x < 33 && y >= 19 && y < 25;
const elsewhere: Place = (x, y) => x > 6 && x < 58 && y > 6 && y < 42 && (x < 20 || x > 40 || y < 12 || y > 32);

const valuesAt = (values: Uint8Array, where: Place): Uint8Array =>
  values.filter((_, pixel) => where(pixel % width, Math.floor(pixel / width)));
const greatest = (values: Uint8Array, where: Place): number => Math.max(...valuesAt(values, where));
const median = (values: Uint8Array, where: Place): number => {
  const sorted = valuesAt(values, where).sort();
  return sorted[sorted.length >> 1] ?? 0;
};
const differences = (picture: Uint8Array, other = still): Uint8Array =>
  picture.map((level, pixel) => Math.abs(level - (other[pixel] ?? 0)));

const quiet = nine.map((sample) => withNoise(still, 2, 20 + sample));
/** A thing with a texture of its own: through an even change of brightness the ground would show, as in light. */
const thing = withNoise(new Uint8Array(width * height).fill(210), 12, 5);
const withThingIn = (which: readonly number[]) =>
  quiet.map((sample, number) => (which.includes(number) ? withPicture(sample, width, square, thing) : sample));

describe('Background', () => {
  test('is the same picture with less noise', () => {
    const { picture } = built(quiet);
    const error = (of: Uint8Array) => differences(of).reduce((sum, one) => sum + one, 0) / of.length;
    expect(error(picture)).toBeLessThan(error(quiet[4]!) / 1.5);
  });

  test.each([[[4]], [[0, 8]], [[2, 5, 7]], [[3, 4, 5, 6]], [[0, 1, 2, 3]]])(
    'what is there in the samples %j isn’t in it',
    (which) => {
      expect(greatest(differences(built(withThingIn(which)).picture), within)).toBeLessThan(8);
    },
  );

  test('what is there in most of them is', () => {
    const there = withPicture(still, width, square, thing);
    expect(greatest(differences(built(withThingIn([2, 3, 4, 5, 6])).picture, there), within)).toBeLessThan(6);
  });

  test('somebody who passes, or stands there for four samples, makes no wider margin', () => {
    const calm = built(quiet);
    for (const which of [[4], [0, 6], [3, 4, 5, 6], [5, 6, 7, 8], [0, 1, 2, 3]]) {
      const { above, below } = built(withThingIn(which));
      const wider = [median(above, within) - median(calm.above, within), median(below, within) - median(calm.below, within)]; // prettier-ignore
      expect({ which, isWide: Math.max(...wider) > 8 }).toEqual({ which, isWide: false });
    }
  });

  test('what sways does, both ways, and only there', () => {
    const random = randomNumbers(9);
    const leaves = quiet.map((sample) => withObject(sample, width, square, (random() - 0.5) * 120));
    const [swaying, calm] = [built(leaves), built(quiet)];
    expect(median(swaying.above, within)).toBeGreaterThan(median(calm.above, within) + 20);
    expect(median(swaying.below, within)).toBeGreaterThan(median(calm.below, within) + 20);
    expect(median(swaying.above, elsewhere)).toBeLessThanOrEqual(median(calm.above, elsewhere) + 2);
    // These don't ask how much it varies.
    expect(median(swaying.steady, within)).toBeLessThanOrEqual(median(calm.steady, within) + 8);
  });

  test('noise that the whole picture has makes none of its pixels special', () => {
    const noisy = built(nine.map((sample) => withNoise(still, 12, 50 + sample)));
    // It spreads by 20 levels, which alone would be a margin of 40.
    expect(median(noisy.above, elsewhere)).toBeLessThan(median(built(quiet).above, elsewhere) + 10);
    const flat = still.map(() => 120);
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
    [
      'another exposure',
      (sample: Uint8Array, number: number) => sample.map((level) => level * (number % 2 ? 0.75 : 1.2)),
    ],
    [
      'a light that comes and goes in a part',
      (sample: Uint8Array, number: number) => lit(sample, width, spot(10 * number, 20, 50, 1.3)),
    ],
    [
      'a place three pixels off',
      (_: Uint8Array, number: number) => withNoise(ground(width, height, number % 2 ? 3 : -3, number % 3), 2, number),
    ],
  ])('samples of %s are made like the middle one', (_, change) => {
    const changed = quiet.map((sample, number) => (number === 4 ? sample : change(sample, number)));
    const { picture, above } = built(changed, quiet[4]);
    expect(median(differences(picture), elsewhere)).toBeLessThanOrEqual(2);
    expect(greatest(differences(picture), elsewhere)).toBeLessThan(15);
    expect(median(above, elsewhere)).toBeLessThanOrEqual(median(built(quiet).above, elsewhere) + 5);
  });

  test('a lamp that is on in all samples but the middle one isn’t in it', () => {
    const lamp = (picture: Uint8Array) => lit(picture, width, spot(40, 30, 30, 1.5));
    const { picture } = built(quiet.map((sample, number) => (number === 4 ? sample : lamp(sample))), quiet[4]); // prettier-ignore
    const within = (x: number, y: number) => Math.abs(x - 40) < 8 && Math.abs(y - 30) < 8;
    expect(median(differences(picture), within)).toBeLessThan(median(differences(lamp(still)), within) / 3);
  });

  test('without being made like it, samples three pixels off would be another picture', () => {
    expect(median(differences(ground(width, height, 3, 0)), elsewhere)).toBeGreaterThan(10);
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
    const four = withThingIn([1]).slice(0, 4);
    expect(greatest(differences(built(four).picture), within)).toBeLessThan(8);
  });

  test('keeps nothing of the one built before', () => {
    const background = new Background(width, height, everyFifth);
    background.build(nine.map((sample) => withNoise(ground(width, height, 2, 1), 20, sample)), ground(width, height)); // prettier-ignore
    background.build(quiet, quiet[4]!);
    const fresh = built(quiet);
    for (const field of ['picture', 'above', 'below', 'steady'] as const)
      expect(background[field]).toEqual(fresh[field]);
  });
});
