import type { Picture, Point } from './picture';

/** Pixels of a crop's sides: what embedders are taught with. */
export const cropSize = 112;

/** Where the landmarks lie in a crop: the template of ArcFace, which OpenCV uses for SFace, too. */
const template: readonly Point[] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

/** From a crop into its picture: x = a * u - b * v + x0, y = b * u + a * v + y0. */
export interface Similarity {
  a: number;
  b: number;
  x0: number;
  y0: number;
}

/**
 * The turn, scale and shift that bring the template nearest to the landmarks, by least squares: of the picture's points to the
 * template's first (S. Umeyama, "Least-squares estimation of transformation parameters", IEEE PAMI 13 (4), 1991; in a plane, with
 * reflections left out, it is this), then the way back.
 * @returns undefined where all landmarks are the same point
 */
export function cropOf(landmarks: readonly Point[]): Similarity | undefined {
  const [cx, cy] = centre(landmarks);
  const [tx, ty] = centre(template);
  let [same, turned, spread] = [0, 0, 0];
  for (const [index, [u, v]] of template.entries()) {
    const [x, y] = landmarks[index] ?? [cx, cy];
    const [px, py, qx, qy] = [x - cx, y - cy, u - tx, v - ty];
    same += px * qx + py * qy;
    turned += px * qy - py * qx;
    spread += px * px + py * py;
  }
  const size = same * same + turned * turned;
  if (!(spread > 0 && size > 0)) return undefined;
  // Of the inverse: the factor is 1 / (scale * turn).
  const a = (same * spread) / size;
  const b = (-turned * spread) / size;
  return { a, b, x0: cx - (a * tx - b * ty), y0: cy - (b * tx + a * ty) };
}

const centre = (points: readonly Point[]): Point => [
  points.reduce((sum, [x]) => sum + x, 0) / points.length,
  points.reduce((sum, [, y]) => sum + y, 0) / points.length,
];

/** Looked up once, not for every pixel. */
const { floor, round } = Math;

/**
 * Cuts a face out, upright and of one size, bilinearly; outside of the picture it is black.
 * @param crop rgb24, written over
 */
export function cutCrop({ width, height, pixels }: Picture, { a, b, x0, y0 }: Similarity, crop: Uint8Array): void {
  for (let v = 0; v < cropSize; v += 1)
    for (let u = 0; u < cropSize; u += 1) {
      const x = a * u - b * v + x0;
      const y = b * u + a * v + y0;
      const [left, top] = [floor(x), floor(y)];
      const [partX, partY] = [x - left, y - top];
      const at = (column: number, row: number, channel: number): number =>
        column < 0 || row < 0 || column >= width || row >= height
          ? 0
          : (pixels[3 * (row * width + column) + channel] ?? 0);
      for (let channel = 0; channel < 3; channel += 1) {
        const above = at(left, top, channel) * (1 - partX) + at(left + 1, top, channel) * partX;
        const below = at(left, top + 1, channel) * (1 - partX) + at(left + 1, top + 1, channel) * partX;
        crop[3 * (v * cropSize + u) + channel] = round(above * (1 - partY) + below * partY);
      }
    }
}
