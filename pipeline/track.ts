import { boxCenter, sizeOf, union } from './box';
import type { Box, MovingObject } from './motion';

/** An object moves when at least this part of it looks other than a moment ago. */
const leastMoving = 0.06;
/** Per frame, what is left of how large it was lately. */
const fading = 0.98;

export const isMoving = ({ moving }: MovingObject): boolean => moving >= leastMoving;

/** What is known of one thing, from its first frame on. Its parts, when it falls apart, share it. */
export class Track {
  readonly start: number;
  /** When it was last seen, and when it was first and last seen moving, in seconds. */
  last: number;
  firstMoved = Infinity;
  lastMoved = -Infinity;
  movingFrames = 0;
  /** How large it was lately, as a fraction of the picture. */
  recentArea = 0;
  /** Greatest part of a region that it covered. */
  share = 0;
  /** Around all its parts in the last frame. */
  box: Box;
  readonly #origin: readonly [number, number];
  #frames = 0;
  /** Sums over its objects that moved, weighted by area; of outlines where there was one to see. */
  readonly #sums = { area: 0, contrast: 0, alike: 0, outlined: 0, edge: 0, sharp: 0 };
  #sizes = 0;
  #farthest = 0;
  #path = 0;

  /** @param regionAreas of each region, as a fraction of the picture */
  constructor(
    box: Box,
    time: number,
    private readonly aspect: number,
    private readonly regionAreas: readonly number[],
  ) {
    this.start = time;
    this.last = time;
    this.box = box;
    this.#origin = boxCenter(box, aspect);
  }
  /** Its parts in one frame. */
  add(objects: readonly MovingObject[], time: number): void {
    const box = objects.map((object) => object.box).reduce(union);
    const [x, y] = boxCenter(box, this.aspect);
    const [beforeX, beforeY] = boxCenter(this.box, this.aspect);
    if (this.#frames > 0) this.#path += Math.hypot(x - beforeX, y - beforeY);
    this.#farthest = Math.max(this.#farthest, Math.hypot(x - this.#origin[0], y - this.#origin[1]));
    this.#frames += 1;
    this.#sizes += Math.sqrt(sizeOf(box) * this.aspect);
    this.box = box;
    this.last = time;
    const area = objects.reduce((sum, object) => sum + object.area, 0);
    this.recentArea = Math.max(area, this.recentArea * fading);
    const moving = objects.filter(isMoving);
    if (moving.length === 0) return;
    this.movingFrames += 1;
    this.lastMoved = time;
    this.firstMoved = Math.min(this.firstMoved, time);
    for (const object of moving) this.#weigh(object);
  }

  #weigh({ area, contrast, alike, edge, sharp, regions }: MovingObject): void {
    const sums = this.#sums;
    sums.area += area;
    sums.contrast += area * contrast;
    sums.alike += area * alike;
    for (const [region, part] of regions) {
      this.share = Math.max(this.share, part / (this.regionAreas[region] ?? 1));
    }
    if (edge === undefined || sharp === undefined) return;
    sums.outlined += area;
    sums.edge += area * edge;
    sums.sharp += area * sharp;
  }

  /** Mean over the frames in which it moved, as a fraction of the picture. */
  get area(): number {
    return this.#sums.area / Math.max(1, this.movingFrames);
  }

  /** What its objects look like on average; a thing whose outline was never seen is taken to have one. */
  get looks(): { contrast: number; alike: number; edge: number; sharp: number } {
    const { area, contrast, alike, outlined, edge, sharp } = this.#sums;
    return {
      contrast: contrast / area,
      alike: alike / area,
      edge: outlined > 0 ? edge / outlined : 1,
      sharp: outlined > 0 ? sharp / outlined : 1,
    };
  }

  /** How far it has come from where it was first seen, in its own sizes. */
  get travelled(): number {
    return (this.#farthest * this.#frames) / this.#sizes;
  }

  /** That distance as a part of its whole way, 0 to 1. */
  get directness(): number {
    return this.#path === 0 ? 0 : this.#farthest / this.#path;
  }
}
