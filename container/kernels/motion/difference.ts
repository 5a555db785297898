import { ToneCurve } from './tone-curve';

/** Least difference in gray levels that counts, above the noise of good cameras and compression. */
const leastThreshold = 8;
/** In standard deviations of the noise: about one false pixel in 150,000 if it were Gaussian. */
const noiseFactor = 4.5;
/** A standard deviation is 1.4826 times the median absolute deviation, for Gaussian noise. */
const madToSigma = 1.4826;
/** When more of the region than this differs, the light or the camera changed, not the scene. */
const wholePicture = 0.7;
/** Every seventh pixel is enough to learn tones and noise from: 8,000 of a 320x180 picture. */
const sampleStep = 7;

/** Marks the pixels that differ from an earlier frame by more than noise and a change of light explain. */
export class Difference {
  readonly mask: Uint8Array;
  readonly #region: Uint8Array;
  readonly #regionPixels: number;
  readonly #samples: Int32Array;
  readonly #curve: ToneCurve;
  readonly #expected = new Int16Array(256);
  readonly #deviations = new Int32Array(512);

  /** @param region 1 for pixels that count */
  constructor(region: Uint8Array) {
    this.mask = new Uint8Array(region.length);
    this.#region = region;
    this.#regionPixels = region.reduce((sum, inside) => sum + inside, 0);
    // Tones and noise are the whole picture's: an object that fills a small region must not hide in its own statistics.
    this.#samples = Int32Array.from(
      { length: Math.ceil(region.length / sampleStep) },
      (_, index) => index * sampleStep,
    );
    this.#curve = new ToneCurve(this.#samples);
  }

  /** Fills `mask`; returns false, with an empty mask, when nothing differs or the picture as a whole does. */
  compare(frame: Uint8Array, reference: Uint8Array): boolean {
    this.#curve.fit(frame, reference);
    for (let level = 0; level < 256; level += 1) this.#expected[level] = level + (this.#curve.shift[level] ?? 0);
    const deviation = this.#medianDeviation(frame, reference);
    const threshold = Math.max(leastThreshold, Math.ceil(noiseFactor * madToSigma * deviation));
    const marked = this.#mark(frame, reference, threshold);
    if (marked <= wholePicture * this.#regionPixels) return marked > 0;
    this.mask.fill(0);
    return false;
  }

  // The loops over pixels keep what they read in local names: fields are looked up anew at every pixel.
  #mark(frame: Uint8Array, reference: Uint8Array, threshold: number): number {
    const [mask, region, expected] = [this.mask, this.#region, this.#expected];
    let marked = 0;
    for (let index = 0; index < frame.length; index += 1) {
      const difference = (frame[index] ?? 0) - (expected[reference[index] ?? 0] ?? 0);
      const moves = difference > threshold || difference < -threshold ? (region[index] ?? 0) : 0;
      mask[index] = moves;
      marked += moves;
    }
    return marked;
  }

  #medianDeviation(frame: Uint8Array, reference: Uint8Array): number {
    const [samples, expected, deviations] = [this.#samples, this.#expected, this.#deviations];
    deviations.fill(0);
    for (let sample = 0; sample < samples.length; sample += 1) {
      const index = samples[sample] ?? 0;
      const difference = (frame[index] ?? 0) - (expected[reference[index] ?? 0] ?? 0);
      const deviation = difference < 0 ? -difference : difference;
      deviations[deviation] = (deviations[deviation] ?? 0) + 1;
    }
    let below = 0;
    for (let deviation = 0; deviation < deviations.length; deviation += 1) {
      below += deviations[deviation] ?? 0;
      if (below * 2 >= samples.length) return deviation;
    }
    return 0;
  }
}
