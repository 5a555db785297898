import { slackSeconds } from './motion-window';

/** Frames of a block: half a megabyte. */
const blockLength = 65_536;

/** When each frame of a video is shown, for millions of frames: eight bytes each. */
export class FrameClock {
  readonly #blocks: Float64Array[] = [];
  #count = 0;

  /** @param time in seconds, later than that of the frame before */
  add(time: number): void {
    const place = this.#count % blockLength;
    if (place === 0) this.#blocks.push(new Float64Array(blockLength));
    const block = this.#blocks.at(-1);
    if (block) block[place] = time;
    this.#count += 1;
  }

  /** Number of the first frame that is shown at this time or later; the number of frames when there is none. */
  firstFrom(time: number): number {
    let low = 0;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#timeOf(middle) < time - slackSeconds) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #timeOf(frame: number): number {
    return this.#blocks[Math.floor(frame / blockLength)]?.[frame % blockLength] ?? Infinity;
  }
}
