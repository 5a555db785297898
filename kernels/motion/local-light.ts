/** Side of a block in pixels, about. */
const blockSide = 16;
/** Every so many columns and rows are looked at. */
const stepAcross = 2;
const stepDown = 3;
/** Ratios go up to 4, in steps of 1/64. */
const bins = 256;
const sumsPerBlock = 4;
const unit = 64;
/** Squared slope per pixel that noise makes by itself, in gray levels over two pixels. */
const noiseTexture = 5;
/** From this correlation of the slopes on, the ground is thought to show through. */
const leastLikeness = 0.3;
/** Light doesn't make the ground darker or brighter than by these factors, and its texture changes about as much. */
const gains = { least: 0.5, most: 2 };
const steepening = { least: 0.5, most: 1.6 };
/** Weights of the blocks around, by their distance in blocks, and of the light being as expected. */
const shares = [1, 0.05, 0.01];
const priorWeight = 0.02;
/** Light that differs by less anywhere isn't taken out. */
const leastDifference = 0.04;
/** Darker levels have no ratio to speak of. */
const leastLevel = 4;

/** Looked up once, not for every pixel. */
const { abs, ceil, floor, max, min, round, sqrt } = Math;

/**
 * How much brighter or darker than expected the light is from place to place: a cloud's shadow, a lamp, a flickering band, the soft
 * shadow of somebody outside. The picture is cut into blocks. Where the ground's texture shows through, because its slopes correlate
 * with those of the reference (as in P. Rosin, T. Ellis, "Image difference threshold strategies and shadow detection", BMVC 1995), the
 * block's median ratio is the light's; where it doesn't, because something stands before it, or there is no texture,
 * the blocks around tell (normalized convolution, H. Knutsson, C.-F. Westin, CVPR 1993).
 */
