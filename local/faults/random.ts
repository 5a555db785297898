import { createHash } from 'node:crypto';

/**
 * Random numbers by seed, in streams by name: what one stream has been asked for changes nothing in another. SHA-256 of seed,
 * name and a counter, after Hash_DRBG of NIST SP 800-90A: alike on every machine, and quick enough for what asks.
 */
export class Random {
  readonly #seed: number;
  readonly #asked = new Map<string, number>();

  constructor(seed: number) {
    this.#seed = seed;
  }

  /** @returns the stream's next number, from 0 to below 1 */
  next(stream: string): number {
    const asked = this.#asked.get(stream) ?? 0;
    this.#asked.set(stream, asked + 1);
    const hash = createHash('sha256').update(JSON.stringify([this.#seed, stream, asked]));
    return hash.digest().readUInt32BE() / 2 ** 32;
  }
}
