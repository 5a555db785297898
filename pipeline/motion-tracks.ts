import type { Box, MotionRecord, MovingObject } from './motion';

/** Objects less than this apart, in seconds, may be the same one. */
const linkSeconds = 0.35;
/** How far boxes of one object may lie apart, as a fraction of the picture. */
const reach = 0.012;

/** Half a microsecond: times are quotients of integers. */
const slack = 5e-7;

export interface TrackRules {
  /** For how long something that was seen moving counts while it stands still, in seconds. */
  maxStandSeconds: number;
}

export const track = { persistSeconds: 0.2, persistFrames: 3, minMoving: 0.06, minMovingPixels: 0, displacement: 0 };

/** What is known of one moving thing, from its first frame on. Its parts, when it falls apart, share it. */
interface Track {
  start: number;
  frames: number;
  movingFrames: number;
  lastMoved: number;
  lastCounted: number;
  /** Around everywhere it was. */
  around: Box;
  largest: number;
  confirmed: boolean;
  edgeSum: number;
  areaSum: number;
  sharpSum: number;
  alikeSum: number;
  last: number;
}

interface Sighting {
  object: MovingObject;
  track: Track;
  time: number;
  /** Whether it moved lately, or stands where it has come to. */
  counts: boolean;
}

interface Seen {
  record: MotionRecord;
  time: number;
  sightings: Sighting[];
}

/**
 * Follows objects from frame to frame over the whole video and keeps those that deserve it: what was seen for long enough,
 * and moving. Frames come out some time later than they go in, when it is known what became of their objects.
 */
export class MotionTracks {
  readonly all: Track[] = [];
  readonly #waiting: Seen[] = [];
  #recent: Sighting[] = [];

  constructor(private readonly rules: TrackRules) {}

  /** @param time seconds from the first video frame */
  add(record: MotionRecord, time: number): { record: MotionRecord; time: number }[] {
    this.#recent = this.#recent.filter((one) => one.time >= time - linkSeconds - slack);
    const sightings = record.objects.map((object) => this.#see(object, time));
    const counted = new Set<Track>();
    for (const { track: one, object } of sightings) {
      if (counted.has(one)) continue;
      counted.add(one);
      one.frames += 1;
      const moving = sightings.some((other) => other.track === one && other.object.moving >= track.minMoving);
      if (moving) {
        one.movingFrames += 1;
        one.lastMoved = time;
      }
      one.confirmed ||=
        one.movingFrames >= track.persistFrames && time - one.start >= track.persistSeconds - slack && this.#travelled(one, object);
    }
    for (const one of sightings) one.counts = time - one.track.lastMoved <= this.rules.maxStandSeconds + slack;
    this.#recent.push(...sightings);
    this.#waiting.push({ record, time, sightings });
    return this.#release(time - 1);
  }

  finish(): { record: MotionRecord; time: number }[] {
    return this.#release(Infinity);
  }

  #travelled({ around }: Track, { box }: MovingObject): boolean {
    const [width, height] = [box[2] - box[0], box[3] - box[1]];
    const [roamX, roamY] = [around[2] - around[0], around[3] - around[1]];
    return roamX - width >= track.displacement * width || roamY - height >= track.displacement * height;
  }

  #see(object: MovingObject, time: number): Sighting {
    let best: Sighting | undefined;
    let most = 0;
    for (const one of this.#recent) {
      const common = overlap(one.object.box, object.box);
      if (common <= 0) continue;
      // The best known comes first: whoever joins it, becomes part of it.
      const worth = common * (one.track.confirmed ? 4 : 1);
      if (worth > most) [best, most] = [one, worth];
    }
    const known = best?.track ?? {
      start: time,
      frames: 0,
      movingFrames: 0,
      lastMoved: -Infinity,
      lastCounted: -Infinity,
      around: object.box,
      largest: 0,
      confirmed: false,
      edgeSum: 0,
      areaSum: 0,
      sharpSum: 0,
      alikeSum: 0,
      last: time,
    };
    if (!best) this.all.push(known);
    known.edgeSum += object.edge * object.area;
    known.areaSum += object.area;
    known.alikeSum += object.alike * object.area;
    known.sharpSum += object.sharp * object.area;
    known.last = time;
    known.around = union(known.around, object.box);
    known.largest = Math.max(known.largest, object.area);
    return { object, track: known, time, counts: false };
  }

  #release(until: number): { record: MotionRecord; time: number }[] {
    const ready: { record: MotionRecord; time: number }[] = [];
    for (let seen = this.#waiting[0]; seen && seen.time <= until; seen = this.#waiting[0]) {
      this.#waiting.shift();
      const objects = seen.sightings.flatMap(({ object, track: { confirmed }, counts }) =>
        confirmed && counts ? [object] : [],
      );
      ready.push({ record: { ...seen.record, objects }, time: seen.time });
    }
    return ready;
  }
}

/** Area that two boxes, each made larger by half of the reach, have in common. */
function overlap(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]) + reach;
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]) + reach;
  return width > 0 && height > 0 ? width * height : 0;
}

const union = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];
