import type { Canvas } from '../canvas';

/** Distance of the grid's points in pixels: light is soft. */
const pitch = 8;

/** Factors by which places are brighter than the scene's own light. */
export class LightGrid {
  readonly #columns: number;
  readonly #rows: number;
  readonly #factors: Float32Array;

  constructor(width: number, height: number) {
    this.#columns = Math.ceil(width / pitch) + 1;
    this.#rows = Math.ceil(height / pitch) + 1;
    this.#factors = new Float32Array(this.#columns * this.#rows);
  }

  reset(): void {
    this.#factors.fill(1);
  }

  multiply(factor: (x: number, y: number) => number): void {
    for (let row = 0, index = 0; row < this.#rows; row += 1) {
      for (let column = 0; column < this.#columns; column += 1, index += 1) {
        this.#factors[index] = (this.#factors[index] ?? 1) * factor(column * pitch, row * pitch);
      }
    }
  }

  shine({ width, height, pixels }: Canvas): void {
    const line = new Float32Array(this.#columns);
    for (let y = 0; y < height; y += 1) {
      const upper = Math.floor(y / pitch) * this.#columns;
      const down = (y % pitch) / pitch;
      for (let column = 0; column < line.length; column += 1) {
        const above = this.#factors[upper + column] ?? 1;
        line[column] = above + ((this.#factors[upper + this.#columns + column] ?? 1) - above) * down;
      }
      for (let column = 0, x = 0; x < width; column += 1) {
        let factor = line[column] ?? 1;
        const slope = ((line[column + 1] ?? 1) - factor) / pitch;
        for (const end = Math.min(width, x + pitch); x < end; x += 1, factor += slope) {
          const index = y * width + x;
          pixels[index] = (pixels[index] ?? 0) * factor;
        }
      }
    }
  }
}
