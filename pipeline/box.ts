import type { Box } from './motion';

/** Area that two boxes have in common, as a fraction of the picture. */
export function common(a: Box, b: Box): number {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > 0 && height > 0 ? width * height : 0;
}

/** The box around both. */
export const union = (a: Box, b: Box): Box => [
  Math.min(a[0], b[0]),
  Math.min(a[1], b[1]),
  Math.max(a[2], b[2]),
  Math.max(a[3], b[3]),
];

/** The box with `by` more on each side; it may reach beyond the picture. */
export const grown = ([left, top, right, bottom]: Box, by: number): Box => [
  left - by,
  top - by,
  right + by,
  bottom + by,
];

/** As a fraction of the picture. */
export const sizeOf = ([left, top, right, bottom]: Box): number => (right - left) * (bottom - top);

/** In units of the picture's width. @param aspect height of the picture by its width */
export const boxCenter = ([left, top, right, bottom]: Box, aspect: number): [number, number] => [
  (left + right) / 2,
  ((top + bottom) / 2) * aspect,
];
