import { common, grown, sizeOf } from './box';
import { Clutter, clutterSeconds } from './clutter';
import { isThing } from './judge-track';
import type { Box, MotionRecord, MovingObject } from './motion';
import { slackSeconds } from './motion-window';
import { Track, isMoving } from './track';
import { Visits, covers, hintSeconds } from './visits';

/** Objects less than this apart, in seconds, may be the same one; at least one and a half frames. */
const leastLinkSeconds = 0.35;
/** How far boxes of one object may lie apart: this fraction of the picture, and of their own sizes, as fast ones do. */
const reach = { picture: 0.012, own: 0.5 };
/** A piece smaller than this part of a thing isn't taken for the thing: glitter that somebody passes doesn't become somebody. */
const leastPiece = 0.1;
/** Whoever is known to be a thing is preferred so much, when it could be this or that. */
const preference = 4;
/** More of the outline is the background's than the frame's, from -1 to 1: a place where something was or will be. */
const ghostEdge = -0.1;
/** What stands still has an outline of its own, and it isn't soft: compression leaves something behind what passes. */
const solid = { edge: -0.05, sharp: 0.32 };
/** In a cluttered place, an object counts from this part of what a thing must have there. */
const clutteredPart = 0.4;
/** What is seen within this many seconds of the first frame was there before. */
const fromTheStart = 0.5;
/** So many may be known although they are over. */
const fewTracks = 100;

export interface TrackRules {
  /** For how long something that was seen arriving counts while it stands still, in seconds. */
  maxStandSeconds: number;
  /** Height of the picture by its width. */
  aspect: number;
  /** Mean distance of frames, in seconds. */
  frameSeconds: number;
  /** How long the background stays the same, in seconds. */
  cellSeconds: number;
  /** Of each region, as a fraction of the picture. */
  regionAreas: readonly number[];
}

interface Sighting {
  object: MovingObject;
  /** Its box, and how far it reaches to the next one. */
  around: Box;
  track: Track;
  time: number;
  /** When its track last moved, up to then, in seconds. */
  lastMoved: number;
}

interface Seen {
  record: MotionRecord;
  time: number;
  sightings: readonly Sighting[];
  /** What counts of it, once it is decided. */
  counting: MovingObject[];
}

/** A record without the objects that don't count, and with those that are known to be there. */
export interface Judged {
  record: MotionRecord;
  /** Seconds from the first video frame. */
  time: number;
}

/**
 * Follows objects from frame to frame over the whole video and keeps those that count: things that move, and for a time those that
 * were seen moving and stand. Records come out some time after they went in, when it is known what became of their objects.
 */
export class MotionTracks {
  readonly #linkSeconds: number;
  readonly #clutter: Clutter;
  readonly #visits: Visits;
  readonly #waiting: Seen[] = [];
  /** How many of those that wait are decided. */
  #decided = 0;
  #tracks: Track[] = [];
  /** How many were left when those that are over were last forgotten. */
  #keptTracks = fewTracks;
  #recent: Sighting[] = [];

  constructor(private readonly rules: TrackRules) {
    this.#linkSeconds = Math.max(leastLinkSeconds, 1.5 * rules.frameSeconds);
    this.#clutter = new Clutter(rules.aspect);
    this.#visits = new Visits(rules.maxStandSeconds);
  }

