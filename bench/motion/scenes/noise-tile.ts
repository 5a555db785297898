import type { Random } from './random';

const { floor, sqrt } = Math;

const tileSize = 256;
const last = tileSize - 1;

/** Value noise of several octaves, mean 0, deviation 1, that goes on seamlessly at its borders. */
export class NoiseTile {
  readonly #values = new Float32Array(tileSize * tileSize);

  /** @param finest width in pixels of the smallest detail, @param coarsest of the largest: powers of two */
  constructor(random: Random, finest: number, coarsest: number) {
    const values = this.#values;
    for (let cell = coarsest; cell >= finest; cell /= 2) {
      const across = tileSize / cell;
      const lattice = Float32Array.from({ length: across * across }, () => random.gauss() * cell ** 0.3);
      const corner = (x: number, y: number) => lattice[(y % across) * across + (x % across)] ?? 0;
      for (let y = 0; y < tileSize; y += 1) {
        const row = floor(y / cell);
        const down = smooth((y % cell) / cell);
        for (let column = 0; column < across; column += 1) {
          const left = corner(column, row) * (1 - down) + corner(column, row + 1) * down;
          const right = corner(column + 1, row) * (1 - down) + corner(column + 1, row + 1) * down;
          const start = y * tileSize + column * cell;
          for (let x = 0; x < cell; x += 1) {
            values[start + x] = (values[start + x] ?? 0) + left + (right - left) * smooth(x / cell);
          }
        }
      }
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const deviation = sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    for (let index = 0; index < values.length; index += 1) values[index] = ((values[index] ?? 0) - mean) / deviation;
  }

  at(x: number, y: number): number {
    const [left, top] = [floor(x), floor(y)];
    const [right, down] = [x - left, y - top];
    const upper = (top & last) * tileSize;
    const lower = ((top + 1) & last) * tileSize;
    const [here, next] = [left & last, (left + 1) & last];
    const values = this.#values;
    const above = (values[upper + here] ?? 0) * (1 - right) + (values[upper + next] ?? 0) * right;
    const below = (values[lower + here] ?? 0) * (1 - right) + (values[lower + next] ?? 0) * right;
    return above + (below - above) * down;
  }
}

const smooth = (x: number): number => x * x * (3 - 2 * x);
