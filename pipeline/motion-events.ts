import { union } from './box';
import { FrameClock } from './frame-clock';
import type { MotionEvent, MotionFrame, UnreliableSpan } from './motion';
import type { MotionOptions } from '../kernels/motion/options';
import { slackSeconds } from './motion-window';
import { Stretches, inOrder, lasts } from './stretches';

/** Motion counts from this many frames and seconds on, without a pause. */
const leastFrames = 3;
const leastSeconds = 0.2;

/** What can't be trusted is told from this many seconds on; good moments between that are shorter than a second are no help. */
const leastUnreliableSeconds = 0.5;
const unreliableGapSeconds = 1;

/**
 * Decides the events of each region over the whole video, frame by frame, so that no segment ever decides one: runs of moving
 * frames are filtered for persistence, joined over gaps, filtered by their length, then padded.
 */
export class MotionEvents {
  readonly #runs: Stretches<MotionEvent>;
  readonly #unreliable = new Stretches<UnreliableSpan>({ persists: () => true, maxGapSeconds: unreliableGapSeconds });
  readonly #clock = new FrameClock();
  #lastTime = 0;

  constructor(private readonly options: MotionOptions) {
    this.#runs = new Stretches({
      persists: (run) => run.endFrame - run.startFrame >= leastFrames && lasts(run, leastSeconds),
      maxGapSeconds: options.maxGapSeconds,
      join,
    });
  }

  /** Frames come in order of their time. */
  add({ frame, time, boxes, regions, flags }: MotionFrame): void {
    this.#lastTime = time;
    if (this.#pads()) this.#clock.add(time);
    const here = { start: time, end: time, startFrame: frame, endFrame: frame };
    this.#runs.endExcept(regions.map(({ region }) => region), time, frame); // prettier-ignore
    for (const { region, score, boxes: own } of regions) {
      const begin = (): MotionEvent => ({ region, ...here, peak: time, score, box: [1, 1, 0, 0] });
      const run = this.#runs.goOn(region, begin);
      if (score > run.score) Object.assign(run, { score, peak: time });
      for (const index of own) run.box = union(run.box, boxes[index] ?? run.box);
    }
    this.#unreliable.endExcept(flags, time, frame);
    for (const reason of flags) this.#unreliable.goOn(reason, () => ({ ...here, reason }));
  }

  /** @param durationSeconds end of the last frame */
  finish(durationSeconds: number, frameCount: number): { events: MotionEvent[]; unreliable: UnreliableSpan[] } {
    // A container may announce less than there is.
    const end = Math.max(durationSeconds, this.#lastTime);
    const events = this.#runs.finish(end, frameCount).flatMap((ofRegion) => {
      const longEnough = ofRegion.filter((event) => lasts(event, this.options.minLengthSeconds));
      return this.#pads() ? this.#pad(longEnough, end, frameCount) : longEnough;
    });
    const spans = this.#unreliable.finish(end, frameCount).flat();
    return {
      events: inOrder(events, ({ region }) => region),
      unreliable: inOrder(
        spans.filter((span) => lasts(span, leastUnreliableSeconds)),
        ({ reason }) => reason,
      ),
    };
  }

  #pads(): boolean {
    return this.options.padBeforeSeconds > 0 || this.options.padAfterSeconds > 0;
  }

  /** Within the video; those of a region that then overlap or touch become one. */
  #pad(events: readonly MotionEvent[], end: number, frameCount: number): MotionEvent[] {
    const padded: MotionEvent[] = [];
    for (const event of events) {
      const [from, to] = [event.start - this.options.padBeforeSeconds, event.end + this.options.padAfterSeconds];
      const wider = {
        ...event,
        start: Math.max(0, from),
        end: Math.min(end, to),
        startFrame: Math.min(event.startFrame, this.#clock.firstFrom(from)),
        endFrame: to >= end - slackSeconds ? frameCount : Math.max(event.endFrame, this.#clock.firstFrom(to)),
      };
      const last = padded.at(-1);
      if (!last || wider.start > last.end + slackSeconds) padded.push(wider);
      else {
        Object.assign(last, { end: wider.end, endFrame: wider.endFrame });
        join(last, wider);
      }
    }
    return padded;
  }
}

function join(earlier: MotionEvent, later: MotionEvent): void {
  earlier.box = union(earlier.box, later.box);
  if (later.score > earlier.score) Object.assign(earlier, { score: later.score, peak: later.peak });
}