  /**
   * Takes the next record.
   * @param time seconds from the first video frame
   */
  add(record: MotionRecord, time: number): Judged[] {
    this.#recent = this.#recent.filter((one) => one.time >= time - this.#linkSeconds - slackSeconds);
    const solid = record.objects.filter((object) => !isGhost(object));
    const linked = solid.map((object) => ({ object, track: this.#trackOf(object, time), time }));
    for (const track of new Set(linked.map((one) => one.track))) {
      track.add(
        linked.flatMap((one) => (one.track === track ? [one.object] : [])),
        time,
      );
    }
    const sightings = linked.map((one): Sighting => ({
      ...one,
      around: reached(one.object.box),
      lastMoved: one.track.lastMoved,
    }));
    this.#recent.push(...sightings);
    this.#waiting.push({ record, time, sightings, counting: [] });
    this.#visits.haunt(record.objects.filter(isGhost), time);
    for (const step of record.steps) this.#visits.step(step, time, this.rules.cellSeconds + 1);
    return this.#settle(time);
  }

  /** All that still wait. */
  finish(): Judged[] {
    return this.#settle(Infinity);
  }

  #settle(now: number): Judged[] {
    this.#decide(now - clutterSeconds);
    this.#visits.judge(now - clutterSeconds - hintSeconds);
    return this.#release(now - clutterSeconds - 2 * hintSeconds - this.rules.maxStandSeconds);
  }

  /** The track of the object of a moment ago that it overlaps most, or a new one. */
  #trackOf(object: MovingObject, time: number): Track {
    const around = reached(object.box);
    let [best, most]: [Track | undefined, number] = [undefined, 0];
    for (const { around: earlier, track } of this.#recent) {
      const overlap = common(earlier, around);
      if (overlap <= 0 || object.area < leastPiece * track.recentArea) continue;
      const worth = overlap * (isThing(track) ? preference : 1);
      if (worth > most) [best, most] = [track, worth];
    }
    if (best) return best;
    const track = new Track(object.box, time, this.rules.aspect, this.rules.regionAreas);
    this.#tracks.push(track);
    return track;
  }

  /** What counts, now that enough is known of what came after. */
  #decide(until: number): void {
    for (let seen = this.#waiting[this.#decided]; seen && seen.time <= until; seen = this.#waiting[this.#decided]) {
      this.#decided += 1;
      for (const one of seen.sightings) {
        if (!this.#counts(one)) continue;
        seen.counting.push(one.object);
        if (isMoving(one.object)) this.#visits.pass(one.object, one.time, one.track);
      }
    }
    if (this.#tracks.length > 2 * this.#keptTracks) {
      this.#tracks = this.#tracks.filter(({ last }) => last >= until - clutterSeconds - 1);
      this.#keptTracks = Math.max(fewTracks, this.#tracks.length);
    }
  }

  #counts(sighting: Sighting): boolean {
    const { object, track, time } = sighting;
    if (!isThing(track)) return false;
    if (!isMoving(object) && !this.#stands(sighting)) return false;
    const least = this.#clutter.leastArea(this.#tracks, object.box, time);
    return track.area >= least && object.area >= clutteredPart * least;
  }

  /** Whether something without motion was seen arriving, or goes later and was there when the video began. */
  #stands({ object: { edge = 1, sharp = 1 }, track: { start, firstMoved }, time, lastMoved }: Sighting): boolean {
    if (edge <= solid.edge || sharp < solid.sharp) return false;
    if (time < firstMoved) return start <= fromTheStart;
    return time - lastMoved <= this.rules.maxStandSeconds + slackSeconds;
  }

  #release(until: number): Judged[] {
    let count = 0;
    while (count < this.#waiting.length && (this.#waiting[count]?.time ?? 0) <= until) count += 1;
    const ready = this.#waiting.splice(0, count).map(({ record, time, counting }) => {
      const standing = this.#visits.standing(time).filter(({ box }) => {
        return !counting.some((other) => covers(other.box, box));
      });
      return { record: { ...record, objects: [...counting, ...standing] }, time };
    });
    this.#decided -= count;
    const last = ready.at(-1);
    if (last) this.#visits.forget(last.time);
    return ready;
  }
}

const isGhost = (object: MovingObject): boolean => !isMoving(object) && (object.edge ?? 1) <= ghostEdge;

const reached = (box: Box): Box => grown(box, reach.picture / 2 + reach.own * Math.sqrt(sizeOf(box)));
