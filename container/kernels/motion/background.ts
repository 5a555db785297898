import type { Sample } from './sampling-grid';
import { Registration, type Shift } from './registration';
import { LocalLight, lightTuning } from './local-light';
import { ToneCurve } from './tone-curve';

export const bgTuning = { spreadWeight: 2, successive: 0.7, successiveWeight: 1.15, unrestWeight: 2.5, unrestQuantile: 0.5, unrestRadius: 2, unrestCap: 60 };
/** Weight of the slope at a pixel: a small shift makes that much of a difference. */
const slopeWeight = 0.5;
/** Part of the local range (3x3) by which a pixel may differ, upwards and downwards each. */
const rangeWeight = 0.5;
const mostMargin = 120;
/** Below this shift, in pixels, a picture is taken as it is: moving it costs sharpness and time. */
export const leastShift = 0.15;

/**
 * What a cell of the grid looks like without what moves in it: per pixel the median of the samples around, each brought to the
 * tones and the position of the middle one (median background after R. Cucchiara et al., "Detecting Moving Objects, Ghosts, and
 * Shadows in Video Streams", IEEE PAMI 25 (10), 2003, here looking both ways). With it come the margins within which a pixel may
 * differ from it.
 */
export class Background {
  readonly picture: Uint8Array;
  /** How much brighter or darker than expected a pixel may be, on top of the noise of the frame. */
  readonly above: Uint8Array;
  readonly below: Uint8Array;
  /** The same without regard to how much the pixel varies. */
  readonly steady: Uint8Array;
  readonly registration: Registration;
  readonly #spread: Uint8Array;
  readonly #unrest: Uint8Array;
  readonly #changes = new WeakMap<Sample, Uint8Array>();
  /** Greatest and least of three pixels in a row. */
  readonly #highest: Uint8Array;
  readonly #lowest: Uint8Array;
  readonly #curve: ToneCurve;
  readonly light: LocalLight;
  readonly #shift: Shift = { dx: 0, dy: 0 };
  readonly #aligned: Uint8Array;

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
    this.#unrest = new Uint8Array(pixels);
    this.#highest = new Uint8Array(pixels);
    this.#lowest = new Uint8Array(pixels);
    this.#aligned = new Uint8Array(pixels);
    this.registration = new Registration(width, height);
    this.#curve = new ToneCurve(samples);
    this.light = new LocalLight(width, height);
  }

  /** @param middle the sample whose tones and position the others are brought to; not changed, as none is */
  build(around: readonly Sample[], middle: Sample): void {
    this.#measureUnrest(around);
    this.registration.setReference(middle.picture);
    this.#takeMedian(
      around.map(({ picture }) => (picture === middle.picture ? picture : this.#liken(picture, middle.picture))),
    );
    this.#setMargins();
    this.registration.setReference(this.picture);
  }

  #liken(sample: Uint8Array, middle: Uint8Array): Uint8Array {
    this.#curve.fit(sample, middle);
    this.registration.find(sample, this.#curve.shift, this.#shift);
    const shifted = Math.abs(this.#shift.dx) >= leastShift || Math.abs(this.#shift.dy) >= leastShift;
    if (shifted) {
      this.registration.align(sample, this.#shift, this.#curve.shift, this.#aligned);
    }
    const picture = shifted ? this.#aligned : sample;
    // The other way round: from the sample's tones to the middle one's.
    this.#curve.fit(middle, picture);
    const { shift } = this.#curve;
    const alike = Uint8Array.from(picture, (level) => Math.max(0, Math.min(255, level + (shift[level] ?? 0))));
    if (lightTuning.on && this.light.find(alike, middle, same)) this.light.apply(alike, alike);
    return alike;
  }

  /** How much each place changes by itself within a moment, in most samples: water, rain and leaves do, a street with a passer-by doesn't. */
  #measureUnrest(samples: readonly Sample[]): void {
    const changes = samples.flatMap((sample) => this.#changeOf(sample) ?? []);
    const unrest = this.#unrest.fill(0);
    if (changes.length < 3) return;
    const sorted = new Uint8Array(changes.length);
    for (let index = 0; index < unrest.length; index += 1) {
      for (let change = 0; change < changes.length; change += 1) {
        const level = changes[change]?.[index] ?? 0;
        let place = change;
        for (; place > 0 && (sorted[place - 1] ?? 0) > level; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
        sorted[place] = level;
      }
      unrest[index] = sorted[Math.floor((changes.length - 1) * bgTuning.unrestQuantile)] ?? 0;
    }
  }

  /** Root mean square over the neighbourhood of what a moment changes; kept, because every sample is in many windows. */
  #changeOf(sample: Sample): Uint8Array | undefined {
    const { picture, later } = sample;
    const known = this.#changes.get(sample);
    if (known || !later) return known;
    this.registration.setReference(picture);
    const alike = this.#liken(later, picture);
    const change = blurSquares(alike, picture, this.width, this.height, bgTuning.unrestRadius);
    this.#changes.set(sample, change);
    return change;
  }

  #takeMedian(samples: readonly Uint8Array[]): void {
    const count = samples.length;
    const usual = Math.round((count - 2) * bgTuning.successive);
    const [below, above] = [(count - 1) >> 1, count >> 1];
    const [picture, spread] = [this.picture, this.#spread];
    const [sorted, changes] = [new Uint8Array(count), new Uint8Array(count)];
    for (let index = 0; index < picture.length; index += 1) {
      let before = 0;
      for (let sample = 0; sample < count; sample += 1) {
        const level = samples[sample]?.[index] ?? 0;
        let place = sample;
        for (; place > 0 && (sorted[place - 1] ?? 0) > level; place -= 1) sorted[place] = sorted[place - 1] ?? 0;
        sorted[place] = level;
        const change = level > before ? level - before : before - level;
        before = level;
        if (sample === 0) continue;
        place = sample - 1;
        for (; place > 0 && (changes[place - 1] ?? 0) > change; place -= 1) changes[place] = changes[place - 1] ?? 0;
        changes[place] = change;
      }
      picture[index] = ((sorted[below] ?? 0) + (sorted[above] ?? 0)) >> 1;
      spread[index] = Math.min(255, bgTuning.successiveWeight * (changes[usual] ?? 0));
    }
  }

  #setMargins(): void {
    const { width, height, picture, above, below, steady } = this;
    const [spread, usual] = [this.#spread, this.#usual(this.#spread)];
    const [unrest, usualUnrest] = [this.#unrest, this.#usual(this.#unrest)];
    const [highest, lowest] = [this.#highest, this.#lowest];
    for (let index = 0; index < picture.length; index += 1) {
      const [level, left, right] = [picture[index] ?? 0, picture[index - 1] ?? 0, picture[index + 1] ?? 0];
      const x = index % width;
      const [before, after] = [x > 0 ? left : level, x < width - 1 ? right : level];
      highest[index] = Math.max(before, level, after);
      lowest[index] = Math.min(before, level, after);
    }
    for (let y = 0, index = 0; y < height; y += 1) {
      for (let x = 0; x < width; x += 1, index += 1) {
        const level = picture[index] ?? 0;
        const right = x < width - 1 ? (picture[index + 1] ?? 0) : level;
        const left = x > 0 ? (picture[index - 1] ?? 0) : level;
        const lower = y < height - 1 ? (picture[index + width] ?? 0) : level;
        const upper = y > 0 ? (picture[index - width] ?? 0) : level;
        const slope = Math.max(Math.abs(right - left), Math.abs(lower - upper)) / 2;
        const varies = Math.max(0, (spread[index] ?? 0) - usual);
        const restless = Math.min(bgTuning.unrestCap, bgTuning.unrestWeight * Math.max(0, (unrest[index] ?? 0) - usualUnrest));
        const margin = Math.min(mostMargin, Math.max(bgTuning.spreadWeight * varies, restless) + slopeWeight * slope);
        const [up, down] = [y > 0 ? index - width : index, y < height - 1 ? index + width : index];
        const top = Math.max(highest[up] ?? 0, highest[index] ?? 0, highest[down] ?? 0);
        const bottom = Math.min(lowest[up] ?? 0, lowest[index] ?? 0, lowest[down] ?? 0);
        above[index] = margin + rangeWeight * (top - level);
        below[index] = margin + rangeWeight * (level - bottom);
        steady[index] = slopeWeight * slope + rangeWeight * Math.max(top - level, level - bottom);
      }
    }
  }

  /** Median over the picture: what all pixels vary by, noise or a change of light, makes none of them special. */
  #usual(spreads: Uint8Array): number {
    const histogram = new Int32Array(256);
    for (const index of this.samples) {
      const spread = spreads[index] ?? 0;
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


/** Every level as it is. */
const same = Int16Array.from({ length: 256 }, (_, level) => level);

/** Root mean square of the differences between two pictures, over squares of 2 x radius + 1 pixels. */
function blurSquares(a: Uint8Array, b: Uint8Array, width: number, height: number, radius: number): Uint8Array {
  const rows = new Float32Array(a.length);
  for (let y = 0; y < height; y += 1) {
    let sum = 0;
    const at = (x: number) => {
      const index = y * width + Math.max(0, Math.min(width - 1, x));
      const difference = (a[index] ?? 0) - (b[index] ?? 0);
      return difference * difference;
    };
    for (let x = -radius; x < radius; x += 1) sum += at(x);
    for (let x = 0; x < width; x += 1) {
      sum += at(x + radius);
      rows[y * width + x] = sum;
      sum -= at(x - radius);
    }
  }
  const blurred = new Uint8Array(a.length);
  const pixels = (2 * radius + 1) ** 2;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      let sum = 0;
      for (let dy = -radius; dy <= radius; dy += 1) {
        sum += rows[Math.max(0, Math.min(height - 1, y + dy)) * width + x] ?? 0;
      }
      blurred[y * width + x] = Math.min(255, Math.sqrt(sum / pixels));
    }
  }
  return blurred;
}
