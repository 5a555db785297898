import type { Mask, Point, Region } from '../../../pipeline/region';

/** 1 where a pixel's centre lies in the polygon (even-odd rule) and in no mask. */
export function regionMask(
  width: number,
  height: number,
  { polygon }: Pick<Region, 'polygon'>,
  masks: readonly Mask[],
): Uint8Array {
  const pixels = new Uint8Array(width * height);
  fill(pixels, width, height, polygon, 1);
  for (const mask of masks) fill(pixels, width, height, mask.polygon, 0);
  return pixels;
}

function fill(pixels: Uint8Array, width: number, height: number, polygon: readonly Point[], value: number): void {
  for (let row = 0; row < height; row += 1) {
    const y = (row + 0.5) / height;
    const crossings = polygon
      .flatMap(([x, top], index) => {
        const [nextX, bottom] = polygon[(index + 1) % polygon.length] ?? [x, top];
        return top > y === bottom > y ? [] : [x + ((y - top) / (bottom - top)) * (nextX - x)];
      })
      .sort((a, b) => a - b);
    for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
      const [from = 0, to = 0] = crossings.slice(pair, pair + 2).map((x) => Math.ceil(x * width - 0.5));
      if (to > from) pixels.fill(value, row * width + Math.max(0, from), row * width + Math.min(width, to));
    }
  }
}
