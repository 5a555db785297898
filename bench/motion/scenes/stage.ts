import { Region } from '../../../pipeline/region';
import type { Random } from './random';
import type { Actor, LookName, Scene, Waypoint } from './scene';

/** What a kind of scene is composed on. */
export interface Stage {
  random: Random;
  seed: number;
  width: number;
  height: number;
  seconds: number;
}

/** The part of the picture in which things happen, in pixels. */
export interface Plot {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** What a kind says of a scene; the rest is as usual. */
export type Composition = Partial<Scene> & Pick<Scene, 'actors'>;

/** A region's place as it usually is: most of the ground in the middle of the picture. */
export function usualPlot({ random, width, height }: Stage): Plot {
  return {
    left: width * random.between(0.16, 0.3),
    top: height * random.between(0.3, 0.4),
    right: width * random.between(0.62, 0.82),
    bottom: height * random.between(0.88, 0.96),
  };
}

/** A quadrilateral about as large as the plot. */
export function regionOf({ random, width, height }: Stage, plot: Plot, name = 'ground', wobble = 0.02): Region {
  const corner = (x: number, y: number): [number, number] => [near(x / width), near(y / height)];
  const near = (share: number) => {
    const moved = share + random.between(-wobble, wobble);
    return Math.round(Math.min(1, Math.max(0, moved)) * 1e4) / 1e4;
  };
  const { left, top, right, bottom } = plot;
  const polygon = [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
  return Region.parse({ name, polygon });
}

/** Half an object's width, in its heights. */
const halfWidth: Readonly<Record<LookName, number>> = { person: 0.25, car: 1.5, van: 1.1, dog: 0.95, ball: 0.5 };

export const halfWidthOf = ({ look, height }: Pick<Actor, 'look' | 'height'>): number => halfWidth[look] * height;

/** An object without its way. */
export type Cast = Omit<Actor, 'path'>;

/** Straight through the picture, its front at the plot's border at `time`; `speed` in pixels a second, below 0 to the left. */
export function through(
  { width }: Pick<Stage, 'width'>,
  plot: Plot,
  cast: Cast,
  time: number,
  speed: number,
  y: number,
): Actor {
  const half = halfWidthOf(cast);
  const border = speed > 0 ? plot.left - half : plot.right + half;
  const [start, end] = speed > 0 ? [-half - 12, width + half + 12] : [width + half + 12, -half - 12];
  return {
    ...cast,
    path: [
      { time: time + (start - border) / speed, x: start, y },
      { time: time + (end - border) / speed, x: end, y },
    ],
  };
}

/** How long it takes from one of the plot's borders through the other, in seconds. */
export const stayOf = (plot: Plot, cast: Cast, speed: number): number =>
  (plot.right - plot.left + 2 * halfWidthOf(cast)) / Math.abs(speed);

export interface Traffic {
  cast: (random: Random) => Cast;
  /** Pixels per second, slowest and fastest. */
  speed: readonly [number, number];
  /** When the first one comes, and seconds between one that has left the plot and the next. */
  first?: readonly [number, number];
  pause?: readonly [number, number];
  until?: number;
}

/** One after the other through the plot, for as long as there is time for all of a crossing. */
export function traffic(stage: Stage, plot: Plot, { cast, speed, first, pause, until }: Traffic): Actor[] {
  const { random, seconds } = stage;
  const actors: Actor[] = [];
  const end = until ?? seconds - 0.6;
  for (let time = random.between(...(first ?? [1.6, 3.5])); ;) {
    const one = cast(random);
    const pace = random.between(...speed) * (random.chance(0.5) ? 1 : -1);
    const stay = stayOf(plot, one, pace);
    if (time + stay > end && actors.length > 0) return actors;
    actors.push(through(stage, plot, one, time, pace, laneOf(random, plot, one)));
    time += stay + random.between(...(pause ?? [3.6, 6.5]));
  }
}

/** Where the feet of something are that walks through the plot. */
export const laneOf = (random: Random, { top, bottom }: Plot, { height }: Cast): number =>
  random.between(Math.min(bottom - 6, top + 0.7 * height + 8), bottom - 4);

/** Walks along straight lines at one pace and waits where it is told to, from `time` on. */
export function walk(
  time: number,
  speed: number,
  stops: readonly { x: number; y: number; wait?: number }[],
): Waypoint[] {
  const path: Waypoint[] = [];
  let now = time;
  for (const { x, y, wait = 0 } of stops) {
    const last = path.at(-1);
    if (last) now += Math.hypot(x - last.x, y - last.y) / speed;
    path.push({ time: now, x, y });
    if (wait > 0) path.push({ time: (now += wait), x, y });
  }
  return path;
}

export const person =
  (low: number, high: number) =>
  (random: Random): Cast => ({
    look: 'person',
    height: random.between(low, high),
  });
