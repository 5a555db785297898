import { sixDigits } from '../../pipeline/motion';
import { type Outline, distance } from './compare-histograms';
import type { HistogramOptions } from './options';
import type { Shot } from './shots';

/** A flash lasts no longer than this many frames; what comes after it is the shot that was before. */
const flashFrames = 2;

/** Frames before and after a change by which it is judged how lively the picture is there. */
const neighbours = 6;

/** So many times as great as the usual difference around it must a change be: else it is motion, or a fade. */
const prominence = 3;

/** A frame and how it differs. */
interface Look {
  frame: number;
  pts: number;
  time: number;
  /** From the frame before it. */
  step: number;
  /** The least difference between what is before and what is after: near 0 where a flash comes or goes. */
  lasting: number;
}

/**
 * Finds where one shot ends and the next begins: frames that differ from those before by more than anything around them does, and to
 * which the picture doesn't return at once. Nothing depends on how the video was cut into segments, or how many bins were counted.
 */
export class ShotFinder {
  /** Of the last frames, the newest first: as many as a flash may hide, and one. */
  readonly #outlines: Outline[] = [];
  /** Of the frame that is judged and its neighbours. */
  readonly #looks: Look[] = [];
  readonly #changes: Look[] = [];
  #frameCount = 0;
  #startPts = 0;
  #lastTime = 0;

  constructor(private readonly options: Pick<HistogramOptions, 'shotDistance' | 'minShotSeconds'>) {}

  /** @param time seconds from the video's first frame */
  add(pts: number, time: number, outline: Outline): void {
    if (this.#frameCount === 0) this.#startPts = pts;
    const distances = this.#outlines.map((earlier) => distance(earlier, outline));
    // What was before a change is compared with what comes after it, too.
    for (let back = 1; back <= flashFrames; back += 1) {
      const look = this.#looks.at(-back);
      if (look) look.lasting = Math.min(look.lasting, distances[back] ?? look.lasting);
    }
    this.#looks.push({
      frame: this.#frameCount,
      pts,
      time,
      step: distances[0] ?? 0,
      lasting: Math.min(1, ...distances),
    });
    if (this.#looks.length > 2 * neighbours + 1) this.#looks.shift();
    this.#outlines.unshift(outline);
    if (this.#outlines.length > flashFrames + 1) this.#outlines.pop();
    this.#judge(this.#looks.length - 1 - neighbours);
    this.#frameCount += 1;
    this.#lastTime = time;
  }

  /**
   * @param endTime of the video's last frame, in seconds
   * @returns the shots, and how many frames were looked at
   */
  finish(endTime: number): { frameCount: number; shots: Shot[] } {
    for (let index = this.#looks.length - neighbours; index < this.#looks.length; index += 1) this.#judge(index);
    const end = Math.max(endTime, this.#lastTime);
    const first = { frame: 0, pts: this.#startPts, time: 0, step: 0 };
    const begins = [first, ...this.#greatest(end)];
    const shots = begins.map(({ frame, pts, time, step }, index) => {
      const next = begins[index + 1] ?? { frame: this.#frameCount, time: end };
      return {
        ...{ shot: index + 1, start: sixDigits(time), end: sixDigits(next.time) },
        ...{ startFrame: frame, endFrame: next.frame, startPts: pts, distance: sixDigits(step) },
      };
    });
    return { frameCount: this.#frameCount, shots };
  }

  /** Whether the picture changes there: by enough, for good, and more than around it. */
  #judge(index: number): void {
    const look = this.#looks[index];
    if (!look || look.frame === 0 || look.lasting < this.options.shotDistance) return;
    const around = this.#looks
      .slice(Math.max(0, index - neighbours), index + neighbours + 1)
      .filter((other) => other !== look && other.frame > 0);
    const usual = around.reduce((sum, { step }) => sum + step, 0) / Math.max(1, around.length);
    if (look.lasting >= prominence * usual) this.#changes.push(look);
  }

  /** Of changes that are closer to each other than a shot may be short the greatest, and none that close to the video's ends. */
  #greatest(end: number): Look[] {
    const { minShotSeconds } = this.options;
    // Times are sums of frames' lengths: what is as long as asked for may be a rounding error shorter.
    const isClose = (one: number, other: number) => Math.abs(one - other) < minShotSeconds - 1e-6;
    return this.#changes.filter((change, index) => {
      if (isClose(change.time, 0) || isClose(change.time, end)) return false;
      for (let other = index - 1; other >= 0; other -= 1) {
        const earlier = this.#changes[other];
        if (!earlier || !isClose(earlier.time, change.time)) break;
        if (earlier.lasting >= change.lasting) return false;
      }
      for (let other = index + 1; other < this.#changes.length; other += 1) {
        const later = this.#changes[other];
        if (!later || !isClose(later.time, change.time)) break;
        if (later.lasting > change.lasting) return false;
      }
      return true;
    });
  }
}
