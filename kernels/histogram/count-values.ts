import type { CountedPicture } from './counted-picture';
import type { Bins } from './options';

/**
 * Counts the values of each channel of a picture. Four values at a time, each in a quarter of its own of one table: neighbouring
 * pixels are often equal, and a count that was just written would have to be waited for.
 */
export class ValueCounter {
  readonly #table = new Uint32Array(4 * 256);

  constructor(
    private readonly planes: CountedPicture['planes'],
    private readonly bins: Bins,
  ) {}

  /** @returns counts, channel after channel */
  count(pixels: Uint8Array): Uint32Array {
    const counts = new Uint32Array(this.planes.length * this.bins);
    for (const [channel, { start, end }] of this.planes.entries()) {
      this.#countPlane(pixels, start, end);
      this.#collect(counts, channel * this.bins);
    }
    return counts;
  }

  /** Whole words of the buffer at once; the few bytes before and after them one by one. */
  #countPlane(pixels: Uint8Array, start: number, end: number): void {
    const offset = pixels.byteOffset;
    const from = Math.min(end, Math.ceil((offset + start) / 4) * 4 - offset);
    const count = Math.floor((end - from) / 4);
    this.#countBytes(pixels, start, from);
    this.#countWords(new Uint32Array(pixels.buffer, count === 0 ? 0 : offset + from, count));
    this.#countBytes(pixels, from + 4 * count, end);
  }

  #countBytes(pixels: Uint8Array, start: number, end: number): void {
    const table = this.#table;
    for (let index = start; index < end; index += 1) {
      const value = pixels[index] ?? 0;
      table[value] = (table[value] ?? 0) + 1;
    }
  }

  #countWords(words: Uint32Array): void {
    const table = this.#table;
    for (let index = 0; index < words.length; index += 1) {
      const word = words[index] ?? 0;
      const first = word & 255;
      const second = 256 | ((word >>> 8) & 255);
      const third = 512 | ((word >>> 16) & 255);
      const fourth = 768 | (word >>> 24);
      table[first] = (table[first] ?? 0) + 1;
      table[second] = (table[second] ?? 0) + 1;
      table[third] = (table[third] ?? 0) + 1;
      table[fourth] = (table[fourth] ?? 0) + 1;
    }
  }

  /** Of 256 values into bins of equal width; the table is empty again. */
  #collect(counts: Uint32Array, offset: number): void {
    const table = this.#table;
    const perBin = 256 / this.bins;
    for (let value = 0; value < 256; value += 1) {
      const count =
        (table[value] ?? 0) + (table[value + 256] ?? 0) + (table[value + 512] ?? 0) + (table[value + 768] ?? 0);
      const bin = offset + Math.floor(value / perBin);
      counts[bin] = (counts[bin] ?? 0) + count;
    }
    table.fill(0);
  }
}
