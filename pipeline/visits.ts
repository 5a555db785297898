import { common, grown } from './box';
import type { Box, MovingObject } from './motion';

export const visitLimits = { on: 1, edge: 0.2, inside: 0.5, ghostSeconds: 0.6, grow: 0.01, least: 0.0003, stop: 1, share: 0.35 };

/** What the background tells of a place: something came to stay there, or went from it. */
interface Hint {
  came: boolean;
  /** Seconds from the first video frame, known to be right within so many seconds. */
  time: number;
  within: number;
  box: Box;
  area: number;
}

interface Passage {
  time: number;
  object: MovingObject;
  /** Of the thing that passes: when it was last seen moving. */
  track: { lastMoved: number };
}

interface Visit {
  from: number;
  until: number;
  object: MovingObject;
}

/** Where something was and looked as if it had gone from there, because the background holds what will come or what has gone. */
interface Ghost {
  from: number;
  last: number;
  box: Box;
  area: number;
  told: boolean;
}

/**
 * Whoever stands still for long becomes part of the background, and isn't seen any more. But the background tells when it changes to
 * hold them, and when to go without; and where it holds them while they aren't there, there is a ghost. Together with somebody
 * who was seen moving there at that time, it is a visit, and they count until they leave.
 */
export class Visits {
  readonly #hints: Hint[] = [];
  readonly #passages: Passage[] = [];
  readonly #visits: Visit[] = [];
  #ghosts: Ghost[] = [];

  constructor(private readonly maxStandSeconds: number) {}

  /** A change of the background. */
  step({ box, edge = 0, area }: MovingObject, time: number, within: number): void {
    if (Math.abs(edge) >= visitLimits.edge && area >= visitLimits.least) this.#hints.push({ came: edge > 0, time, within, box, area });
  }

  /** The ghosts of a frame; each frame tells, even if it has none. */
  haunt(objects: readonly MovingObject[], time: number): void {
    for (const { box, area } of objects) {
      if (area < visitLimits.least) continue;
      const known = this.#ghosts.find((ghost) => overlaps(ghost.box, box));
      if (known) Object.assign(known, { last: time, box, area });
      else this.#ghosts.push({ from: time, last: time, box, area, told: time < 1 });
    }
    for (const ghost of this.#ghosts) {
      if (!ghost.told && ghost.last - ghost.from >= visitLimits.ghostSeconds) {
        this.#hints.push({ came: false, time: ghost.from, within: 1.5, box: ghost.box, area: ghost.area });
        ghost.told = true;
      }
    }
    this.#ghosts = this.#ghosts.filter(({ from, last, box, area }) => {
      if (last >= time - 0.5) return true;
      if (last - from >= visitLimits.ghostSeconds) this.#hints.push({ came: true, time: last, within: 2.5, box, area });
      return false;
    });
  }

  /** Something that counts and moves. */
  pass(object: MovingObject, time: number, track: Passage['track']): void {
    this.#passages.push({ time, object, track });
  }

  /** Who stands somewhere at this time; times ascend, and hints and passages of some seconds later have been told. */
  standing(time: number): MovingObject[] {
    if (!visitLimits.on) return [];
    for (const hint of this.#hints) {
      if (hint.came) this.#arrive(hint, time);
      else this.#leave(hint);
    }
    return this.#visits.flatMap(({ from, until, object }) => (from <= time && time < until ? [object] : []));
  }

  #arrive(hint: Hint, now: number): void {
    const { time, within, box, area } = hint;
    if (time - within > now) return;
    const there = this.#near(box, time, within);
    const last = there.at(-1);
    const first = there[0];
    if (!first || !last || this.#goesOn(last)) return;
    if (this.#sizeOf(hint, there) < visitLimits.share * largest(there)) return;
    if (this.#visits.some(({ object, until }) => until > first.time && overlaps(object.box, box))) return;
    if ((globalThis as any).dbg) console.log('VISIT', now.toFixed(1), 'hint', time.toFixed(1), within, box, area, 'from', first.time.toFixed(2), 'last', last.time.toFixed(2), JSON.stringify(last.object));
    this.#visits.push({ from: first.time, until: first.time + this.maxStandSeconds, object: { ...last.object, moving: 0 } });
  }

  /** Whether it keeps moving, so that it only passed. */
  #goesOn({ time, track }: Passage): boolean {
    const { stop } = visitLimits;
    return this.#passages.some((one) => one.track === track && one.time > time + stop && one.time <= time + stop + 2);
  }

  #leave(hint: Hint): void {
    const { time, within, box, area } = hint;
    const there = this.#near(box, time, within);
    const end = there.at(-1)?.time ?? time;
    let known = false;
    for (const visit of this.#visits) {
      if (time <= visit.from + 0.5 || time >= visit.until + within || !overlaps(visit.object.box, box)) continue;
      visit.until = Math.min(visit.until, end);
      known = true;
    }
    const first = there[0];
    if (known || !first || this.#sizeOf(hint, there) < visitLimits.share * largest(there)) return;
    // Who leaves was there before: if somebody came and didn't go on, it was them.
    const since = first.time - this.maxStandSeconds;
    const came = this.#passages.findLast(
      (one) => one.time < first.time - 1 && one.time >= since && overlaps(one.object.box, box) && overlaps(one.object.box, first.object.box),
    );
    if (!came || came.track === first.track || this.#goesOn(came)) return;
    if ((globalThis as any).dbg) console.log('BACK', 'hint', time.toFixed(1), within, box, area, 'from', came.time.toFixed(2), 'until', end.toFixed(2));
    this.#visits.push({ from: came.time, until: end, object: { ...came.object, moving: 0 } });
  }

  /** What is told of a place comes in pieces. */
  #sizeOf({ came, time }: Hint, there: readonly Passage[]): number {
    let sum = 0;
    for (const hint of this.#hints) {
      if (hint.came !== came || Math.abs(hint.time - time) > 1.5) continue;
      if (there.some(({ object }) => overlaps(object.box, hint.box))) sum += hint.area;
    }
    return sum;
  }

  #near(box: Box, time: number, within: number): Passage[] {
    return this.#passages.filter((one) => Math.abs(one.time - time) <= within && overlaps(one.object.box, box));
  }
}

/** Whether the second box lies within the first, more or less. */
function overlaps(large: Box, small: Box): boolean {
  const size = (small[2] - small[0]) * (small[3] - small[1]);
  return common(grown(large, visitLimits.grow), small) >= visitLimits.inside * size;
}

const largest = (passages: readonly Passage[]): number => Math.max(...passages.map(({ object }) => object.area));
