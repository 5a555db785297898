export const lightTuning = { block: 16, floor: 5, leastRho: 0.3, prior: 0.02, near: 0.05, far: 0.01, apply: 0.02, on: 1, least: 0.5, most: 2, leastSteep: 0.5, mostSteep: 1.6 };
const bins = 256;
/** A ratio of 1 is this bin. */
const unit = 64;

/**
 * How much brighter or darker than expected the light is from place to place: a cloud's shadow, a lamp, a flickering band, a soft
 * shadow. The picture is cut into blocks; where the ground's texture shows through (its slopes correlate with those of the
 * reference), the block's median ratio is the light's; where it doesn't, because something stands before it or there is no
 * texture, the blocks around tell (normalized convolution after H. Knutsson, C.-F. Westin, CVPR 1993).
 */
export class LocalLight {
  readonly #columns: number;
  readonly #rows: number;
  readonly #histogram: Int32Array;
  /** Per block: squared slopes of the frame, of the reference, their products, and the number of samples. */
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #weighted: Float64Array;
  /** Per block, 1 where the light is as expected. */
  readonly gains: Float64Array;
  readonly #blockOf: Int32Array;
  readonly #scratch: Float64Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#columns = Math.max(1, Math.round(width / lightTuning.block));
    this.#rows = Math.max(1, Math.round(height / lightTuning.block));
    const blocks = this.#columns * this.#rows;
    this.#histogram = new Int32Array(blocks * bins);
    this.#sums = new Float64Array(blocks * 4);
    this.#weights = new Float64Array(blocks);
    this.#weighted = new Float64Array(blocks);
    this.#scratch = new Float64Array(blocks);
    this.gains = new Float64Array(blocks).fill(1);
    this.#blockOf = Int32Array.from({ length: width }, (_, x) => Math.floor((x * this.#columns) / width));
  }

  /**
   * Measures the light.
   * @param expected what level a level of the reference is expected to have in the frame
   * @returns whether it is worth applying
   */
  find(frame: Uint8Array, reference: Uint8Array, expected: Int16Array): boolean {
    if (this.gains.length < 4) return false;
    this.#collect(frame, reference, expected);
    this.#weigh();
    this.#fill();
    let most = 0;
    for (const gain of this.gains) most = Math.max(most, Math.abs(gain - 1));
    return most >= lightTuning.apply;
  }

  /** Takes the light out of the frame. May work in place. */
  apply(frame: Uint8Array, lit: Uint8Array): void {
    const { width, height, gains } = this;
    const [columns, rows] = [this.#columns, this.#rows];
    for (let y = 0; y < height; y += 1) {
      const v = Math.max(0, Math.min(rows - 1, ((y + 0.5) * rows) / height - 0.5));
      const [top, fy] = [Math.floor(v), v - Math.floor(v)];
      const bottom = Math.min(rows - 1, top + 1);
      // The row's gains, column by column, then along the row in steps.
      for (let column = 0; column < columns; column += 1) {
        this.#scratch[column] =
          1 / ((gains[top * columns + column] ?? 1) * (1 - fy) + (gains[bottom * columns + column] ?? 1) * fy);
      }
      for (let x = 0; x < width; ) {
        const u = Math.max(0, ((x + 0.5) * columns) / width - 0.5);
        const left = Math.min(columns - 1, Math.floor(u));
        const right = Math.min(columns - 1, left + 1);
        const [a, b] = [this.#scratch[left] ?? 1, this.#scratch[right] ?? 1];
        const end = Math.min(width, Math.max(x + 1, Math.ceil(((left + 1.5) * width) / columns - 0.5)));
        const step = ((b - a) * columns) / width;
        let factor = a + (b - a) * Math.min(1, u - left) ;
        for (let index = y * width + x; index < y * width + end; index += 1) {
          const level = (frame[index] ?? 0) * factor + 0.5;
          lit[index] = level > 255 ? 255 : level;
          factor += step;
        }
        x = end;
      }
    }
  }

  #collect(frame: Uint8Array, reference: Uint8Array, expected: Int16Array): void {
    const { width, height } = this;
    const [histogram, sums, blockOf] = [this.#histogram.fill(0), this.#sums.fill(0), this.#blockOf];
    for (let y = 1; y < height - 1; y += 2) {
      const row = Math.floor((y * this.#rows) / height) * this.#columns;
      for (let x = 1; x < width - 1; x += 2) {
        const index = y * width + x;
        const block = row + (blockOf[x] ?? 0);
        const level = expected[reference[index] ?? 0] ?? 0;
        const here = frame[index] ?? 0;
        const bin = level > 4 ? ((here * unit) / level) | 0 : unit;
        const cell = block * bins + (bin < bins ? bin : bins - 1);
        histogram[cell] = (histogram[cell] ?? 0) + 1;
        const fx = (frame[index + 1] ?? 0) - (frame[index - 1] ?? 0);
        const fy = (frame[index + width] ?? 0) - (frame[index - width] ?? 0);
        const bx = (reference[index + 1] ?? 0) - (reference[index - 1] ?? 0);
        const by = (reference[index + width] ?? 0) - (reference[index - width] ?? 0);
        const sum = block * 4;
        sums[sum] = (sums[sum] ?? 0) + fx * fx + fy * fy;
        sums[sum + 1] = (sums[sum + 1] ?? 0) + bx * bx + by * by;
        sums[sum + 2] = (sums[sum + 2] ?? 0) + fx * bx + fy * by;
        sums[sum + 3] = (sums[sum + 3] ?? 0) + 1;
      }
    }
  }

  #weigh(): void {
    const { gains } = this;
    const sums = this.#sums;
    for (let block = 0; block < gains.length; block += 1) {
      const [ff, bb, fb, count] = [sums[block * 4] ?? 0, sums[block * 4 + 1] ?? 0, sums[block * 4 + 2] ?? 0, sums[block * 4 + 3] ?? 0];
      const likeness = fb / (Math.sqrt(ff * bb) + lightTuning.floor * count + 1);
      let weight = Math.max(0, (likeness - lightTuning.leastRho) / (1 - lightTuning.leastRho));
      const gain = weight > 0 ? this.#median(block, count) : 1;
      if (weight > 0) {
        const steeper = fb / (bb + 1) / gain;
        if (gain < lightTuning.least || gain > lightTuning.most || steeper < lightTuning.leastSteep || steeper > lightTuning.mostSteep) weight = 0;
      }
      this.#weights[block] = weight;
      this.#weighted[block] = weight * gain;
    }
  }

  #median(block: number, count: number): number {
    const histogram = this.#histogram;
    let below = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const here = histogram[block * bins + bin] ?? 0;
      if (here > 0 && 2 * (below + here) >= count) return (bin + (count / 2 - below) / here) / unit;
      below += here;
    }
    return 1;
  }

  /** Each block takes on what it and the blocks around say, the nearer the more; where nobody knows, the light is as expected. */
  #fill(): void {
    const [columns, rows] = [this.#columns, this.#rows];
    for (let y = 0; y < rows; y += 1) {
      for (let x = 0; x < columns; x += 1) {
        let [weight, weighted] = [lightTuning.prior, lightTuning.prior];
        for (let dy = -2; dy <= 2; dy += 1) {
          for (let dx = -2; dx <= 2; dx += 1) {
            const [nx, ny] = [x + dx, y + dy];
            if (nx < 0 || ny < 0 || nx >= columns || ny >= rows) continue;
            const distance = Math.max(Math.abs(dx), Math.abs(dy));
            const share = distance === 0 ? 1 : distance === 1 ? lightTuning.near : lightTuning.far;
            weight += share * (this.#weights[ny * columns + nx] ?? 0);
            weighted += share * (this.#weighted[ny * columns + nx] ?? 0);
          }
        }
        this.gains[y * columns + x] = weighted / weight;
      }
    }
  }
}
