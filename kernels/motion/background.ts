import { LocalLight } from './local-light';
import { Registration, type Shift, isShifted } from './registration';
import { ToneCurve } from './tone-curve';

/** Weight of how much a pixel varies between the samples, in gray levels. */
const spreadWeight = 2;
/**
 * How much it varies is told by its changes from sample to sample, of which seven in ten are smaller, and by its distances from the
 * median, of which six in ten are: the smaller of both counts. So neither somebody who stands there in some samples in a row
 * nor several who pass make the pixel restless, but a branch that sways does. The factors make both, for Gaussian noise, what
 * the distance from the 20th to the 80th percentile is.
 */
const changeQuantile = 0.7;
const changeWeight = 1.15;
const distanceQuantile = 0.6;
const distanceWeight = 1.95;
/** In gray levels. */
const noticeable = 8;
/** Weight of the slope at a pixel: a small shift makes that much of a difference. */
const slopeWeight = 0.5;
/** Part of the local range (3x3) by which a pixel may differ, upwards and downwards each. */
const rangeWeight = 0.5;
/** In gray levels. */
const mostMargin = 120;

/** Looked up once, not for every pixel. */
const { abs, max, min } = Math;

/** Every level as it is. */
const sameLevels = Int16Array.from({ length: 256 }, (_, level) => level);

/**
 * What a cell of the grid looks like without what moves in it: per pixel the median of the samples around, each brought to the
 * position, tones and light of the middle one (median background after R. Cucchiara et al., "Detecting Moving Objects, Ghosts, and
 * Shadows in Video Streams", IEEE PAMI 25 (10), 2003, here looking both ways; the spread from successive differences after
 * J. von Neumann et al., "The Mean Square Successive Difference", Ann. Math. Statist. 12 (2), 1941). With it come the margins
 * within which a pixel may differ from it.
 */
export class Background {
  readonly picture: Uint8Array;
  /** How much brighter or darker than expected a pixel may be, on top of the noise of the frame. */
  readonly above: Uint8Array;
  readonly below: Uint8Array;
  /** The same without regard to how much the pixel varies. */
  readonly steady: Uint8Array;
  readonly registration: Registration;
  readonly light: LocalLight;
  readonly #spread: Uint8Array;
  /** Greatest and least of three pixels in a row. */
  readonly #highest: Uint8Array;
  readonly #lowest: Uint8Array;
  readonly #curve: ToneCurve;
  readonly #shift: Shift = { dx: 0, dy: 0 };
  readonly #aligned: Uint8Array;
  /** The samples, each like the middle one. */
  readonly #likened: Uint8Array[] = [];

  constructor(
    private readonly width: number,
    private readonly height: number,
    private readonly samples: Int32Array,
  ) {
    const pixels = width * height;
    this.picture = new Uint8Array(pixels);
    this.above = new Uint8Array(pixels);
    this.below = new Uint8Array(pixels);
    this.steady = new Uint8Array(pixels);
    this.#spread = new Uint8Array(pixels);
    this.#highest = new Uint8Array(pixels);
    this.#lowest = new Uint8Array(pixels);
    this.#aligned = new Uint8Array(pixels);
    this.registration = new Registration(width, height);
    this.light = new LocalLight(width, height);
    this.#curve = new ToneCurve(samples);
  }

  /** @param middle the sample that the others are made like; not changed, as none is */
  build(around: readonly Uint8Array[], middle: Uint8Array): void {
    this.registration.setReference(middle);
    this.light.setReference(middle);
    const likened = around.map((sample, place) => {
      return sample === middle ? sample : this.#liken(sample, middle, place);
    });
    this.#takeMedian(likened);
    this.#setMargins();
    this.registration.setReference(this.picture);
    this.light.setReference(this.picture);
  }

