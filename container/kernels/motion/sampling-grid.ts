import { type MotionWindow, cellOf, slackSeconds } from '../../../pipeline/motion-window';

/** Frames whose mean is a cell's sample: a mean of four has half of one's noise. They lie within this many seconds. */
const framesPerSample = 4;
const meanSeconds = 0.35;
/** What the picture does by itself is measured over this many seconds. */
const changeSeconds = 0.3;

export interface Sample {
  picture: Uint8Array;
  /** A frame a little later, where there is one. */
  later: Uint8Array | undefined;
}

/**
 * Keeps one sample of the picture per cell of an absolute grid of time: the mean of the first frames in the cell, and a frame a
 * little later. The grid begins at the video's first frame, so that the samples are the same wherever decoding began.
 */
export class SamplingGrid {
  readonly #samples = new Map<number, Sample>();
  readonly #sums: Uint16Array;
  #open: { cell: number; frames: number; since: number } | undefined;

  constructor(
    private readonly window: MotionWindow,
    pixels: number,
  ) {
    this.#sums = new Uint16Array(pixels);
  }

  /** Frames come in order; `time` in seconds from the video's first frame. */
  add(pixels: Uint8Array, time: number): void {
    const cell = cellOf(this.window, time);
    if (this.#open?.cell !== cell) this.end();
    const late = time + slackSeconds >= cell * this.window.cellSeconds + this.window.sampleSeconds;
    if (late || this.#samples.get(cell)?.later) {
      this.end();
      return;
    }
    this.#open ??= { cell, frames: 0, since: time };
    const age = time - this.#open.since + slackSeconds;
    if (this.#open.frames < framesPerSample && age < meanSeconds) {
      const sums = this.#sums;
      if (this.#open.frames === 0) sums.set(pixels);
      else for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) + (pixels[index] ?? 0);
      this.#open.frames += 1;
    } else if (age >= changeSeconds) this.#close(Uint8Array.from(pixels));
  }

  end(): void {
    this.#close(undefined);
  }

  /** A cell that holds no frame near its beginning has no sample. */
  sample(cell: number): Sample | undefined {
    return this.#samples.get(cell);
  }

  /** Whether nothing can be added to the cell any more, now that the video has come to `time`. */
  isComplete(cell: number, time: number): boolean {
    return (
      this.#samples.has(cell) || time + slackSeconds >= cell * this.window.cellSeconds + this.window.sampleSeconds
    );
  }

  forgetBefore(cell: number): void {
    for (const known of this.#samples.keys()) if (known < cell) this.#samples.delete(known);
  }

  #close(later: Uint8Array | undefined): void {
    if (!this.#open) return;
    const { cell, frames } = this.#open;
    this.#open = undefined;
    const half = frames >> 1;
    const picture = Uint8Array.from(this.#sums, (sum) => Math.floor((sum + half) / frames));
    this.#samples.set(cell, { picture, later });
  }
}