export class LocalLight {
  readonly #columns: number;
  readonly #rows: number;
  /** Per block, 1 where the light is as expected. */
  readonly #gains: Float64Array;
  readonly #histogram: Uint16Array;
  /** Per block: squared slopes of the reference and the number of samples; squared slopes of the frame, and their products. */
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;
  readonly #weighted: Float64Array;
  /** Of one row of pixels. */
  readonly #factors: Float64Array;
  /** The pixels that are looked at, their blocks, and the slopes of the reference there. */
  readonly #at: Int32Array;
  readonly #block: Uint16Array;
  readonly #slopeX: Int16Array;
  readonly #slopeY: Int16Array;
  readonly #ratios = new Float64Array(256);
  #reference: Uint8Array = new Uint8Array(0);

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#columns = max(1, round(width / blockSide));
    this.#rows = max(1, round(height / blockSide));
    const blocks = this.#columns * this.#rows;
    this.#gains = new Float64Array(blocks).fill(1);
    this.#histogram = new Uint16Array(blocks * bins);
    this.#sums = new Float64Array(blocks * sumsPerBlock);
    this.#weights = new Float64Array(blocks);
    this.#weighted = new Float64Array(blocks);
    this.#factors = new Float64Array(this.#columns);
    const at: number[] = [];
    for (let y = 1; y < height - 1; y += stepDown)
      for (let x = 1; x < width - 1; x += stepAcross) at.push(y * width + x);
    this.#at = Int32Array.from(at);
    this.#block = Uint16Array.from(at, (index) => {
      const [column, row] = [((index % width) * this.#columns) / width, (floor(index / width) * this.#rows) / height];
      return floor(row) * this.#columns + floor(column);
    });
    this.#slopeX = new Int16Array(at.length);
    this.#slopeY = new Int16Array(at.length);
  }

  setReference(reference: Uint8Array): void {
    const { width } = this;
    const [at, slopeX, slopeY] = [this.#at, this.#slopeX, this.#slopeY];
    const sums = this.#sums.fill(0);
    this.#reference = reference;
    for (let sample = 0; sample < at.length; sample += 1) {
      const index = at[sample] ?? 0;
      const x = (reference[index + 1] ?? 0) - (reference[index - 1] ?? 0);
      const y = (reference[index + width] ?? 0) - (reference[index - width] ?? 0);
      slopeX[sample] = x;
      slopeY[sample] = y;
      const sum = (this.#block[sample] ?? 0) * sumsPerBlock;
      sums[sum] = (sums[sum] ?? 0) + x * x + y * y;
      sums[sum + 1] = (sums[sum + 1] ?? 0) + 1;
    }
  }

  /**
   * Measures the light of a frame against the reference.
   * @param expected what level a level of the reference is expected to have in the frame
   * @returns whether it differs enough to be taken out
   */
  find(frame: Uint8Array, expected: Int16Array): boolean {
    // In fewer blocks the tones tell everything.
    if (this.#gains.length < 4) return false;
    this.#collect(frame, expected);
    for (let block = 0; block < this.#gains.length; block += 1) this.#weigh(block);
    let most = 0;
    for (let y = 0; y < this.#rows; y += 1) {
      for (let x = 0; x < this.#columns; x += 1) {
        const gain = this.#gainAt(x, y);
        this.#gains[y * this.#columns + x] = gain;
        most = max(most, abs(gain - 1));
      }
    }
    return most >= leastDifference;
  }

  /** Takes the light out of the frame, interpolated between the blocks' centres. May work in place. */
  apply(frame: Uint8Array, lit: Uint8Array): void {
    const { width, height } = this;
    const columns = this.#columns;
    for (let y = 0; y < height; y += 1) {
      this.#setFactors(y);
      for (let left = -1, x = 0; x < width; left += 1) {
        const end = left === columns - 1 ? width : ceil(((left + 1.5) * width) / columns - 0.5);
        const before = this.#factors[max(0, left)] ?? 1;
        const after = this.#factors[min(columns - 1, left + 1)] ?? 1;
        const step = ((after - before) * columns) / width;
        let factor = before + step * (x + 0.5 - ((left + 0.5) * width) / columns);
        for (let index = y * width + x; index < y * width + end; index += 1) {
          const level = ((frame[index] ?? 0) * factor + 0.5) | 0;
          lit[index] = level > 255 ? 255 : level;
          factor += step;
        }
        x = max(x, end);
      }
    }
  }

  /** What a row's pixels are multiplied by, at the blocks' centres. */
  #setFactors(y: number): void {
    const [columns, rows, known] = [this.#columns, this.#rows, this.#gains];
    const height = max(0, min(rows - 1, ((y + 0.5) * rows) / this.height - 0.5));
    const [upper, part] = [floor(height), height - floor(height)];
    const lower = min(rows - 1, upper + 1);
    for (let column = 0; column < columns; column += 1) {
      const [above, below] = [known[upper * columns + column] ?? 1, known[lower * columns + column] ?? 1];
      this.#factors[column] = 1 / (above + (below - above) * part);
    }
  }

  #collect(frame: Uint8Array, expected: Int16Array): void {
    const [width, reference, ratios] = [this.width, this.#reference, this.#ratios];
    for (let level = 0; level < 256; level += 1) {
      const lit = expected[level] ?? 0;
      ratios[level] = lit > leastLevel ? unit / lit : 0;
    }
    const [histogram, sums] = [this.#histogram.fill(0), this.#sums];
    for (let sum = 2; sum < sums.length; sum += sumsPerBlock) sums[sum] = sums[sum + 1] = 0;
    const [at, blocks, slopeX, slopeY] = [this.#at, this.#block, this.#slopeX, this.#slopeY];
    for (let sample = 0; sample < at.length; sample += 1) {
      const index = at[sample] ?? 0;
      const block = blocks[sample] ?? 0;
      const ratio = ratios[reference[index] ?? 0] ?? 0;
      const bin = ratio > 0 ? ((frame[index] ?? 0) * ratio) | 0 : unit;
      const cell = block * bins + (bin < bins ? bin : bins - 1);
      histogram[cell] = (histogram[cell] ?? 0) + 1;
      const x = (frame[index + 1] ?? 0) - (frame[index - 1] ?? 0);
      const y = (frame[index + width] ?? 0) - (frame[index - width] ?? 0);
      const sum = block * sumsPerBlock + 2;
      sums[sum] = (sums[sum] ?? 0) + x * x + y * y;
      sums[sum + 1] = (sums[sum + 1] ?? 0) + x * (slopeX[sample] ?? 0) + y * (slopeY[sample] ?? 0);
    }
  }

  #weigh(block: number): void {
    const sum = block * sumsPerBlock;
    const [ground, count] = [this.#sums[sum] ?? 0, this.#sums[sum + 1] ?? 0];
    const [frame, common] = [this.#sums[sum + 2] ?? 0, this.#sums[sum + 3] ?? 0];
    const likeness = common / (sqrt(frame * ground) + noiseTexture * count + 1);
    this.#weights[block] = 0;
    this.#weighted[block] = 0;
    if (likeness <= leastLikeness) return;
    const gain = this.#medianRatio(block, count);
    const steeper = common / (ground + 1) / gain;
    if (gain < gains.least || gain > gains.most) return;
    if (steeper < steepening.least || steeper > steepening.most) return;
    const weight = (likeness - leastLikeness) / (1 - leastLikeness);
    this.#weights[block] = weight;
    this.#weighted[block] = weight * gain;
  }

  #medianRatio(block: number, count: number): number {
    let below = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      const here = this.#histogram[block * bins + bin] ?? 0;
      if (here > 0 && 2 * (below + here) >= count) return (bin + (count / 2 - below) / here) / unit;
      below += here;
    }
    return 1;
  }

  /** What the block and those around say, the nearer the more; where nobody knows, the light is as expected. */
  #gainAt(x: number, y: number): number {
    const [columns, rows] = [this.#columns, this.#rows];
    let [weight, weighted] = [priorWeight, priorWeight];
    for (let row = max(0, y - 2); row <= min(rows - 1, y + 2); row += 1) {
      for (let column = max(0, x - 2); column <= min(columns - 1, x + 2); column += 1) {
        const share = shares[max(abs(row - y), abs(column - x))] ?? 0;
        weight += share * (this.#weights[row * columns + column] ?? 0);
        weighted += share * (this.#weighted[row * columns + column] ?? 0);
      }
    }
    return weighted / weight;
  }
}
