import type { Point, Region } from '../../../pipeline/region';

/** Which pixels of a `width` x `height` picture count: 1 where a pixel's centre lies in any region; all without regions. */
export function regionMask(regions: readonly Region[], width: number, height: number): Uint8Array {
  const mask = new Uint8Array(width * height);
  if (regions.length === 0) return mask.fill(1);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const centre: Point = [(x + 0.5) / width, (y + 0.5) / height];
      if (regions.some(({ polygon }) => contains(polygon, centre))) mask[y * width + x] = 1;
    }
  }
  return mask;
}

/** Even-odd rule: a ray to the right crosses the polygon's edges an odd number of times. */
export function contains(polygon: readonly Point[], [px, py]: Point): boolean {
  let inside = false;
  let previous = polygon.at(-1);
  for (const corner of polygon) {
    const [x, y] = corner;
    const [previousX, previousY] = previous ?? corner;
    if (y > py !== previousY > py && px < ((previousX - x) * (py - y)) / (previousY - y) + x) inside = !inside;
    previous = corner;
  }
  return inside;
}
