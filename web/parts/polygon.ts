import type { Point } from '../../pipeline/region';

/** Twice the signed area of a triangle: above 0 where c lies to one side of the line from a to b, below 0 on the other. */
const side = ([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

const cross = (a: Point, b: Point, c: Point, d: Point): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0;

/** The first two edges that cross each other, by the numbers of the corners that they begin at; undefined where none do. */
export function crossing(corners: readonly Point[]): [number, number] | undefined {
  const edges = corners.map((corner, index) => [corner, corners[(index + 1) % corners.length] ?? corner] as const);
  for (const [one, [a, b]] of edges.entries()) {
    for (const [other, [c, d]] of edges.entries()) {
      if (other > one && cross(a, b, c, d)) return [one, other];
    }
  }
  return undefined;
}

/** Where a name is written: the middle of the corners. */
export const middleOf = (corners: readonly Point[]): Point => [
  corners.reduce((sum, [x]) => sum + x, 0) / Math.max(1, corners.length),
  corners.reduce((sum, [, y]) => sum + y, 0) / Math.max(1, corners.length),
];
