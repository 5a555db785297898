import { slackSeconds } from './motion-window';

/** Frames that follow each other, half-open in time (seconds from the first video frame) and in number. */
export interface Stretch {
  start: number;
  end: number;
  startFrame: number;
  endFrame: number;
}

export interface StretchRules<S extends Stretch> {
  /** What lasts too short to count is dropped before gaps are closed: a blip must not bridge a real gap. */
  persists: (stretch: S) => boolean;
  /** Stretches that lie at most this many seconds apart are one. */
  maxGapSeconds: number;
  /** Takes over what the later one knows besides its end. */
  join?: (earlier: S, later: S) => void;
}

/** Turns "it goes on in this frame" into stretches, frame by frame, for any number of things by their names. */
export class Stretches<S extends Stretch> {
  readonly #going = new Map<string, S>();
  readonly #ended = new Map<string, S[]>();

  constructor(private readonly rules: StretchRules<S>) {}

  /** The stretch of a name that goes on in this frame; it begins here if none does. */
  goOn(name: string, begin: () => S): S {
    const stretch = this.#going.get(name) ?? begin();
    this.#going.set(name, stretch);
    return stretch;
  }

  /** All others end where this frame begins. */
  endExcept(names: readonly string[], time: number, frame: number): void {
    for (const name of this.#going.keys()) if (!names.includes(name)) this.#end(name, time, frame);
  }

  /** By name, each in the order of time. */
  finish(end: number, endFrame: number): S[][] {
    this.endExcept([], end, endFrame);
    return [...this.#ended.values()];
  }

  #end(name: string, end: number, endFrame: number): void {
    const stretch = this.#going.get(name);
    this.#going.delete(name);
    if (!stretch) return;
    Object.assign(stretch, { end, endFrame });
    if (!this.rules.persists(stretch)) return;
    const ended = this.#ended.get(name) ?? [];
    this.#ended.set(name, ended);
    const last = ended.at(-1);
    if (!last || stretch.start - last.end > this.rules.maxGapSeconds + slackSeconds) {
      ended.push(stretch);
      return;
    }
    Object.assign(last, { end, endFrame });
    this.rules.join?.(last, stretch);
  }
}

/** Whether it lasts that long, but for what quotients lose. */
export const lasts = ({ start, end }: Stretch, seconds: number): boolean => end - start >= seconds - slackSeconds;

/** In the order of their start; of those that start together, in the order of their names. */
export const inOrder = <S extends Stretch>(stretches: readonly S[], nameOf: (stretch: S) => string): S[] =>
  stretches.toSorted((a, b) => a.start - b.start || (nameOf(a) < nameOf(b) ? -1 : 1));
