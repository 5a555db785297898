/** Under their own names: in the tests' sandbox looking Math up is dearer than what it computes. */
const { exp, floor, imul, max, min, round, sin } = Math;

/** Random numbers that are the same every time (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = imul(state ^ (state >>> 15), 1 | state);
    t = (t + imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A still picture with all tones: a slope with coarse texture. */
export function scene(width: number, height: number): Uint8Array {
  const random = randomNumbers(1);
  const texture = Array.from({ length: 64 }, () => random() * 60);
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, floor(pixel / width)];
    return 40 + (x / width) * 120 + (texture[(floor(x / 10) * 7 + floor(y / 10) * 3) % 64] ?? 0);
  });
}

/**
 * A still picture with soft texture everywhere, as it is seen when it moved by a fraction of a pixel: what is at (x, y) in the unmoved
 * one is at (x + dx, y + dy).
 */
export function ground(width: number, height: number, dx = 0, dy = 0): Uint8Array {
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [(pixel % width) - dx, floor(pixel / width) - dy];
    const waves = 25 * sin(0.31 * x + 0.12 * y + 1) + 25 * sin(0.11 * x - 0.37 * y);
    return round(120 + waves + 18 * sin(0.05 * x + 0.23 * y + 2) + 15 * sin(0.53 * x + 0.41 * y));
  });
}

/** Sensor noise of about the given standard deviation, in gray levels. */
export function withNoise(picture: Uint8Array, sigma: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  const factor = Math.SQRT2 * sigma;
  return picture.map((level) => {
    const gauss = random() + random() + random() + random() + random() + random() - 3;
    return max(0, min(255, round(level + gauss * factor)));
  });
}

export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The picture with a rectangle that differs by `contrast` from what it covers. */
export function withObject(picture: Uint8Array, pictureWidth: number, at: Rectangle, contrast = 60): Uint8Array {
  return picture.map((level, pixel) => {
    const [x, y] = [pixel % pictureWidth, floor(pixel / pictureWidth)];
    const covered = x >= at.x && x < at.x + at.width && y >= at.y && y < at.y + at.height;
    return covered ? (level + contrast > 255 ? level - contrast : level + contrast) : level;
  });
}

/** The picture with another one in place of it within the rectangle. */
export function withPicture(picture: Uint8Array, pictureWidth: number, at: Rectangle, other: Uint8Array): Uint8Array {
  return picture.map((level, pixel) => {
    const [x, y] = [pixel % pictureWidth, floor(pixel / pictureWidth)];
    const covered = x >= at.x && x < at.x + at.width && y >= at.y && y < at.y + at.height;
    return covered ? (other[pixel] ?? 0) : level;
  });
}

/** The picture in a light that is brighter or darker from place to place. */
export function lit(picture: Uint8Array, width: number, factor: (x: number, y: number) => number): Uint8Array {
  return picture.map((level, pixel) => {
    return max(0, min(255, round(level * factor(pixel % width, floor(pixel / width)))));
  });
}

/** A soft spot of light or shade, for `lit`: `factor` in its middle, 1 far from it. */
export const spot =
  (centerX: number, centerY: number, radius: number, factor: number) =>
  (x: number, y: number): number =>
    1 + (factor - 1) * exp(-((x - centerX) ** 2 + (y - centerY) ** 2) / (2 * (radius / 2) ** 2));
