/** Levels per bin, as a shift: 32 bins of 8 levels. */
const binShift = 3;
const bins = 256 >> binShift;
/** Residuals run from -255 to 255. */
const residuals = 512;
const zero = 256;

/** Looked up once, not for every pixel. */
const { max, min, round } = Math;

/**
 * How the picture's tones moved from a reference to the current frame: exposure, gain, flicker, a lamp. Pixels are binned by their
 * reference level, neighbouring bins with few pixels together; each bin's median difference, joined piecewise linearly, is the
 * curve. A median, so that objects which cover less than half of a tone don't bend it (comparagram after S. Mann, "Comparametric
 * equations", IEEE Trans. Image Processing 9 (8), 2000).
 */
export class ToneCurve {
  /** What to add to a reference level to get the level expected now. */
  readonly shift = new Int16Array(256);
  readonly #histogram = new Int32Array(bins * residuals);
  readonly #count = new Int32Array(bins);
  readonly #sum = new Int32Array(bins);
  readonly #levels = new Float64Array(bins);
  readonly #medians = new Float64Array(bins);

  /** @param samples indices of the pixels to learn from */
  constructor(private readonly samples: Int32Array) {}

  fit(frame: Uint8Array, reference: Uint8Array): void {
    const [samples, histogram, count, sum] = [this.samples, this.#histogram, this.#count, this.#sum];
    histogram.fill(0);
    count.fill(0);
    sum.fill(0);
    for (let sample = 0; sample < samples.length; sample += 1) {
      const index = samples[sample] ?? 0;
      const level = reference[index] ?? 0;
      const bin = level >> binShift;
      const cell = bin * residuals + (frame[index] ?? 0) - level + zero;
      histogram[cell] = (histogram[cell] ?? 0) + 1;
      count[bin] = (count[bin] ?? 0) + 1;
      sum[bin] = (sum[bin] ?? 0) + level;
    }
    this.#join(this.#findMedians());
  }

  /** Number of points of the curve: mean level and median difference of each group of bins that has enough pixels. */
  #findMedians(): number {
    const enough = max(20, this.samples.length * 0.015);
    let points = 0;
    for (let from = 0, to = 0, pixels = 0, levels = 0; to < bins;) {
      pixels += this.#count[to] ?? 0;
      levels += this.#sum[to] ?? 0;
      to += 1;
      if (pixels < enough && !(to === bins && points === 0 && pixels > 0)) continue;
      this.#levels[points] = levels / pixels;
      this.#medians[points] = this.#median(from, to, pixels);
      points += 1;
      [from, pixels, levels] = [to, 0, 0];
    }
    return points;
  }

  /** Of the residuals in bins [from, to), interpolated within the level at which half is reached. */
  #median(from: number, to: number, pixels: number): number {
    const histogram = this.#histogram;
    let below = 0;
    for (let residual = 0; residual < residuals; residual += 1) {
      let here = 0;
      for (let bin = from; bin < to; bin += 1) here += histogram[bin * residuals + residual] ?? 0;
      if (here > 0 && below + here >= pixels / 2) return residual - zero - 0.5 + (pixels / 2 - below) / here;
      below += here;
    }
    return 0;
  }

  #join(points: number): void {
    const [levels, medians, shift] = [this.#levels, this.#medians, this.shift];
    for (let level = 0, right = 0; level < 256; level += 1) {
      while (right < points && (levels[right] ?? 0) < level) right += 1;
      if (right === 0 || right === points) {
        shift[level] = points === 0 ? 0 : round(medians[min(right, points - 1)] ?? 0);
        continue;
      }
      const [x0, x1] = [levels[right - 1] ?? 0, levels[right] ?? 0];
      const [y0, y1] = [medians[right - 1] ?? 0, medians[right] ?? 0];
      shift[level] = round(y0 + ((y1 - y0) * (level - x0)) / (x1 - x0));
    }
  }
}
