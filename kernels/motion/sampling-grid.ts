import { type MotionWindow, cellOf, slackSeconds } from '../../pipeline/motion-window';

/** Frames whose mean is a cell's sample: a mean of four has half of one's noise. They lie within this many seconds. */
const framesPerSample = 4;
const meanSeconds = 0.35;

/**
 * Keeps one sample of the picture per cell of an absolute grid of time: the mean of the first frames in the cell. The grid begins at
 * the video's first frame, so that the samples are the same wherever decoding began.
 */
export class SamplingGrid {
  readonly #samples = new Map<number, Uint8Array>();
  /** Of pictures that were forgotten, to be used again. */
  readonly #free: Uint8Array[] = [];
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
    if (this.#open && (this.#open.cell !== cell || time - this.#open.since + slackSeconds >= meanSeconds)) this.end();
    if (this.#samples.has(cell) || this.#isLate(cell, time)) return;
    this.#open ??= { cell, frames: 0, since: time };
    const sums = this.#sums;
    if (this.#open.frames === 0) sums.set(pixels);
    else for (let index = 0; index < sums.length; index += 1) sums[index] = (sums[index] ?? 0) + (pixels[index] ?? 0);
    this.#open.frames += 1;
    if (this.#open.frames === framesPerSample) this.end();
  }

  /** No more frames come for the sample that is being collected. */
  end(): void {
    if (!this.#open) return;
    const { cell, frames } = this.#open;
    this.#open = undefined;
    const [sums, half] = [this.#sums, frames >> 1];
    const picture = this.#free.pop() ?? new Uint8Array(sums.length);
    for (let index = 0; index < sums.length; index += 1) picture[index] = ((sums[index] ?? 0) + half) / frames;
    this.#samples.set(cell, picture);
  }

  /** A cell that holds no frame near its beginning has no sample. */
  sample(cell: number): Uint8Array | undefined {
    return this.#samples.get(cell);
  }

  /** Whether nothing can be added to the cell any more, now that the video has come to `time`. */
  isComplete(cell: number, time: number): boolean {
    return this.#samples.has(cell) || (this.#isLate(cell, time) && this.#open?.cell !== cell);
  }

  forgetBefore(cell: number): void {
    for (const [known, picture] of this.#samples) {
      if (known >= cell) continue;
      this.#samples.delete(known);
      this.#free.push(picture);
    }
  }

  #isLate(cell: number, time: number): boolean {
    return time + slackSeconds >= cell * this.window.cellSeconds + this.window.sampleSeconds;
  }
}
