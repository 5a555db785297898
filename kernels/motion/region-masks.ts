import type { Mask, Point, Region } from '../../pipeline/region';

export interface RegionPixels {
  /** Per region 1 where a pixel's centre lies in it and in no mask. */
  regions: readonly RegionMask[];
  /**
   * The pixels that are looked at, by the greatest sensitivity of the regions there: runs of neighbours, of each the first and the one
   * after the last. Around regions of few pixels their neighbours are looked at, too.
   */
  bySensitivity: readonly { sensitivity: number; runs: Int32Array }[];
  /** Whether there are regions of so few pixels. */
  hasSurroundings: boolean;
  /** 1 where all around, two pixels far, is looked at as well. */
  interior: Uint8Array;
  /** Indices of every so many pixels outside of all masks: what tones, noise and shake are learned from. */
  samples: Int32Array;
}

export interface RegionMask {
  inside: Uint8Array;
  pixels: number;
}

/** Every eleventh pixel is enough to learn from: 5,200 of a 320x180 picture. */
const sampleStep = 11;
/** Clean-up takes up to this many pixels off at a border. */
const border = 2;
/**
 * In a region of fewer pixels than these, clean-up takes much of what is there, and nothing is seen to come and to go: so many pixels
 * around are looked at, too.
 */
const fewPixels = 225;
const surroundings = 10;

/** @param sensitivity of the job, times each region's own */
export function findRegionPixels(
  regions: readonly Region[],
  masks: readonly Mask[],
  sensitivity: number,
  width: number,
  height: number,
): RegionPixels {
  const size = width * height;
  const masked = new Uint8Array(size);
  for (const { polygon } of masks) rasterize(polygon, width, height, masked);
  const inside = regions.map(({ polygon }) => {
    const all = rasterize(polygon, width, height, new Uint8Array(size));
    if (!all.includes(1)) all[pixelNearest(polygon, width, height)] = 1;
    return all.map((set, index) => (masked[index] === 1 ? 0 : set));
  });
  const strongest = new Float64Array(size);
  const lookAt = (pixels: Uint8Array, level: number) => {
    for (let index = 0; index < size; index += 1) {
      if (pixels[index] === 1 && masked[index] !== 1) strongest[index] = Math.max(strongest[index] ?? 0, level);
    }
  };
  for (const [number, own] of inside.entries()) lookAt(own, sensitivity * (regions[number]?.sensitivity ?? 1));
  const watched = strongest.slice();
  for (const [number, own] of inside.entries()) {
    if (count(own) >= fewPixels) continue;
    // Where there is another region, that one's sensitivity holds.
    const beside = dilate(own, width, height).map((set, index) => (watched[index] === 0 ? set : 0));
    lookAt(beside, sensitivity * (regions[number]?.sensitivity ?? 1));
  }
  const levels = [...new Set(strongest)].filter((level) => level > 0).sort((a, b) => a - b);
  const all = Int32Array.from(masked.keys());
  // Where everything is masked, nothing is looked at, but the noise may be learned from anywhere.
  const free = masked.includes(0) ? all.filter((index) => masked[index] === 0) : all;
  return {
    regions: inside.map((own) => ({ inside: own, pixels: count(own) })),
    bySensitivity: levels.map((level) => ({ sensitivity: level, runs: runsOf(strongest, level) })),
    hasSurroundings: inside.some((own) => count(own) < fewPixels),
    interior: erode(strongest, width, height),
    samples: free.filter((_, position) => position % sampleStep === 0),
  };
}

/** Sets the pixels whose centres lie in the polygon, by the even-odd rule: row by row between its edges. */
export function rasterize(polygon: readonly Point[], width: number, height: number, into: Uint8Array): Uint8Array {
  for (let y = 0; y < height; y += 1) {
    const crossings = crossingsAt(polygon, (y + 0.5) / height).sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const from = Math.max(0, Math.ceil((crossings[pair] ?? 0) * width - 0.5));
      const to = Math.min(width, Math.ceil((crossings[pair + 1] ?? 0) * width - 0.5));
      into.fill(1, y * width + from, y * width + Math.max(from, to));
    }
  }
  return into;
}

/** Where the polygon's edges cross the height `y`, from left to right as they come. */
function crossingsAt(polygon: readonly Point[], y: number): number[] {
  return polygon.flatMap(([x0, y0], corner) => {
    const [x1, y1] = polygon[(corner + 1) % polygon.length] ?? [x0, y0];
    return y0 > y === y1 > y ? [] : [x0 + ((x1 - x0) * (y - y0)) / (y1 - y0)];
  });
}

/** Of a region that holds no pixel's centre: the one in which the middle of its corners lies. */
function pixelNearest(polygon: readonly Point[], width: number, height: number): number {
  const middle = (at: 0 | 1) => polygon.reduce((sum, corner) => sum + corner[at], 0) / Math.max(1, polygon.length);
  const pixel = (at: number, length: number) => Math.max(0, Math.min(length - 1, Math.floor(at * length)));
  return pixel(middle(1), height) * width + pixel(middle(0), width);
}

const count = (pixels: Uint8Array): number => pixels.reduce((sum, set) => sum + set, 0);

function runsOf(levels: Float64Array, level: number): Int32Array {
  const borders: number[] = [];
  for (let index = 0; index <= levels.length; index += 1) {
    if ((levels[index] === level) !== (levels[index - 1] === level)) borders.push(index);
  }
  return Int32Array.from(borders);
}

/** 1 where all pixels within `border` are looked at. */
function erode(levels: Float64Array, width: number, height: number): Uint8Array {
  return Uint8Array.from(levels, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    if (x < border || y < border || x >= width - border || y >= height - border) return 0;
    for (let row = y - border; row <= y + border; row += 1) {
      for (let at = row * width + x - border; at <= row * width + x + border; at += 1) if (!levels[at]) return 0;
    }
    return 1;
  });
}

/** With all pixels in squares around those that are set. */
function dilate(pixels: Uint8Array, width: number, height: number): Uint8Array {
  const dilated = new Uint8Array(pixels.length);
  for (let index = pixels.indexOf(1); index >= 0; index = pixels.indexOf(1, index + 1)) {
    const [x, y] = [index % width, Math.floor(index / width)];
    const [left, right] = [Math.max(0, x - surroundings), Math.min(width, x + surroundings + 1)];
    for (let row = Math.max(0, y - surroundings); row < Math.min(height, y + surroundings + 1); row += 1) {
      dilated.fill(1, row * width + left, row * width + right);
    }
  }
  return dilated;
}
