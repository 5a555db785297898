import type { MotionFrame } from '../../pipeline/motion';
import type { Mask, Point, Region } from '../../pipeline/region';

/** Luma and chroma of a colour, in limited range. */
interface Ink {
  y: number;
  u: number;
  v: number;
}
const yellow: Ink = { y: 210, u: 16, v: 146 };
const green: Ink = { y: 145, u: 54, v: 34 };
const red: Ink = { y: 81, u: 90, v: 240 };
const dark = 24;

/** Every so many pixels a line of the hatching. */
const hatching = 8;

/**
 * Draws into pictures of 4:2:0: regions and masks by lists of pixels that are made once, boxes row by row. Nothing is allocated per
 * frame, and no pixel is touched that isn't drawn.
 */
export class Drawing {
  readonly #thickness: number;
  readonly #chromaWidth: number;
  readonly #regionLuma: Uint32Array;
  readonly #regionChroma: Uint32Array;
  readonly #maskLuma: Uint32Array;

  /**
   * @param size of the picture as it lies in memory, with even sides
   * @param shown of the picture itself, to which coordinates relate
   */
  constructor(
    private readonly size: { width: number; height: number },
    private readonly shown: { width: number; height: number },
    regions: readonly Region[],
    masks: readonly Mask[],
  ) {
    this.#thickness = 2 * Math.max(1, Math.round(Math.max(size.width, size.height) / 1000));
    this.#chromaWidth = size.width / 2;
    const outlines = new Set<number>();
    for (const { polygon } of regions) this.#outline(polygon, outlines);
    this.#regionLuma = Uint32Array.from(outlines);
    this.#regionChroma = Uint32Array.from(new Set(this.#regionLuma.map((offset) => this.#chromaOf(offset))));
    const hatched = new Set<number>();
    for (const { polygon } of masks) this.#hatch(polygon, hatched);
    this.#maskLuma = Uint32Array.from(hatched);
  }

  /** A frame of which nothing can be told gets a red border. */
  draw(pixels: Uint8Array, { boxes, flags }: Pick<MotionFrame, 'boxes' | 'flags'>): void {
    const chroma = this.size.width * this.size.height;
    for (const offset of this.#maskLuma) pixels[offset] = dark;
    for (const offset of this.#regionLuma) pixels[offset] = yellow.y;
    for (const offset of this.#regionChroma) {
      pixels[chroma + offset] = yellow.u;
      pixels[chroma * 1.25 + offset] = yellow.v;
    }
    for (const [left, top, right, bottom] of boxes) {
      this.#frame(pixels, this.#x(left), this.#y(top), this.#x(right), this.#y(bottom), green);
    }
    if (flags.length > 0) this.#frame(pixels, 0, 0, this.size.width, this.size.height, red);
  }

  #x(fraction: number): number {
    return Math.min(this.size.width, Math.max(0, Math.round(fraction * this.shown.width)));
  }

  #y(fraction: number): number {
    return Math.min(this.size.height, Math.max(0, Math.round(fraction * this.shown.height)));
  }

  #chromaOf(offset: number): number {
    const x = offset % this.size.width;
    return (((offset - x) / this.size.width) >> 1) * this.#chromaWidth + (x >> 1);
  }

  /** The four sides of a box, inwards. */
  #frame(pixels: Uint8Array, x0: number, y0: number, x1: number, y1: number, ink: Ink): void {
    const side = this.#thickness;
    this.#fill(pixels, x0, y0, x1, Math.min(y1, y0 + side), ink);
    this.#fill(pixels, x0, Math.max(y0, y1 - side), x1, y1, ink);
    this.#fill(pixels, x0, y0, Math.min(x1, x0 + side), y1, ink);
    this.#fill(pixels, Math.max(x0, x1 - side), y0, x1, y1, ink);
  }

  #fill(pixels: Uint8Array, x0: number, y0: number, x1: number, y1: number, { y, u, v }: Ink): void {
    const { width, height } = this.size;
    for (let row = y0; row < y1; row += 1) {
      pixels.fill(y, row * width + x0, row * width + x1);
      if (row % 2 === 1) continue;
      const chroma = width * height + (row / 2) * this.#chromaWidth;
      pixels.fill(u, chroma + (x0 >> 1), chroma + ((x1 + 1) >> 1));
      const plane = (width * height) / 4;
      pixels.fill(v, chroma + plane + (x0 >> 1), chroma + plane + ((x1 + 1) >> 1));
    }
  }

  /** Stamps squares along the sides. */
  #outline(polygon: readonly Point[], into: Set<number>): void {
    const { width, height } = this.size;
    const half = this.#thickness / 2;
    for (const [index, [x0, y0]] of polygon.entries()) {
      const [x1, y1] = polygon[(index + 1) % polygon.length] ?? [x0, y0];
      const [dx, dy] = [(x1 - x0) * this.shown.width, (y1 - y0) * this.shown.height];
      const steps = Math.max(1, Math.ceil(Math.max(Math.abs(dx), Math.abs(dy))));
      for (let step = 0; step <= steps; step += 1) {
        const x = Math.round(x0 * this.shown.width + (dx * step) / steps);
        const y = Math.round(y0 * this.shown.height + (dy * step) / steps);
        for (let row = Math.max(0, y - half); row < Math.min(height, y + half); row += 1) {
          for (let column = Math.max(0, x - half); column < Math.min(width, x + half); column += 1) {
            into.add(row * width + column);
          }
        }
      }
    }
  }

  /** Diagonals within the polygon, by the even-odd rule, row by row. */
  #hatch(polygon: readonly Point[], into: Set<number>): void {
    const { width, height } = this.shown;
    for (let row = 0; row < height; row += 1) {
      const y = (row + 0.5) / height;
      const crossings = polygon.flatMap(([x0, y0], index) => {
        const [x1, y1] = polygon[(index + 1) % polygon.length] ?? [x0, y0];
        return y0 > y === y1 > y ? [] : [(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0)) * width];
      });
      crossings.sort((a, b) => a - b);
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        const [from, to] = [Math.round(crossings[pair] ?? 0), Math.round(crossings[pair + 1] ?? 0)];
        for (let x = from + ((hatching - ((from + row) % hatching)) % hatching); x < to; x += hatching) {
          into.add(row * this.size.width + x);
        }
      }
    }
  }
}
