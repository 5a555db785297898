import { type Layout, strides } from './layout';
import type { FoundFace, Point } from './picture';

const anchorsPerCell = 2;

/**
 * InsightFace's SCRFD: per anchor, two at the corner of each cell, a score, the distances to the four sides of the box and to the
 * landmarks, in cells. Outputs are told apart by their shapes, which no two of them share.
 */
export const scrfd: Layout = {
  name: 'scrfd',
  input: { channels: 'rgb', mean: 127.5, std: 128 },
  decode(outputs, { width, height }, threshold) {
    const faces: FoundFace[] = [];
    for (const stride of strides) {
      const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
      const anchors = columns * rows * anchorsPerCell;
      const valuesOf = (each: number) =>
        outputs.find(({ shape, values }) => shape.at(-1) === each && values.length === anchors * each)?.values;
      const [scores, sides, kps] = [valuesOf(1), valuesOf(4), valuesOf(10)];
      if (!scores || !sides || !kps) return undefined;
      for (let anchor = 0; anchor < anchors; anchor += 1) {
        const score = scores[anchor] ?? 0;
        if (!(score >= threshold && score > 0)) continue;
        const cell = Math.floor(anchor / anchorsPerCell);
        const [x, y] = [(cell % columns) * stride, Math.floor(cell / columns) * stride];
        const distance = (side: number): number => (sides[4 * anchor + side] ?? 0) * stride;
        const landmark = (_: unknown, point: number): Point => [
          x + (kps[10 * anchor + 2 * point] ?? 0) * stride,
          y + (kps[10 * anchor + 2 * point + 1] ?? 0) * stride,
        ];
        const box: FoundFace['box'] = [x - distance(0), y - distance(1), x + distance(2), y + distance(3)];
        faces.push({ box, score: Math.min(1, score), landmarks: Array.from({ length: 5 }, landmark) });
      }
    }
    return faces;
  },
};
