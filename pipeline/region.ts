import { z } from 'zod';
import { PipelineError } from './errors';

const Coordinate = z.number().min(0).max(1);

/** A corner in relative coordinates: [0,0] is the picture's top left, [1,1] its bottom right. */
export const Point = z.tuple([Coordinate, Coordinate]);
export type Point = z.infer<typeof Point>;

/** Fraction of the picture below which corners count as lying on one line: sums of binary fractions seldom come out as 0. */
const leastArea = 1e-9;

/** A region of interest: a polygon in relative coordinates, which survives a change of resolution. */
export const Region = z.object({
  polygon: z
    .array(Point)
    .min(3)
    .max(100)
    .refine((corners) => area(corners) >= leastArea, 'The region encloses no area'),
});
export type Region = z.infer<typeof Region>;

const example = 'for instance "0.1,0.1 0.9,0.1 0.5,0.9"';

/**
 * Reads a region as the command line and the object metadata give it: corners `x,y` with white space between them.
 * @throws PipelineError InvalidRegion naming the value and what is wrong with it
 */
export function parseRegion(text: string): Region {
  const refuse = (why: string) =>
    new PipelineError(
      'InvalidRegion',
      `Region "${text}" ${why}. Give at least 3 corners x,y from 0 to 1, ${example}.`,
      {
        figures: { region: text },
      },
    );
  const corners = text.trim().split(/\s+/).filter(Boolean);
  if (corners.length < 3) throw refuse(`has ${corners.length} corner${corners.length === 1 ? '' : 's'}`);
  if (corners.length > 100) throw refuse(`has ${corners.length} corners, more than 100`);
  const polygon = corners.map((corner): Point => {
    const numbers = /^([-+]?[\d.]+(?:e[-+]?\d+)?),([-+]?[\d.]+(?:e[-+]?\d+)?)$/i.exec(corner);
    const point = Point.safeParse([Number(numbers?.[1]), Number(numbers?.[2])]);
    if (!numbers || !point.success) throw refuse(`has the corner "${corner}", which is no pair x,y from 0 to 1`);
    return point.data;
  });
  if (area(polygon) < leastArea) throw refuse('encloses no area');
  return { polygon };
}

export const formatRegion = ({ polygon }: Region): string => polygon.map(([x, y]) => `${x},${y}`).join(' ');

/** Shoelace formula, as a fraction of the picture; 0 for corners on one line. */
export function area(polygon: readonly Point[]): number {
  const doubled = polygon.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}
