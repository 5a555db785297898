import type { Box } from '../../pipeline/motion';
import type { TrueEvent, Truth } from './scenes/truth';

/** What a detector says of a clip, in seconds from the first frame. */
export interface Detection {
  events: readonly TrueEvent[];
  frames: Truth['frames'];
}

/** Counts that add up over clips. */
export interface Tally {
  /** True events, detected ones, and those of both that are the same. */
  events: number;
  found: number;
  matched: number;
  /** Frames with boxes of both kinds, and the sum of their overlaps. */
  boxFrames: number;
  overlap: number;
}

export const noTally: Tally = { events: 0, found: 0, matched: 0, boxFrames: 0, overlap: 0 };

export const sumTallies = (tallies: readonly Tally[]): Tally =>
  tallies.reduce(
    (sum, one) => ({
      events: sum.events + one.events,
      found: sum.found + one.found,
      matched: sum.matched + one.matched,
      boxFrames: sum.boxFrames + one.boxFrames,
      overlap: sum.overlap + one.overlap,
    }),
    noTally,
  );

export interface Score {
  precision: number;
  recall: number;
  f1: number;
  /** Undefined where truth and detection have no frame with boxes in common. */
  boxIou: number | undefined;
}

/** Nothing to find and nothing found is right. */
export function scoreOf({ events, found, matched, boxFrames, overlap }: Tally): Score {
  const share = (part: number, of: number) => (of === 0 ? 1 : part / of);
  return {
    precision: share(matched, found),
    recall: share(matched, events),
    f1: share(2 * matched, events + found),
    boxIou: boxFrames === 0 ? undefined : overlap / boxFrames,
  };
}

/** Two events of a region are the same when their time in common is at least this share of the time of both. */
const leastIou = 0.5;

/** One to one, the best pairs first. */
export function matchEvents(truth: readonly TrueEvent[], found: readonly TrueEvent[]): number {
  const pairs = truth
    .flatMap((one, left) =>
      found.map((other, right) => ({ left, right, iou: one.region === other.region ? timeIou(one, other) : 0 })),
    )
    .filter(({ iou }) => iou >= leastIou)
    .sort((a, b) => b.iou - a.iou);
  const taken = { left: new Set<number>(), right: new Set<number>() };
  for (const { left, right } of pairs) {
    if (taken.left.has(left) || taken.right.has(right)) continue;
    taken.left.add(left);
    taken.right.add(right);
  }
  return taken.left.size;
}

function timeIou(a: TrueEvent, b: TrueEvent): number {
  const common = Math.min(a.end, b.end) - Math.max(a.start, b.start);
  const all = Math.max(a.end, b.end) - Math.min(a.start, b.start);
  return common > 0 ? common / all : 0;
}

/** Boxes are compared on a grid this fine. */
export const boxGrid = { width: 320, height: 180 };

/** Times of one frame are equal but for rounding: half a frame's distance at 240 frames a second. */
const sameFrameSeconds = 0.002;

/**
 * Compares a detection with the truth.
 * @param inside which points of `boxGrid` count: those of the regions
 */
export function tallyOf(truth: Truth, detection: Detection, inside: Uint8Array): Tally {
  let [boxFrames, overlap, next] = [0, 0, 0];
  const grid = new Uint8Array(boxGrid.width * boxGrid.height);
  for (const { time, boxes } of truth.frames) {
    while ((detection.frames[next]?.time ?? Infinity) < time - sameFrameSeconds) next += 1;
    const found = detection.frames[next];
    if (boxes.length === 0 || !found || found.boxes.length === 0 || found.time > time + sameFrameSeconds) continue;
    const iou = boxIou(grid, boxes, found.boxes, inside);
    if (iou === undefined) continue;
    boxFrames += 1;
    overlap += iou;
  }
  const matched = matchEvents(truth.events, detection.events);
  return { events: truth.events.length, found: detection.events.length, matched, boxFrames, overlap };
}

/**
 * What two sets of boxes have in common, as a share of what they cover together; undefined where one of them covers nothing.
 * @param grid all 0, and so again afterwards
 */
export function boxIou(
  grid: Uint8Array,
  first: readonly Box[],
  second: readonly Box[],
  inside: Uint8Array,
): number | undefined {
  const counts = { first: 0, second: 0, both: 0 };
  for (const box of first) eachPoint(box, (point) => (grid[point] = 1));
  for (const box of second) eachPoint(box, (point) => (grid[point] = (grid[point] ?? 0) | 2));
  for (const box of [...first, ...second]) {
    eachPoint(box, (point) => {
      const sides = inside[point] === 1 ? (grid[point] ?? 0) : 0;
      if (sides & 1) counts.first += 1;
      if (sides & 2) counts.second += 1;
      if (sides === 3) counts.both += 1;
      grid[point] = 0;
    });
  }
  if (counts.first === 0 || counts.second === 0) return undefined;
  return counts.both / (counts.first + counts.second - counts.both);
}

function eachPoint([x0, y0, x1, y1]: Box, onPoint: (point: number) => void): void {
  const { width, height } = boxGrid;
  // At least one point, so that a tiny box doesn't vanish.
  const span = (from: number, to: number, length: number): [number, number] => {
    const start = Math.min(length - 1, Math.round(from * length));
    return [start, Math.min(length, Math.max(start + 1, Math.round(to * length)))];
  };
  const [left, right] = span(x0, x1, width);
  const [top, bottom] = span(y0, y1, height);
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) onPoint(y * width + x);
  }
}
