import { common, grown, sizeOf, union } from './box';
import type { Box, MovingObject } from './motion';

/** What the background tells of a place: something came to stay there, or went from it. */
interface Hint {
  came: boolean;
  /** Seconds from the first video frame, right within `within` seconds. */
  time: number;
  within: number;
  box: Box;
  area: number;
  /** What is told must be this large against what was seen moving there. */
  share: number;
}

/** Something that counts was seen moving. `thing` is the same for all that is seen of it. */
interface Passage {
  time: number;
  object: MovingObject;
  thing: object;
}

interface Visit {
  from: number;
  until: number;
  object: MovingObject;
}

/** Where the background shows something that isn't there: it is still to come, or has gone. */
interface Ghost {
  from: number;
  last: number;
  box: Box;
  area: number;
  told: boolean;
}

/** A change of the background that has this much more outline on one side, from -1 to 1, tells who came or went. */
const leastEdge = 0.2;
/** Fraction of the picture: less than 17 pixels of 320x180 tell nothing. */
const leastArea = 0.0003;
/** Ghosts that last for this long, in seconds, tell; a pause this long doesn't end one. */
const ghostSeconds = 0.6;
const ghostPauseSeconds = 0.5;
/** Walkers cover a ghost some time before they stand in it, and some time after they left it. */
const ghostWithin = { came: 2.5, went: 1.5 };
/** Ghosts come in pieces. The background's changes are known to a cell of time only, and so must tell of half of somebody. */
const ghostShare = 0.22;
const stepShare = 0.5;
/** Hints within this many seconds of each other may tell of one thing. */
const togetherSeconds = 1.5;
/** Who moves on this many seconds after he was at a place, for two seconds, only passed. */
const restSeconds = 1;
const onwardSeconds = 2;
/** Boxes are taken to be larger by this much, as a fraction of the picture. */
const reach = 0.01;

/** Hints look no further around than this many seconds: nothing earlier or later is needed to judge one. */
export const hintSeconds = 8;

/**
 * Whoever stands still for long becomes part of the background, and isn't seen any more. But the background tells when it begins to
 * hold them and when it goes without; and where it holds them while they aren't there, a ghost is seen. Together with
 * somebody who was seen moving there at that time, this is a visit: they count until they leave.
 */
export class Visits {
  readonly #maxStandSeconds: number;
  #hints: Hint[] = [];
  #judged: Hint[] = [];
  #passages: Passage[] = [];
  #visits: Visit[] = [];
  #ghosts: Ghost[] = [];
  #forgotten = -Infinity;

  /** @param maxStandSeconds for how long a visit lasts at most */
  constructor(maxStandSeconds: number) {
    this.#maxStandSeconds = maxStandSeconds;
  }

  /** A change of the background, known to so many seconds. */
  step({ box, edge = 0, area }: MovingObject, time: number, within: number): void {
    if (Math.abs(edge) < leastEdge || area < leastArea) return;
    this.#hints.push({ came: edge > 0, time, within: Math.min(within, hintSeconds / 2), box, area, share: stepShare });
  }

