import { type Canvas, eachPixel, levelSteps } from './canvas';
import type { NoiseTile } from './noise-tile';

/** How a part of an object looks. */
export interface Paint {
  level: number;
  /** Deviation of its texture, in levels. */
  grain: number;
}

/** Width of an edge in pixels: what a lens and a sensor make of it. */
const edge = 1.5;

/**
 * An object by itself, cut out: parts with soft edges are laid on each other at positions between pixels. The buffers are as large as
 * the picture; only the box around the object is touched.
 */
export class Cutout {
  readonly #alpha: Float32Array;
  readonly #levels: Float32Array;
  #box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  /** Where the object is: its texture moves with it. */
  #anchor = { x: 0, y: 0 };

  constructor(
    readonly width: number,
    readonly height: number,
    private readonly texture: NoiseTile,
  ) {
    this.#alpha = new Float32Array(width * height);
    this.#levels = new Float32Array(width * height);
  }

  begin(x: number, y: number): void {
    eachPixel(this, this.#box, (index) => (this.#alpha[index] = 0));
    this.#box = [Infinity, Infinity, -Infinity, -Infinity];
    this.#anchor = { x, y };
  }

  /** A limb: a line with round ends. */
  limb(x0: number, y0: number, x1: number, y1: number, radius: number, paint: Paint): void {
    const [dx, dy] = [x1 - x0, y1 - y0];
    const squared = dx * dx + dy * dy || 1;
    const box = [Math.min(x0, x1), Math.min(y0, y1), Math.max(x0, x1), Math.max(y0, y1)] as const;
    this.#part(box, radius, paint, (x, y) => {
      const along = Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared));
      return Math.sqrt((x - x0 - along * dx) ** 2 + (y - y0 - along * dy) ** 2) - radius;
    });
  }

  disc(x: number, y: number, radiusX: number, radiusY: number, paint: Paint): void {
    const radius = Math.min(radiusX, radiusY);
    this.#part([x - radiusX, y - radiusY, x + radiusX, y + radiusY], 0, paint, (px, py) => {
      return (Math.sqrt(((px - x) / radiusX) ** 2 + ((py - y) / radiusY) ** 2) - 1) * radius;
    });
  }

  /** A rectangle with round corners. */
  plate(left: number, top: number, right: number, bottom: number, corner: number, paint: Paint): void {
    const [x, y, w, h] = [(left + right) / 2, (top + bottom) / 2, (right - left) / 2, (bottom - top) / 2];
    const round = Math.min(corner, w, h);
    this.#part([left, top, right, bottom], 0, paint, (px, py) => {
      const [outX, outY] = [Math.abs(px - x) - w + round, Math.abs(py - y) - h + round];
      const outside = Math.sqrt(Math.max(outX, 0) ** 2 + Math.max(outY, 0) ** 2);
      return outside + Math.min(Math.max(outX, outY), 0) - round;
    });
  }

  #part(
    [left, top, right, bottom]: readonly [number, number, number, number],
    reach: number,
    { level, grain }: Paint,
    distance: (x: number, y: number) => number,
  ): void {
    const more = reach + edge;
    const box = [left - more, top - more, right + more, bottom + more] as const;
    const [x0, y0, x1, y1] = this.#box;
    this.#box = [Math.min(x0, box[0]), Math.min(y0, box[1]), Math.max(x1, box[2]), Math.max(y1, box[3])];
    const { x: anchorX, y: anchorY } = this.#anchor;
    const [alphas, levels] = [this.#alpha, this.#levels];
    eachPixel(this, box, (index, x, y) => {
      const alpha = Math.min(1, 0.5 - distance(x, y) / edge);
      if (alpha <= 0) return;
      const own = level + grain * this.texture.at(x - anchorX, y - anchorY + level);
      const under = alphas[index] ?? 0;
      const union = under + alpha - under * alpha;
      levels[index] = (own * alpha + (levels[index] ?? 0) * under * (1 - alpha)) / union;
      alphas[index] = union;
    });
  }

  paste(canvas: Canvas): void {
    this.#paste(canvas, (index) => (this.#levels[index] ?? 0) * levelSteps);
  }

  /** Paste it as something that differs from its surroundings by its level only. */
  blend(canvas: Canvas, surroundings: (x: number, y: number) => number): void {
    this.#paste(canvas, (index, x, y) => surroundings(x, y) + (this.#levels[index] ?? 0) * levelSteps);
  }

  #paste({ pixels }: Canvas, level: (index: number, x: number, y: number) => number): void {
    eachPixel(this, this.#box, (index, x, y) => {
      const alpha = this.#alpha[index] ?? 0;
      if (alpha <= 0) return;
      const under = pixels[index] ?? 0;
      pixels[index] = under + (Math.min(250 * levelSteps, Math.max(0, level(index, x, y))) - under) * alpha;
    });
  }

  /** The pixels at least half covered where `inside` isn't 0, and the box around them: left, top, right, bottom. */
  measure(inside?: Uint8Array): { pixels: number; box: [number, number, number, number] } {
    const box: [number, number, number, number] = [this.width, this.height, 0, 0];
    let pixels = 0;
    eachPixel(this, this.#box, (index, x, y) => {
      if ((this.#alpha[index] ?? 0) < 0.5 || inside?.[index] === 0) return;
      pixels += 1;
      if (x < box[0]) box[0] = x;
      if (y < box[1]) box[1] = y;
      if (x >= box[2]) box[2] = x + 1;
      if (y >= box[3]) box[3] = y + 1;
    });
    return { pixels, box };
  }
}

/** A second canvas of the same size isn't needed to weigh an object: one of its own size does. */
export const cutoutAround = (height: number, texture: NoiseTile): Cutout =>
  new Cutout(Math.ceil(5 * height), Math.ceil(2 * height), texture);
