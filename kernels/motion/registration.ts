/** Pixels with the steepest slopes take part, as many at most. */
const mostFeatures = 1000;
/** Least slope in gray levels per pixel that says anything about a shift. */
const leastSlope = 4;
/** Whole pixels searched in each direction. */
const reach = 5;
/** Of these, every so many takes part in the search over whole pixels. */
const coarseStep = 2;
const iterations = 2;

/** A shift of the picture in pixels: what is at (x, y) in the reference is at (x + dx, y + dy) in the frame. */
export interface Shift {
  dx: number;
  dy: number;
}

/** In pixels. Below this a picture is taken as it is: moving it costs sharpness and time. */
const leastShift = 0.15;

export const isShifted = ({ dx, dy }: Shift): boolean => Math.abs(dx) >= leastShift || Math.abs(dy) >= leastShift;

/** Looked up once, not for every pixel. */
const { abs, floor, max, min, round } = Math;

/**
 * Finds the translation between a frame and a reference picture: whole pixels by search, the rest by Gauss-Newton steps on the slopes
 * of the reference (B. Lucas, T. Kanade, "An iterative image registration technique", IJCAI 1981). Residuals are limited, so that
 * moving objects have no say.
 */
export class Registration {
  readonly #index = new Int32Array(mostFeatures);
  readonly #slopeX = new Float32Array(mostFeatures);
  readonly #slopeY = new Float32Array(mostFeatures);
  #features = 0;
  #reference: Uint8Array = new Uint8Array(0);
  readonly #histogram = new Int32Array(512);

  constructor(
    private readonly width: number,
    private readonly height: number,
  ) {}

  /** Chooses the pixels of a reference that are looked at, evenly over those that are steep enough. */
  setReference(reference: Uint8Array): void {
    const { width, height } = this;
    this.#reference = reference;
    const margin = reach + 2;
    const histogram = this.#histogram.fill(0);
    const slopeAt = (index: number) => {
      const sx = abs((reference[index + 1] ?? 0) - (reference[index - 1] ?? 0));
      const sy = abs((reference[index + width] ?? 0) - (reference[index - width] ?? 0));
      return (sx + sy) >> 1;
    };
    for (let y = margin; y < height - margin; y += 1)
      for (let x = margin; x < width - margin; x += 1) {
        const slope = slopeAt(y * width + x);
        histogram[slope] = (histogram[slope] ?? 0) + 1;
      }
    let least = 511;
    for (let found = 0; least > leastSlope; least -= 1) {
      found += histogram[least] ?? 0;
      if (found >= 3 * mostFeatures) break;
    }
    let candidates = 0;
    for (let slope = least; slope < 512; slope += 1) candidates += histogram[slope] ?? 0;
    const step = max(1, candidates / mostFeatures);
    this.#features = 0;
    let seen = 0;
    let next = 0;
    for (let y = margin; y < height - margin; y += 1) {
      for (let x = margin; x < width - margin; x += 1) {
        const index = y * width + x;
        if (slopeAt(index) < least) continue;
        if (seen >= next && this.#features < mostFeatures) {
          this.#index[this.#features] = index;
          this.#slopeX[this.#features] = ((reference[index + 1] ?? 0) - (reference[index - 1] ?? 0)) / 2;
          this.#slopeY[this.#features] = ((reference[index + width] ?? 0) - (reference[index - width] ?? 0)) / 2;
          this.#features += 1;
          next += step;
        }
        seen += 1;
      }
    }
  }

  /** @param tones what to add to a level of the reference to get the level expected in the frame */
  find(frame: Uint8Array, tones: Int16Array, found: Shift): void {
    found.dx = 0;
    found.dy = 0;
    if (this.#features < 100) return;
    this.#search(frame, tones, found);
    for (let iteration = 0; iteration < iterations; iteration += 1) this.#refine(frame, tones, found);
    if (abs(found.dx) > reach + 1 || abs(found.dy) > reach + 1) {
      found.dx = 0;
      found.dy = 0;
    }
  }

  /** Descends from no shift over whole pixels to the smallest sum of limited differences. */
  #search(frame: Uint8Array, tones: Int16Array, found: Shift): void {
    let best = this.#distance(frame, tones, 0, 0);
    for (let moved = true; moved;) {
      moved = false;
      const { dx, dy } = found;
      for (let y = max(-reach, dy - 1); y <= min(reach, dy + 1); y += 1) {
        for (let x = max(-reach, dx - 1); x <= min(reach, dx + 1); x += 1) {
          if (x === dx && y === dy) continue;
          const distance = this.#distance(frame, tones, x, y);
          if (distance >= best) continue;
          best = distance;
          found.dx = x;
          found.dy = y;
          moved = true;
        }
      }
    }
  }

