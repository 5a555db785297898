import type { Box, MotionRecord, MovingObject } from './motion';
import { common, grown, union } from './box';
import { Visits, hintSeconds } from './visits';

/** Objects less than this apart, in seconds, may be the same one. */
const linkSeconds = 0.35;
/** How far boxes of one object may lie apart, as a fraction of the picture. */
const reach = 0.012;
/** Half a microsecond: times are quotients of integers. */
const slack = 5e-7;

export const limits = {
  /** moving frames, seconds */
  leastFrames: 3, leastSeconds: 0.2, placeSeconds: 0.36, placeFar: 1.5, lightAlike: 0.4, lightFar: 0.5,
  /** share of an object that must look other than a moment ago */
  leastMoving: 0.06,
  smallArea: 0.0005, smallSeconds: 0.5, smallFar: 2, regionShare: 0.15, smallDir: 0.3,
  midArea: 0.0015, midFar: 0.6,
  softEdge: 0.35, softSharp: 0.55, faintEdge: 0.5, faintSharp: 0.45, faintContrast: 26, softAlike: 0.15, softestSharp: 0.32,
  standEdge: -0.05, ghostEdge: -0.1,
  clutterSeconds: 10, clutterReach: 0.15, clutterCount: 8, clutterTimes: 4, clutterFar: 2, clutterDir: 0.6, clutterPart: 0.4, clutterArea: 0.0015,
  fragment: 0.1,
};

/** What is known of one moving thing, from its first frame on. Its parts, when it falls apart, share it. */
export interface Track {
  start: number;
  last: number;
  frames: number;
  movingFrames: number;
  firstMoved: number;
  lastMoved: number;
  /** Sums over moving sightings, weighted by area. */
  area: number;
  told: number;
  con: number;
  edge: number;
  sharp: number;
  alike: number;
  largest: number;
  /** Greatest part of a region that it covered. */
  share: number;
  recent: number;
  x: number; y: number;
  fromX: number; fromY: number;
  far: number;
  path: number;
  extent: number;
  box: Box;
  verdict: boolean;
}

export interface Sighting {
  object: MovingObject;
  track: Track;
  time: number;
  counts: boolean;
}

interface Seen {
  record: MotionRecord;
  time: number;
  sightings: Sighting[];
}

export interface TrackRules {
  /** For how long something that was seen moving counts while it stands still, in seconds. */
  maxStandSeconds: number;
  aspect: number;
  cellSeconds: number;
  /** Of each region, as a fraction of the picture. */
  regionAreas: readonly number[];
}

export class MotionTracks {
  readonly all: Track[] = [];
  readonly #waiting: Seen[] = [];
  #recent: Sighting[] = [];
  readonly #visits: Visits;

  constructor(private readonly rules: TrackRules) {
    this.#visits = new Visits(rules.maxStandSeconds);
  }

  /** @param time seconds from the first video frame */
  add(record: MotionRecord, time: number): { record: MotionRecord; time: number }[] {
    this.#recent = this.#recent.filter((one) => one.time >= time - linkSeconds - slack);
    const ghosts = record.objects.filter(isGhost);
    const sightings = record.objects.filter((one) => !isGhost(one)).map((object) => this.#see(object, time));
    this.#visits.haunt(ghosts, time);
    for (const step of record.steps) this.#visits.step(step, time, this.rules.cellSeconds + 1);
    const byTrack = new Map<Track, MovingObject[]>();
    for (const { track, object } of sightings) byTrack.set(track, [...(byTrack.get(track) ?? []), object]);
    for (const [track, objects] of byTrack) this.#update(track, objects, time);
    for (const one of sightings) {
      const { track, object } = one;
      const moves = object.moving >= limits.leastMoving;
      one.counts = moves || ((object.edge ?? 1) > limits.standEdge && time - track.lastMoved <= this.rules.maxStandSeconds + slack);
    }
    this.#recent.push(...sightings);
    this.#waiting.push({ record, time, sightings });
    this.#settle(time - limits.clutterSeconds);
    return this.#release(time - limits.clutterSeconds - 2 * hintSeconds - this.rules.maxStandSeconds);
  }

  finish(): { record: MotionRecord; time: number }[] {
    this.#settle(Infinity);
    return this.#release(Infinity);
  }

  #told = 0;
  /** Tells who counts and moves, once it is known. */
  #settle(until: number): void {
    for (let seen = this.#waiting[this.#told]; seen && seen.time <= until; seen = this.#waiting[this.#told]) {
      this.#told += 1;
      for (const one of seen.sightings) {
        const { object, track, time } = one;
        if (object.moving >= limits.leastMoving && this.#deserves(one)) this.#visits.pass(object, time, track);
      }
    }
    this.#visits.judge(until - hintSeconds);
  }

  #see(object: MovingObject, time: number): Sighting {
    let best: Sighting | undefined;
    let most = 0;
    const around = grown(object.box, reach / 2);
    for (const one of this.#recent) {
      const overlap = common(grown(one.object.box, reach / 2), around);
      if (overlap <= 0) continue;
      if (object.area < limits.fragment * one.track.recent) continue;
      // The best known comes first: whoever joins it, becomes part of it.
      const worth = overlap * (one.track.verdict ? 4 : 1);
      if (worth > most) [best, most] = [one, worth];
    }
    const track = best?.track ?? this.#begin(object, time);
    return { object, track, time, counts: false };
  }

