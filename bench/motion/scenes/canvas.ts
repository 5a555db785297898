/** One gray level is this many steps on a canvas, so that faint light doesn't come out in contours. */
export const levelSteps = 16;

/** A picture that is being drawn. */
export interface Canvas {
  width: number;
  height: number;
  pixels: Int16Array;
}

export const createCanvas = (width: number, height: number): Canvas => ({
  width,
  height,
  pixels: new Int16Array(width * height),
});

/** What a layer needs to know of the frame that is being drawn. */
export interface Shot {
  canvas: Canvas;
  /** Seconds from the first frame. */
  time: number;
  /** By how many pixels the camera's movement shifts the world to the right and down. */
  x: number;
  y: number;
}

/** Calls back for each pixel of a rectangle that lies on the canvas; corners may be fractions and outside. */
export function eachPixel(
  { width, height }: Pick<Canvas, 'width' | 'height'>,
  [left, top, right, bottom]: readonly [number, number, number, number],
  onPixel: (index: number, x: number, y: number) => void,
): void {
  const [x0, x1] = [Math.max(0, Math.floor(left)), Math.min(width, Math.ceil(right))];
  const [y0, y1] = [Math.max(0, Math.floor(top)), Math.min(height, Math.ceil(bottom))];
  for (let y = y0; y < y1; y += 1) {
    for (let x = x0; x < x1; x += 1) onPixel(y * width + x, x, y);
  }
}

/** 0 below the one, 1 above the other, smooth between. */
export function step(from: number, to: number, value: number): number {
  const x = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return x * x * (3 - 2 * x);
}