  #distance(frame: Uint8Array, tones: Int16Array, dx: number, dy: number): number {
    const [index, reference] = [this.#index, this.#reference];
    const offset = dy * this.width + dx;
    let sum = 0;
    for (let feature = 0; feature < this.#features; feature += coarseStep) {
      const at = index[feature] ?? 0;
      const level = reference[at] ?? 0;
      const difference = abs((frame[at + offset] ?? 0) - level - (tones[level] ?? 0));
      sum += difference > 40 ? 40 : difference;
    }
    return sum;
  }

  #refine(frame: Uint8Array, tones: Int16Array, found: Shift): void {
    const [index, slopeX, slopeY, reference, width] = [
      this.#index,
      this.#slopeX,
      this.#slopeY,
      this.#reference,
      this.width,
    ];
    const [wholeX, wholeY] = [floor(found.dx), floor(found.dy)];
    const [fx, fy] = [found.dx - wholeX, found.dy - wholeY];
    const [a, b, c, d] = [(1 - fx) * (1 - fy), fx * (1 - fy), (1 - fx) * fy, fx * fy];
    const offset = wholeY * width + wholeX;
    let [xx, xy, yy, xr, yr] = [0, 0, 0, 0, 0];
    for (let feature = 0; feature < this.#features; feature += 1) {
      const at = index[feature] ?? 0;
      const from = at + offset;
      const level = reference[at] ?? 0;
      const value =
        a * (frame[from] ?? 0) +
        b * (frame[from + 1] ?? 0) +
        c * (frame[from + width] ?? 0) +
        d * (frame[from + width + 1] ?? 0);
      const residual = value - level - (tones[level] ?? 0);
      // Tukey's biweight at 30 levels: what differs more is another thing, not the same thing moved.
      const ratio = residual / 30;
      if (ratio >= 1 || ratio <= -1) continue;
      const weight = (1 - ratio * ratio) * (1 - ratio * ratio);
      const [sx, sy] = [slopeX[feature] ?? 0, slopeY[feature] ?? 0];
      xx += weight * sx * sx;
      xy += weight * sx * sy;
      yy += weight * sy * sy;
      xr += weight * sx * residual;
      yr += weight * sy * residual;
    }
    const determinant = xx * yy - xy * xy;
    // Slopes in one direction only, a fence, say nothing about the other.
    if (determinant <= 1e-3 * (xx + yy) * (xx + yy) || determinant <= 0) return;
    found.dx -= (yy * xr - xy * yr) / determinant;
    found.dy -= (xx * yr - xy * xr) / determinant;
  }

  /** Moves the frame onto the reference; where it has no picture, it is what the reference lets expect. */
  align(frame: Uint8Array, { dx, dy }: Shift, tones: Int16Array, aligned: Uint8Array): void {
    const reference = this.#reference;
    const fill = (from: number, to: number) => {
      for (let at = from; at < to; at += 1) {
        const level = reference[at] ?? 0;
        aligned[at] = max(0, min(255, level + (tones[level] ?? 0)));
      }
    };
    const { width, height } = this;
    const [wholeX, wholeY] = [floor(dx), floor(dy)];
    const [fx, fy] = [round((dx - wholeX) * 64), round((dy - wholeY) * 64)];
    const [a, b, c, d] = [(64 - fx) * (64 - fy), fx * (64 - fy), (64 - fx) * fy, fx * fy];
    const offset = wholeY * width + wholeX;
    for (let y = 0; y < height; y += 1) {
      const row = y * width;
      if (y + wholeY < 0 || y + wholeY + 1 >= height) {
        fill(row, row + width);
        continue;
      }
      const [from, to] = [max(0, -wholeX), min(width, width - 1 - wholeX)];
      fill(row, row + from);
      fill(row + max(0, to), row + width);
      for (let at = row + from; at < row + to; at += 1) {
        const source = at + offset;
        const sum =
          a * (frame[source] ?? 0) +
          b * (frame[source + 1] ?? 0) +
          c * (frame[source + width] ?? 0) +
          d * (frame[source + width + 1] ?? 0);
        aligned[at] = (sum + 2048) >> 12;
      }
    }
  }
}
