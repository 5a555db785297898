import type { Box, MotionEvent, MotionFrame } from './motion';

export interface EventRules {
  /** A run of moving frames counts from this many frames… */
  minFrames: number;
  /** …and from this many seconds on. */
  minSeconds: number;
  /** Runs that lie at most this many seconds apart are one event. */
  maxGapSeconds: number;
}

export const defaultEventRules: EventRules = { minFrames: 3, minSeconds: 0.2, maxGapSeconds: 2 };

/** Moving frames without a pause between them. */
interface Run {
  start: number;
  startFrame: number;
  /** Start of the first frame that is still again. */
  end: number;
  endFrame: number;
  peak: number;
  score: number;
  box: Box;
}

/**
 * Decides events over the whole video, frame by frame, so that no segment ever decides one. Runs are filtered for
 * persistence first and joined over gaps second: a blip must not bridge a real gap.
 */
export class MotionEvents {
  readonly #rules: EventRules;
  readonly #events: Run[] = [];
  #run: Run | undefined;

  constructor(rules: EventRules = defaultEventRules) {
    this.#rules = rules;
  }

  /** Frames come in order of their time. */
  add({ frame, time, area, boxes }: MotionFrame): void {
    if (area === 0) {
      this.#closeRun(time, frame);
      return;
    }
    this.#run ??= {
      start: time,
      startFrame: frame,
      end: time,
      endFrame: frame,
      peak: time,
      score: 0,
      box: [1, 1, 0, 0],
    };
    if (area > this.#run.score) {
      this.#run.score = area;
      this.#run.peak = time;
    }
    for (const box of boxes) this.#run.box = around(this.#run.box, box);
  }

  /** @param durationSeconds end of the last frame */
  finish(durationSeconds: number, frameCount: number): MotionEvent[] {
    this.#closeRun(durationSeconds, frameCount);
    return this.#events.map(({ start, end, startFrame, endFrame, peak, score, box }) => {
      return { start, end, startFrame, endFrame, peak, score, box };
    });
  }

  #closeRun(end: number, endFrame: number): void {
    const run = this.#run;
    this.#run = undefined;
    if (!run || endFrame - run.startFrame < this.#rules.minFrames) return;
    // Half a microsecond of slack: times are quotients of integers, 0.2 s may come out as 0.19999999999999998.
    if (end - run.start < this.#rules.minSeconds - 5e-7) return;
    const last = this.#events.at(-1);
    if (!last || run.start - last.end > this.#rules.maxGapSeconds + 5e-7) {
      this.#events.push({ ...run, end, endFrame });
      return;
    }
    last.end = end;
    last.endFrame = endFrame;
    last.box = around(last.box, run.box);
    if (run.score > last.score) Object.assign(last, { score: run.score, peak: run.peak });
  }
}

const around = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
