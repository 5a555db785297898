/** A pixel stays, or comes, when at least this many of its 3x3 neighbourhood are set. */
const majority = 4;

/** Majority filter: takes single pixels out and closes small holes. Sums along rows first, then over the rows' sums. */
export class CleanUp {
  /** Sums of three neighbours in a row, with a row of zeros above the picture and one below. */
  readonly #sums: Uint8Array;
  /** Per row of sums, 1 where any may be set: most rows of most masks are empty, and need no adding. */
  readonly #filled: Uint8Array;

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {
    this.#sums = new Uint8Array(width * (height + 2));
    this.#filled = new Uint8Array(height + 2);
  }

  /** Changes `mask` in place; pixels outside the picture count as not set. */
  run(mask: Uint8Array): void {
    const { width, height } = this;
    const [sums, filled] = [this.#sums, this.#filled];
    let next = mask.indexOf(1);
    for (let y = 0; y < height; y += 1) {
      const end = (y + 1) * width;
      filled[y + 1] = next >= 0 && next < end ? 1 : 0;
      if (filled[y + 1] !== 1) {
        sums.fill(0, end, end + width);
        continue;
      }
      this.#sumRow(mask, y);
      next = mask.indexOf(1, end);
    }
    for (let y = 0; y < height; y += 1) {
      const [start, end] = [y * width, (y + 1) * width];
      if (filled[y] === 0 && filled[y + 1] === 0 && filled[y + 2] === 0) continue;
      for (let index = start; index < end; index += 1) {
        const sum = (sums[index] ?? 0) + (sums[index + width] ?? 0) + (sums[index + 2 * width] ?? 0);
        mask[index] = sum >= majority ? 1 : 0;
      }
    }
  }

  #sumRow(mask: Uint8Array, y: number): void {
    const [width, sums] = [this.width, this.#sums];
    const [start, end] = [y * width, (y + 1) * width];
    let left = 0;
    let here = mask[start] ?? 0;
    for (let index = start; index < end; index += 1) {
      const right = index + 1 < end ? (mask[index + 1] ?? 0) : 0;
      sums[index + width] = left + here + right;
      left = here;
      here = right;
    }
  }
}
