interface KeptFrame {
  time: number;
  pixels: Uint8Array;
}

/**
 * The last frames, as long as they are needed to look `lagSeconds` back. By time, not by count: on variable frame
 * rates the same frame is found wherever decoding began.
 */
export class EarlierFrames {
  readonly #frames: KeptFrame[] = [];
  readonly #free: Uint8Array[] = [];

  constructor(private readonly lagSeconds: number) {}

  /** Copies the frame, and forgets what no later frame will look back to. Times ascend. */
  add(pixels: Uint8Array, time: number): void {
    const copy = this.#free.pop() ?? new Uint8Array(pixels.length);
    copy.set(pixels);
    this.#frames.push({ time, pixels: copy });
    // Half a microsecond of slack: 1.4 - 0.3 is less than 1.1 in binary fractions.
    while ((this.#frames[1]?.time ?? Infinity) <= time - this.lagSeconds + 5e-7) {
      const forgotten = this.#frames.shift();
      if (forgotten) this.#free.push(forgotten.pixels);
    }
  }

  /** The last frame at least `lagSeconds` before the newest, or the first of all where the video has just begun. */
  get reference(): Uint8Array | undefined {
    return this.#frames[0]?.pixels;
  }
}
