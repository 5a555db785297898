import type { MotionOptions } from '../../../kernels/motion/options';
import type { Rational } from '../../../pipeline/rational';
import type { Mask, Region } from '../../../pipeline/region';

/** Where something is at a time; positions between two are on the line between them. Pixels and seconds. */
export interface Waypoint {
  time: number;
  x: number;
  y: number;
}

export type LookName = 'person' | 'car' | 'van' | 'dog' | 'ball';

/** An object: what events are about. It is in the picture from its first waypoint's time to its last one's. */
export interface Actor {
  look: LookName;
  /** In pixels. */
  height: number;
  /** Where its feet or wheels are. */
  path: Waypoint[];
  /** Levels by which it differs from the ground behind it; without, it has gray levels of its own. */
  contrast?: number;
  /** Nearly white, whatever is behind it. */
  bright?: boolean;
  shadow?: Shadow;
}

/** The shadow's end relative to the feet, in heights of the object, and the share of light that it takes away. */
export interface Shadow {
  x: number;
  y: number;
  depth: number;
}

export interface ToneStep {
  time: number;
  gain: number;
  /** In gray levels, added after the gain. */
  offset: number;
  /** Of the noise, times the scene's own. */
  noise: number;
}

/** What changes in the picture without being an event. */
export type Effect =
  | { effect: 'tone'; steps: ToneStep[] }
  | { effect: 'flicker'; hertz: number; depth: number; bands: number }
  | { effect: 'clouds'; x: number; y: number; scale: number; depth: number }
  | { effect: 'glow'; path: Waypoint[]; radius: number; gain: number; riseSeconds: number }
  | { effect: 'cone'; path: Waypoint[]; x: number; y: number; length: number; gain: number }
  | { effect: 'rain'; streaks: number; levels: number; slant: number }
  | { effect: 'snow'; flakes: number; levels: number; speed: number }
  | { effect: 'blob'; path: Waypoint[]; radius: number; blur: number; depth: number }
  | { effect: 'jitter'; pixels: number }
  | { effect: 'sway'; pixels: number; seconds: number }
  | { effect: 'drift'; x: number; y: number }
  | { effect: 'foliage'; x: number; y: number; radius: number; pixels: number }
  | { effect: 'water'; top: number; bottom: number; levels: number }
  | { effect: 'clock'; x: number; y: number; height: number };

export type EffectOf<Name extends Effect['effect']> = Extract<Effect, { effect: Name }>;

/** Everything a clip is drawn from: the same scene gives the same frames. */
export interface Scene {
  kind: string;
  seed: number;
  width: number;
  height: number;
  frameRate: Rational;
  seconds: number;
  /** Standard deviation of the sensor's noise, in gray levels. */
  noise: number;
  crf: number;
  /** Frames are left out at random, the others keep their times. */
  dropsFrames: boolean;
  ground: 'street' | 'yard' | 'hall';
  actors: Actor[];
  effects: Effect[];
  /** None means the whole picture. */
  regions: Region[];
  masks: Mask[];
  motion: Partial<MotionOptions>;
}

/** Undefined before the first waypoint and after the last. */
export function positionAt(path: readonly Waypoint[], time: number): { x: number; y: number } | undefined {
  const next = path.findIndex((point) => point.time >= time);
  const [from, to] = [path[Math.max(0, next - 1)], path[next]];
  if (!from || !to || time < from.time) return undefined;
  const share = to.time > from.time ? (time - from.time) / (to.time - from.time) : 0;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** How far it has come until then, in pixels. */
export function travelledUntil(path: readonly Waypoint[], time: number): number {
  let sum = 0;
  for (const [index, to] of path.entries()) {
    const from = path[index - 1];
    if (!from || from.time >= time) continue;
    const share = Math.min(1, (time - from.time) / Math.max(1e-9, to.time - from.time));
    sum += share * Math.hypot(to.x - from.x, to.y - from.y);
  }
  return sum;
}