  /** The ghosts of a frame; to be told of every frame, in order, even if it has none. */
  haunt(objects: readonly MovingObject[], time: number): void {
    for (const { box, area } of objects) {
      if (area < leastArea) continue;
      const known = this.#ghosts.find((ghost) => covers(ghost.box, box));
      if (known) Object.assign(known, { last: time, box, area });
      // What is there from the start didn't just go.
      else this.#ghosts.push({ from: time, last: time, box, area, told: time < 1 });
    }
    this.#ghosts = this.#ghosts.filter((ghost) => {
      const lasts = ghost.last - ghost.from >= ghostSeconds;
      if (lasts && !ghost.told) this.#hint(false, ghost.from, ghost);
      ghost.told ||= lasts;
      if (ghost.last >= time - ghostPauseSeconds) return true;
      if (lasts) this.#hint(true, ghost.last, ghost);
      return false;
    });
  }

  #hint(came: boolean, time: number, { box, area }: Ghost): void {
    this.#hints.push({ came, time, within: came ? ghostWithin.came : ghostWithin.went, box, area, share: ghostShare });
  }

  /** Something that counts was seen moving; told in the order of time. */
  pass(object: MovingObject, time: number, thing: object): void {
    this.#passages.push({ time, object, thing });
  }

  /** Judges all hints up to a time, after the passages of `hintSeconds` more were told. */
  judge(until: number): void {
    const ready = this.#hints.filter(({ time }) => time <= until).sort((a, b) => a.time - b.time);
    this.#hints = this.#hints.filter(({ time }) => time > until);
    this.#judged.push(...ready);
    for (const hint of ready) {
      if (hint.came) this.#arrive(hint);
      else this.#leave(hint);
    }
  }

  /** Who stands somewhere at a time; hints are judged until `maxStandSeconds` and `hintSeconds` later. */
  standing(time: number): MovingObject[] {
    return this.#visits.flatMap(({ from, until, object }) => (from <= time && time < until ? [object] : []));
  }

  /** Nothing before this time will be asked for any more. */
  forget(before: number): void {
    if (before < this.#forgotten + 1) return;
    this.#forgotten = before;
    const since = before - this.#maxStandSeconds - hintSeconds;
    this.#passages = this.#passages.filter(({ time }) => time >= since);
    this.#judged = this.#judged.filter(({ time }) => time >= since);
    this.#visits = this.#visits.filter(({ until }) => until >= before);
  }

  #arrive(hint: Hint): void {
    const there = this.#near(hint);
    const [first, last] = [there[0], there.at(-1)];
    if (!first || !last || !this.#isLargeEnough(hint, there) || this.#goesOn(last)) return;
    if (this.#visits.some(({ object, until }) => until > first.time && covers(object.box, hint.box))) return;
    this.#visits.push(visit(last.object, this.#place(hint, there), first.time, first.time + this.#maxStandSeconds));
  }

  #leave(hint: Hint): void {
    const there = this.#near(hint);
    const end = there.at(-1)?.time ?? hint.time;
    let wasKnown = false;
    for (const visit of this.#visits) {
      if (hint.time <= visit.from || hint.time >= visit.until + hint.within) continue;
      if (!covers(visit.object.box, hint.box)) continue;
      visit.until = Math.min(visit.until, end);
      wasKnown = true;
    }
    const first = there[0];
    if (wasKnown || !first || !this.#isLargeEnough(hint, there)) return;
    // Who leaves was there before: if somebody came and didn't go on, it was them.
    const came = this.#passages.findLast(
      ({ time, object: { box } }) =>
        time < first.time - restSeconds && covers(box, hint.box) && covers(box, first.object.box),
    );
    if (!came || came.thing === first.thing || this.#goesOn(came)) return;
    // A change of the background is told for a cell of time only: it must tell of both.
    if (hint.share === stepShare && !this.#toldOfComing(hint, came.time)) return;
    if (first.time - came.time <= this.#maxStandSeconds)
      this.#visits.push(visit(came.object, this.#place(hint, there), came.time, end));
  }

  /** Around all that is told of it: who comes to a stand, or begins to go, is seen in part only. */
  #place(hint: Hint, there: readonly Passage[]): Box {
    return this.#pieces(hint, there)
      .map(({ box }) => box)
      .reduce(union, hint.box);
  }

  #toldOfComing({ box, within }: Hint, time: number): boolean {
    return this.#judged.some((hint) => hint.came && Math.abs(hint.time - time) <= within && covers(hint.box, box));
  }

  /** Who was seen moving at the place, about the time. */
  #near({ box, time, within }: Hint): Passage[] {
    return this.#passages.filter((one) => Math.abs(one.time - time) <= within && covers(one.object.box, box));
  }

  #goesOn({ time, thing }: Passage): boolean {
    const [from, to] = [time + restSeconds, time + restSeconds + onwardSeconds];
    return this.#passages.some((one) => one.thing === thing && one.time > from && one.time <= to);
  }

  /** Of what is told of the same; with all of it, it must be large enough against the largest that was seen there. */
  #isLargeEnough(hint: Hint, there: readonly Passage[]): boolean {
    const area = this.#pieces(hint, there).reduce((sum, piece) => sum + piece.area, 0);
    return area >= hint.share * Math.max(...there.map(({ object }) => object.area));
  }

  /** What the background tells of a place comes in pieces. */
  #pieces({ came, time }: Hint, there: readonly Passage[]): Hint[] {
    return [...this.#judged, ...this.#hints].filter(
      (hint) =>
        hint.came === came &&
        Math.abs(hint.time - time) <= togetherSeconds &&
        there.some(({ object }) => covers(object.box, hint.box)),
    );
  }
}

const visit = (object: MovingObject, box: Box, from: number, until: number): Visit => ({
  from,
  until,
  object: { ...object, box, moving: 0 },
});

/** Whether at least half of the second box lies within the first. */
export const covers = (large: Box, small: Box): boolean => common(grown(large, reach), small) >= 0.5 * sizeOf(small);
