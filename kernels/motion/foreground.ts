import type { Background } from './background';
import { type RegionPixels } from './region-masks';
import { type Shift, isShifted } from './registration';
import { ToneCurve } from './tone-curve';

/** Least difference in gray levels that counts, above the noise of good cameras and compression. */
const leastThreshold = 6;
/** The same between two backgrounds. */
const leastStep = 10;
/** In standard deviations of the noise: about one false pixel in 150,000 if it were Gaussian. */
const noiseFactor = 4.5;
/** A standard deviation is 1.4826 times the median absolute deviation, for Gaussian noise. */
const madToSigma = 1.4826;
/** Where the light changes, what it does to rare tones is known to this part of the change only. */
const lightWeight = 0.5;

/** What a frame as a whole tells. */
export interface Appearance {
  /** Noise threshold, in gray levels. */
  threshold: number;
  /** Fraction of the whole picture that differs from the background. */
  differing: number;
  shift: Shift;
  /** Number of marked pixels. */
  marked: number;
  /** Mean change of the tones against an earlier frame, in gray levels. */
  lightChange: number;
}

/** Looked up once, not for every pixel. */
const { abs, ceil, max } = Math;

/**
 * Marks the pixels that differ from the background by more than noise, a change of light and a shaking camera explain. The noise
 * is the median absolute deviation over the whole picture (P. Rousseeuw, C. Croux, "Alternatives to the Median Absolute
 * Deviation", JASA 88, 1993), so that no object within a region makes it larger.
 */
export class Foreground {
  readonly mask: Uint8Array;
  readonly appearance: Appearance = {
    ...{ threshold: 0, differing: 0, marked: 0, lightChange: 0 },
    shift: { dx: 0, dy: 0 },
  };
  /** What level a level of the background is expected to have. */
  readonly expected = new Int16Array(256);
  readonly #expectedSince = new Int16Array(256);
  readonly #curve: ToneCurve;
  readonly #deviations = new Int32Array(512);
  /** By how much a pixel of a margin may differ. */
  readonly #limits = new Int16Array(256);

  constructor(
    private readonly pixels: RegionPixels,
    size: number,
  ) {
    this.mask = new Uint8Array(size);
    this.#curve = new ToneCurve(pixels.samples);
  }

  /**
   * Fills `mask` and `appearance`.
   * @param spare taken when the frame has to be moved onto the background, or into its light
   * @returns the frame as it lies on the background: the very frame, or `spare`
   */
  compare(frame: Uint8Array, background: Background, spare: Uint8Array): Uint8Array {
    const placed = this.#place(frame, background, spare);
    this.#measure(placed, background, leastThreshold);
    const { picture, above, below } = background;
    this.appearance.marked = this.#mark(placed, picture, above, below);
    return placed;
  }

  /** The same for the background before, over the margins of slopes only: what came to stay varies between the samples. */
  compareBackgrounds(before: Uint8Array, background: Background, spare: Uint8Array): Uint8Array {
    const placed = this.#place(before, background, spare);
    this.#measure(placed, background, leastStep);
    const { picture, steady } = background;
    this.appearance.marked = this.#mark(placed, picture, steady, steady);
    return placed;
  }

