import type { Mask, Point, Region } from '../../../pipeline/region';

/** Pixels of one sensitivity, and of which regions. */
export interface RegionPixels {
  /** Per region 1 where a pixel's centre lies in it and in no mask. */
  regions: readonly Uint8Array[];
  /** Pixels of any region, by the greatest sensitivity that holds there: runs of neighbours, the first and the one after the last of each. */
  bySensitivity: readonly { sensitivity: number; runs: Int32Array }[];
  /** 1 where all around, two pixels far, is looked at as well. */
  interior: Uint8Array;
  /** Indices of every so many pixels outside of all masks: what tones, noise and shake are learned from. */
  samples: Int32Array;
}

/** Every eleventh pixel is enough to learn from: 5,200 of a 320x180 picture. */
const sampleStep = 11;

/** Clean-up takes up to this many pixels off at a border. */
const border = 2;

/** @param sensitivity of the job, times each region's own */
export function findRegionPixels(
  regions: readonly Region[],
  masks: readonly Mask[],
  sensitivity: number,
  width: number,
  height: number,
): RegionPixels {
  const masked = new Uint8Array(width * height);
  for (const { polygon } of masks) rasterize(polygon, width, height, masked);
  const inside = regions.map(({ polygon }) => {
    const pixels = rasterize(polygon, width, height, new Uint8Array(width * height));
    return pixels.map((set, index) => (masked[index] ? 0 : set));
  });
  const strongest = new Float64Array(width * height);
  for (const [number, region] of regions.entries()) {
    const own = inside[number] ?? masked;
    for (let index = 0; index < own.length; index += 1) {
      if (own[index]) strongest[index] = Math.max(strongest[index] ?? 0, sensitivity * region.sensitivity);
    }
  }
  const levels = [...new Set(strongest)].filter((level) => level > 0).sort((a, b) => a - b);
  const all = Int32Array.from(masked.keys());
  return {
    regions: inside,
    bySensitivity: levels.map((level) => ({ sensitivity: level, runs: runsOf(strongest, level) })),
    interior: erode(strongest, width, height),
    samples: all.filter((index) => !masked[index]).filter((_, position) => position % sampleStep === 0),
  };
}

function runsOf(levels: Float64Array, level: number): Int32Array {
  const borders: number[] = [];
  for (let index = 0; index <= levels.length; index += 1) {
    if ((levels[index] === level) !== (levels[index - 1] === level)) borders.push(index);
  }
  return Int32Array.from(borders);
}

export function* pixelsOf(runs: Int32Array): Generator<number> {
  for (let run = 0; run < runs.length; run += 2)
    for (let index = runs[run] ?? 0; index < (runs[run + 1] ?? 0); index += 1) yield index;
}

function erode(levels: Float64Array, width: number, height: number): Uint8Array {
  return Uint8Array.from(levels, (_, index) => {
    const [x, y] = [index % width, Math.floor(index / width)];
    if (x < border || y < border || x >= width - border || y >= height - border) return 0;
    for (let dy = -border; dy <= border; dy += 1)
      for (let dx = -border; dx <= border; dx += 1) if (!levels[index + dy * width + dx]) return 0;
    return 1;
  });
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
