/** Who a face is: somebody of the gallery, an unknown one of a cluster, or nobody that is known of. */
export type Verdict = { person: number } | { cluster: number } | 'nobody';

/** Verdicts on faces in their order: numbers alone in one block of memory, because a long video may have millions. */
export class Verdicts {
  #values = new Int32Array(1024);
  #count = 0;

  add(verdict: Verdict): void {
    if (this.#count === this.#values.length) {
      const grown = new Int32Array(2 * this.#count);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count] =
      verdict === 'nobody' ? 0 : 'person' in verdict ? verdict.person + 1 : -verdict.cluster - 1;
    this.#count += 1;
  }

  at(face: number): Verdict {
    const value = this.#values[face] ?? 0;
    if (value === 0) return 'nobody';
    return value > 0 ? { person: value - 1 } : { cluster: -value - 1 };
  }
}
