/** Levels per bin, as a shift: 16 bins of 16 levels. */
const binShift = 4;
const bins = 256 >> binShift;
/** Residuals run from -255 to 255. */
const residuals = 511;

/**
 * How the picture's tones moved from a reference frame to the current one: exposure, gain, flicker, a lamp. Pixels are
 * binned by their reference level; each bin's median difference, joined piecewise linearly, is the curve. A median,
 * so that objects which cover less than half of a tone don't bend it (comparagram after S. Mann, "Comparametric
 * equations", IEEE Trans. Image Processing 9 (8), 2000).
 */
export class ToneCurve {
  /** What to add to a reference level to get the level expected now. */
  readonly shift = new Int16Array(256);
  readonly #histogram = new Int32Array(bins * residuals);
  readonly #count = new Int32Array(bins);
  readonly #samples: Int32Array;

  /** @param samples indices of the pixels to learn from */
  constructor(samples: Int32Array) {
    this.#samples = samples;
  }

  fit(frame: Uint8Array, reference: Uint8Array): void {
    const [samples, histogram, count] = [this.#samples, this.#histogram, this.#count];
    histogram.fill(0);
    count.fill(0);
    for (let sample = 0; sample < samples.length; sample += 1) {
      const index = samples[sample] ?? 0;
      const level = reference[index] ?? 0;
      const bin = level >> binShift;
      const cell = bin * residuals + (frame[index] ?? 0) - level + 255;
      histogram[cell] = (histogram[cell] ?? 0) + 1;
      count[bin] = (count[bin] ?? 0) + 1;
    }
    this.#join(this.#medians());
  }

  /** Median difference per bin that has enough pixels, at the bin's middle level. */
  #medians(): { level: number; shift: number }[] {
    const enough = Math.max(20, this.#samples.length * 0.015);
    const medians: { level: number; shift: number }[] = [];
    for (let bin = 0; bin < bins; bin += 1) {
      const count = this.#count[bin] ?? 0;
      if (count < enough) continue;
      let below = 0;
      let residual = 0;
      for (; residual < residuals; residual += 1) {
        below += this.#histogram[bin * residuals + residual] ?? 0;
        if (below * 2 >= count) break;
      }
      medians.push({ level: (bin << binShift) + (1 << binShift) / 2, shift: residual - 255 });
    }
    return medians;
  }

  #join(points: readonly { level: number; shift: number }[]): void {
    const [first, last] = [points[0], points.at(-1)];
    if (!first || !last) {
      this.shift.fill(0);
      return;
    }
    let right = 0;
    for (let level = 0; level < 256; level += 1) {
      while (right < points.length - 1 && (points[right]?.level ?? 0) < level) right += 1;
      const [a, b] = [points[Math.max(0, right - 1)] ?? first, points[right] ?? last];
      if (level <= first.level) this.shift[level] = first.shift;
      else if (level >= last.level) this.shift[level] = last.shift;
      else this.shift[level] = Math.round(a.shift + ((b.shift - a.shift) * (level - a.level)) / (b.level - a.level));
    }
  }
}
