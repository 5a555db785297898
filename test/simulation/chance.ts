import { seededRandom } from '../../pipeline/seeded-random';

/** What happens by chance, the same for the same seed. */
export class Chance {
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  between([least, most]: readonly [number, number]): number {
    return least + this.next() * (most - least);
  }

  /** A factor, log-normal, 1 on average. */
  aroundOne(spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.next())) * Math.cos(2 * Math.PI * this.next());
    return Math.exp(spread * normal - spread ** 2 / 2);
  }

  /** Until something happens that happens so often. */
  until(perHour: number): number {
    return perHour === 0 ? Infinity : (-Math.log(1 - this.next()) * 3600) / perHour;
  }
}
