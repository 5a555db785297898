/** Times of frames, as many as there are: numbers alone in one block of memory, because a day of video has five million. */
export class TimeList {
  #times = new Float64Array(1024);
  #count = 0;

  add(time: number): void {
    if (this.#count === this.#times.length) {
      const grown = new Float64Array(2 * this.#count);
      grown.set(this.#times);
      this.#times = grown;
    }
    this.#times[this.#count] = time;
    this.#count += 1;
  }

  get all(): Float64Array {
    return this.#times.subarray(0, this.#count);
  }
}