  /** Marks in `moving` which pixels of the mask also differ from an earlier frame, placed likewise. */
  compareEarlier(placed: Uint8Array, earlier: Uint8Array, { above }: Background, moving: Uint8Array): void {
    const [expected, { shift }, { mask, appearance }] = [this.#expectedSince, this.#curve, this];
    this.#curve.fit(placed, earlier);
    this.#expect(expected);
    appearance.lightChange = shift.reduce((sum, change) => sum + abs(change), 0) / shift.length;
    const { threshold } = appearance;
    moving.fill(0);
    for (let index = mask.indexOf(1); index >= 0; index = mask.indexOf(1, index)) {
      for (; mask[index] === 1; index += 1) {
        const level = earlier[index] ?? 0;
        const difference = (placed[index] ?? 0) - (expected[level] ?? 0);
        const least = threshold + (above[index] ?? 0) + abs(shift[level] ?? 0) * lightWeight;
        if (difference > least || -difference > least) moving[index] = 1;
      }
    }
  }

  /** Finds tones, shift and light, in this order, and takes shift and light out of the frame. */
  #place(frame: Uint8Array, { picture, registration, light }: Background, spare: Uint8Array): Uint8Array {
    const { shift } = this.appearance;
    let placed = frame;
    this.#curve.fit(frame, picture);
    registration.find(frame, this.#curve.shift, shift);
    if (isShifted(shift)) {
      registration.align(frame, shift, this.#curve.shift, spare);
      placed = spare;
      this.#curve.fit(placed, picture);
    }
    this.#expect(this.expected);
    if (light.find(placed, this.expected)) {
      light.apply(placed, spare);
      placed = spare;
      this.#curve.fit(placed, picture);
      this.#expect(this.expected);
    }
    return placed;
  }

  /** The levels that the curve lets expect. */
  #expect(expected: Int16Array): void {
    const { shift } = this.#curve;
    for (let level = 0; level < 256; level += 1) expected[level] = level + (shift[level] ?? 0);
  }

  #measure(placed: Uint8Array, background: Background, least: number): void {
    const deviation = this.#medianDeviation(placed, background.picture);
    this.appearance.threshold = ceil(max(least, noiseFactor * madToSigma * deviation));
    this.appearance.differing = this.#countDiffering(placed, background, this.appearance.threshold);
  }

  // The loops over pixels keep what they read in local names: fields are looked up anew at every pixel.
  #mark(placed: Uint8Array, picture: Uint8Array, above: Uint8Array, below: Uint8Array): number {
    const [mask, expected, limits, { threshold }] = [this.mask, this.expected, this.#limits, this.appearance];
    mask.fill(0);
    let marked = 0;
    for (const { sensitivity, runs } of this.pixels.bySensitivity) {
      for (let margin = 0; margin < 256; margin += 1) limits[margin] = (threshold + margin) / sensitivity;
      const least = limits[0] ?? 0;
      for (let run = 0; run < runs.length; run += 2) {
        const end = runs[run + 1] ?? 0;
        for (let index = runs[run] ?? 0; index < end; index += 1) {
          const difference = (placed[index] ?? 0) - (expected[picture[index] ?? 0] ?? 0);
          // Most pixels differ by less than noise, and need no margin looked up.
          if (difference <= least && -difference <= least) continue;
          if (difference > (limits[above[index] ?? 0] ?? 0) || -difference > (limits[below[index] ?? 0] ?? 0)) {
            mask[index] = 1;
            marked += 1;
          }
        }
      }
    }
    return marked;
  }

  #countDiffering(placed: Uint8Array, { picture, above, below }: Background, threshold: number): number {
    const [{ samples }, expected] = [this.pixels, this.expected];
    let differing = 0;
    for (let sample = 0; sample < samples.length; sample += 1) {
      const index = samples[sample] ?? 0;
      const difference = (placed[index] ?? 0) - (expected[picture[index] ?? 0] ?? 0);
      if (difference > threshold + (above[index] ?? 0) || -difference > threshold + (below[index] ?? 0)) differing += 1;
    }
    return differing / max(1, samples.length);
  }

  #medianDeviation(placed: Uint8Array, picture: Uint8Array): number {
    const [{ samples }, expected] = [this.pixels, this.expected];
    const deviations = this.#deviations.fill(0);
    for (let sample = 0; sample < samples.length; sample += 1) {
      const index = samples[sample] ?? 0;
      const difference = (placed[index] ?? 0) - (expected[picture[index] ?? 0] ?? 0);
      const deviation = difference < 0 ? -difference : difference;
      deviations[deviation] = (deviations[deviation] ?? 0) + 1;
    }
    let below = 0;
    for (let deviation = 0; deviation < deviations.length; deviation += 1) {
      const here = deviations[deviation] ?? 0;
      if (here > 0 && 2 * (below + here) >= samples.length)
        return max(0, deviation - 0.5 + (samples.length / 2 - below) / here);
      below += here;
    }
    return 0;
  }
}