  #begin({ box }: MovingObject, time: number): Track {
    const { x, y } = this.#center(box);
    const track: Track = {
      ...{ start: time, last: time, frames: 0, movingFrames: 0, firstMoved: Infinity, lastMoved: -Infinity },
      ...{ area: 0, told: 0, con: 0, edge: 0, sharp: 0, alike: 0, largest: 0, share: 0, recent: 0, x, y, fromX: x, fromY: y },
      ...{ far: 0, path: 0, extent: 0, box, verdict: false },
    };
    this.all.push(track);
    return track;
  }

  #center(box: Box): { x: number; y: number } {
    return { x: (box[0] + box[2]) / 2, y: ((box[1] + box[3]) / 2) * this.rules.aspect };
  }

  #update(track: Track, objects: readonly MovingObject[], time: number): void {
    track.frames += 1;
    track.last = time;
    const moving = objects.filter((object) => object.moving >= limits.leastMoving);
    const total = objects.reduce((sum, { area }) => sum + area, 0);
    track.recent = Math.max(total, track.recent * 0.98);
    const box = objects.map((object) => object.box).reduce(union);
    const { x, y } = this.#center(box);
    track.far = Math.max(track.far, Math.hypot(x - track.fromX, y - track.fromY));
    track.path += Math.hypot(x - track.x, y - track.y);
    Object.assign(track, { x, y, box });
    track.extent += Math.sqrt((box[2] - box[0]) * (box[3] - box[1]) * this.rules.aspect);
    if (moving.length > 0) {
      track.movingFrames += 1;
      track.lastMoved = time;
      track.firstMoved = Math.min(track.firstMoved, time);
      for (const { area, edge, sharp, alike, contrast } of moving) {
        track.con += area * contrast;
        track.area += area;
        track.alike += area * alike;
        if (edge === undefined || sharp === undefined) continue;
        track.told += area;
        track.edge += area * edge;
        track.sharp += area * sharp;
      }
      track.largest = Math.max(track.largest, total);
      for (const { regions } of moving) for (const [index, part] of regions) track.share = Math.max(track.share, part / (this.rules.regionAreas[index] ?? 1));
    }
    track.verdict = this.#judge(track);
  }

  #judge(track: Track): boolean {
    const { movingFrames, lastMoved, firstMoved, area, told } = track;
    const seconds = lastMoved - firstMoved;
    if (movingFrames < limits.leastFrames || seconds < limits.leastSeconds - slack) return false;
    const [edge, sharp, alike] = [told > 0 ? track.edge / told : 1, told > 0 ? track.sharp / told : 1, track.alike / area];
    if (sharp < limits.softestSharp) return false;
    if (edge < limits.softEdge && sharp < limits.softSharp && alike > limits.softAlike) return false;
    if (edge < limits.faintEdge && sharp < limits.faintSharp && track.con / area < limits.faintContrast) return false;
    const mean = area / movingFrames;
    const far = track.far / (track.extent / track.frames);
    if (seconds < limits.placeSeconds - slack && far < limits.placeFar) return false;
    if (alike > limits.lightAlike && far < limits.lightFar) return false;
    if (mean < limits.smallArea && track.share < limits.regionShare) return seconds >= limits.smallSeconds - slack && far >= limits.smallFar && track.far >= limits.smallDir * track.path;
    return mean >= limits.midArea || far >= limits.midFar;
  }

  /** How large an object must be at a place that is full of small things that go nowhere, like glittering water. */
  #clutterAt(box: Box, time: number): number {
    const { x, y } = this.#center(box);
    const key = `${Math.floor(x * 16)},${Math.floor(y * 16)},${Math.floor(time)}`;
    let limit = this.#clutter.get(key);
    if (limit === undefined) {
      limit = this.#measureClutter(x, y, time);
      this.#clutter.set(key, limit);
    }
    return limit;
  }

  #measureClutter(x: number, y: number, time: number): number {
    const areas: number[] = [];
    for (const other of this.all) {
      if (other.last < time - limits.clutterSeconds || other.start > time + limits.clutterSeconds) continue;
      if (other.movingFrames < 3) continue;
      const area = other.area / other.movingFrames;
      if (area > limits.clutterArea) continue;
      if (other.far / (other.extent / other.frames) > limits.clutterFar && other.far > limits.clutterDir * other.path) continue;
      if (Math.hypot(other.x - x, other.y - y) > limits.clutterReach) continue;
      areas.push(area);
    }
    if (areas.length < limits.clutterCount) return 0;
    areas.sort((a, b) => a - b);
    return limits.clutterTimes * (areas[Math.floor(areas.length * 0.8)] ?? 0);
  }

  readonly #clutter = new Map<string, number>();
  #deserves({ object, track, counts, time }: Sighting): boolean {
    if (!counts || !track.verdict) return false;
    const limit = this.#clutterAt(object.box, time);
    return limit === 0 || (track.area / track.movingFrames >= limit && object.area >= limits.clutterPart * limit);
  }

  #release(until: number): { record: MotionRecord; time: number }[] {
    const ready: { record: MotionRecord; time: number }[] = [];
    for (let seen = this.#waiting[0]; seen && seen.time <= until; seen = this.#waiting[0]) {
      this.#waiting.shift();
      this.#told -= 1;
      const standing = this.#visits.standing(seen.time);
      const objects = seen.sightings.flatMap((one) => (this.#deserves(one) ? [one.object] : []));
      ready.push({ record: { ...seen.record, objects: [...objects, ...standing.filter((one) => !objects.some((other) => common(other.box, one.box) > 0.5 * (one.box[2] - one.box[0]) * (one.box[3] - one.box[1])))] }, time: seen.time });
    }
    return ready;
  }
}

const isGhost = ({ moving, edge }: MovingObject): boolean => moving < limits.leastMoving && (edge ?? 1) <= limits.ghostEdge;