  #liken(sample: Uint8Array, middle: Uint8Array, place: number): Uint8Array {
    const alike = (this.#likened[place] ??= new Uint8Array(sample.length));
    this.#curve.fit(sample, middle);
    this.registration.find(sample, this.#curve.shift, this.#shift);
    let placed = sample;
    if (isShifted(this.#shift)) {
      this.registration.align(sample, this.#shift, this.#curve.shift, this.#aligned);
      placed = this.#aligned;
    }
    // The other way round: from the sample's tones to the middle one's.
    this.#curve.fit(middle, placed);
    const tones = Uint8ClampedArray.from(this.#curve.shift, (shift, level) => level + shift);
    for (let index = 0; index < placed.length; index += 1) alike[index] = tones[placed[index] ?? 0] ?? 0;
    if (this.light.find(alike, sameLevels)) this.light.apply(alike, alike);
    return alike;
  }

  #takeMedian(samples: readonly Uint8Array[]): void {
    const count = samples.length;
    const [usualChange, dropped] = [Math.round((count - 2) * changeQuantile), count - 1 - Math.round((count - 1) * distanceQuantile)]; // prettier-ignore
    const [below, above] = [(count - 1) >> 1, count >> 1];
    const [picture, spread] = [this.picture, this.#spread];
    const [sorted, changes] = [new Uint8Array(count), new Uint8Array(count)];
    for (let index = 0; index < picture.length; index += 1) {
      for (let sample = 0; sample < count; sample += 1) insert(sorted, sample, samples[sample]?.[index] ?? 0);
      const median = ((sorted[below] ?? 0) + (sorted[above] ?? 0)) >> 1;
      picture[index] = median;
      const distance = distanceWeight * usualDistance(sorted, median, dropped);
      spread[index] = min(255, distance);
      // Where nothing but noise changes, the changes tell nothing more.
      if ((sorted[count - 1] ?? 0) - (sorted[0] ?? 0) < noticeable) continue;
      for (let sample = 1; sample < count; sample += 1) {
        const change = (samples[sample]?.[index] ?? 0) - (samples[sample - 1]?.[index] ?? 0);
        insert(changes, sample - 1, change < 0 ? -change : change);
      }
      spread[index] = min(255, distance, changeWeight * (changes[usualChange] ?? 0));
    }
  }

  #setMargins(): void {
    const { width, height, picture, above, below, steady } = this;
    const [spread, usual] = [this.#spread, this.#usualSpread()];
    const [highest, lowest] = [this.#highest, this.#lowest];
    for (let y = 0, index = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, index += 1) {
        const level = picture[index] ?? 0;
        const left = x > 0 ? (picture[index - 1] ?? 0) : level;
        const right = x < width - 1 ? (picture[index + 1] ?? 0) : level;
        highest[index] = max(left, level, right);
        lowest[index] = min(left, level, right);
      }
    }
    for (let y = 0, index = 0; y < height; y += 1) {
      const [up, down] = [y > 0 ? -width : 0, y < height - 1 ? width : 0];
      for (let x = 0; x < width; x += 1, index += 1) {
        const level = picture[index] ?? 0;
        const left = x > 0 ? (picture[index - 1] ?? 0) : level;
        const right = x < width - 1 ? (picture[index + 1] ?? 0) : level;
        const across = abs(right - left);
        const along = abs((picture[index + down] ?? 0) - (picture[index + up] ?? 0));
        const slope = (slopeWeight / 2) * max(across, along);
        const margin = min(mostMargin, spreadWeight * max(0, (spread[index] ?? 0) - usual) + slope);
        const top = max(highest[index + up] ?? 0, highest[index] ?? 0, highest[index + down] ?? 0);
        const bottom = min(lowest[index + up] ?? 0, lowest[index] ?? 0, lowest[index + down] ?? 0);
        above[index] = margin + rangeWeight * (top - level);
        below[index] = margin + rangeWeight * (level - bottom);
        steady[index] = slope + rangeWeight * max(top - level, level - bottom);
      }
    }
  }

  /** Median over the picture: what all pixels vary by, noise or a change of light, makes none of them special. */
  #usualSpread(): number {
    const histogram = new Int32Array(256);
    for (const index of this.samples) {
      const spread = this.#spread[index] ?? 0;
      histogram[spread] = (histogram[spread] ?? 0) + 1;
    }
    let below = 0;
    for (let spread = 0; spread < 256; spread += 1) {
      below += histogram[spread] ?? 0;
      if (2 * below >= this.samples.length) return spread;
    }
    return 0;
  }
}

/** Puts a value into its place among the first `count`, which are sorted. */
function insert(sorted: Uint8Array, count: number, value: number): void {
  let place = count;
  for (; place > 0 && (sorted[place - 1] ?? 0) > value; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
  sorted[place] = value;
}

/** The greatest distance from the median once so many of the farthest are dropped. */
function usualDistance(sorted: Uint8Array, median: number, dropped: number): number {
  let [first, last] = [0, sorted.length - 1];
  for (let drop = dropped; drop > 0; drop -= 1) {
    if (median - (sorted[first] ?? 0) > (sorted[last] ?? 0) - median) first += 1;
    else last -= 1;
  }
  return max(median - (sorted[first] ?? 0), (sorted[last] ?? 0) - median);
}
