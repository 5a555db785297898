/** A pixel stays, or comes, when at least this many of its 3x3 neighbourhood are set. */
const majority = 4;

/** Majority filter: takes single pixels out and closes small holes. Sums rows first, then columns of the sums. */
export class CleanUp {
  readonly #rows: Uint8Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#rows = new Uint8Array(width * height);
  }

  /** Changes `mask` in place; pixels outside the picture count as not set. */
  run(mask: Uint8Array): void {
    const { width, height } = this;
    const rows = this.#rows;
    for (let y = 0; y < height; y += 1) {
      const row = y * width;
      for (let x = 0; x < width; x += 1) {
        const left = x > 0 ? (mask[row + x - 1] ?? 0) : 0;
        const right = x < width - 1 ? (mask[row + x + 1] ?? 0) : 0;
        rows[row + x] = left + (mask[row + x] ?? 0) + right;
      }
    }
    for (let y = 0; y < height; y += 1) {
      const row = y * width;
      for (let x = 0; x < width; x += 1) {
        const above = y > 0 ? (rows[row - width + x] ?? 0) : 0;
        const below = y < height - 1 ? (rows[row + width + x] ?? 0) : 0;
        mask[row + x] = above + (rows[row + x] ?? 0) + below >= majority ? 1 : 0;
      }
    }
  }
}
