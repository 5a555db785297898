import { type Layout, strides } from './layout';
import type { FoundFace, Point } from './picture';

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/**
 * OpenCV's face_detection_yunet: per cell a face's score, that there is a thing at all, a centre and the logarithms of width and height
 * from the cell's corner, and landmarks from the same, all in cells.
 */
export const yunet: Layout = {
  name: 'yunet',
  input: { channels: 'bgr', mean: 0, std: 1 },
  decode(outputs, { width, height }, threshold) {
    const faces: FoundFace[] = [];
    for (const stride of strides) {
      const [columns, rows] = [Math.floor(width / stride), Math.floor(height / stride)];
      const cells = columns * rows;
      const [cls, obj, bbox, kps] = ['cls', 'obj', 'bbox', 'kps'].map(
        (part) => outputs.find(({ name }) => name === `${part}_${stride}`)?.values,
      );
      if (cls?.length !== cells || obj?.length !== cells) return undefined;
      if (bbox?.length !== 4 * cells || kps?.length !== 10 * cells) return undefined;
      for (let cell = 0; cell < cells; cell += 1) {
        const score = Math.sqrt(clamp(cls[cell] ?? 0) * clamp(obj[cell] ?? 0));
        if (!(score >= threshold && score > 0)) continue;
        const [column, row] = [cell % columns, Math.floor(cell / columns)];
        const x = (column + (bbox[4 * cell] ?? 0)) * stride;
        const y = (row + (bbox[4 * cell + 1] ?? 0)) * stride;
        const halfWidth = (Math.exp(bbox[4 * cell + 2] ?? 0) * stride) / 2;
        const halfHeight = (Math.exp(bbox[4 * cell + 3] ?? 0) * stride) / 2;
        const landmark = (_: unknown, point: number): Point => [
          (column + (kps[10 * cell + 2 * point] ?? 0)) * stride,
          (row + (kps[10 * cell + 2 * point + 1] ?? 0)) * stride,
        ];
        const box: FoundFace['box'] = [x - halfWidth, y - halfHeight, x + halfWidth, y + halfHeight];
        faces.push({ box, score, landmarks: Array.from({ length: 5 }, landmark) });
      }
    }
    return faces;
  },
};
