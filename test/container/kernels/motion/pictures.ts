/** Random numbers that are the same every time (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A still picture with all tones: a slope with coarse texture. */
export function scene(width: number, height: number): Uint8Array {
  const random = randomNumbers(1);
  const texture = Array.from({ length: 64 }, () => random() * 60);
  return Uint8Array.from({ length: width * height }, (_, pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 40 + (x / width) * 120 + (texture[(Math.floor(x / 10) * 7 + Math.floor(y / 10) * 3) % 64] ?? 0);
  });
}

/** Sensor noise of about the given standard deviation, in gray levels. */
export function withNoise(picture: Uint8Array, sigma: number, seed: number): Uint8Array {
  const random = randomNumbers(seed);
  return picture.map((level) => {
    const gauss = random() + random() + random() + random() + random() + random() - 3;
    return Math.max(0, Math.min(255, Math.round(level + gauss * Math.SQRT2 * sigma)));
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
    const [x, y] = [pixel % pictureWidth, Math.floor(pixel / pictureWidth)];
    const covered = x >= at.x && x < at.x + at.width && y >= at.y && y < at.y + at.height;
    return covered ? (level + contrast > 255 ? level - contrast : level + contrast) : level;
  });
}
