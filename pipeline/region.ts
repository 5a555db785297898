import * as z from 'zod';
import { PipelineError } from './errors';

const outside = 'The corner lies outside the picture: coordinates go from 0 to 1';
const Coordinate = z.number().min(0, outside).max(1, outside);

/** A corner in relative coordinates: [0,0] is the picture's top left, [1,1] its bottom right. */
export const Point = z.tuple([Coordinate, Coordinate]);
export type Point = z.infer<typeof Point>;

/** Fraction of the picture below which corners count as lying on one line: sums of binary fractions seldom come out as 0. */
const leastArea = 1e-9;

const leastCorners = 3;
const mostCorners = 100;

const Polygon = z
  .array(Point)
  .min(leastCorners)
  .max(mostCorners)
  .refine((corners) => area(corners) >= leastArea, 'The region encloses no area');

const longestName = 60;
const Name = z.string().trim().min(1).max(longestName);

const sensitivities = 'Sensitivity goes from 0.1 to 10; 1 is normal';
/** 1 is normal; with 2 a difference half as large counts, with 0.5 only one twice as large. */
export const Sensitivity = z.number(sensitivities).min(0.1, sensitivities).max(10, sensitivities);

const sizes = 'The smallest size is a fraction of the picture, from 0 to 1';
const MinSize = z.number(sizes).min(0, sizes).max(1, sizes);

/** A region of interest: a polygon in relative coordinates, which survives a change of resolution. */
export const Region = z.object({
  /** What its events are called after; unique among the regions of a job. */
  name: Name,
  polygon: Polygon,
  sensitivity: Sensitivity.default(1),
  /** Fraction of the picture that an object must cover within the region, 0 to 1. */
  minSize: MinSize.default(0.00016),
});
export type Region = z.infer<typeof Region>;

/** A region as its owner gives it: a job calls those without a name by their number. */
export const GivenRegion = Region.extend({ name: Name.optional() });
export type GivenRegion = z.infer<typeof GivenRegion>;

/** Where nothing counts, whatever moves there: a burned-in clock, a swaying tree. */
export const Mask = z.object({ name: Name.optional(), polygon: Polygon });
export type Mask = z.infer<typeof Mask>;

/** What counts where no region was given. */
export const wholePicture: Region = Region.parse({
  name: 'picture',
  polygon: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
});

/** What may stand before a region's corners, besides its name. */
const settings = new Map([
  ['sensitivity', { field: 'sensitivity', schema: Sensitivity }],
  ['min-size', { field: 'minSize', schema: MinSize }],
]);

/**
 * Reads a region as the command line gives it: corners `x,y` with white space between them; before them, if anything, a name, settings
 * and a colon: `back door sensitivity=2 min-size=0.001: 0.1,0.1 0.9,0.1 0.5,0.9`.
 * @throws PipelineError InvalidRegion naming the value and what is wrong with it
 */
export function parseRegion(text: string): GivenRegion {
  const { head, corners } = divide(text);
  const refuse = refuser('Region', text);
  const name: string[] = [];
  const values = new Map<string, number>();
  for (const word of head) {
    const [, key, value = ''] = asSetting.exec(word) ?? [];
    if (key === undefined) {
      name.push(word);
      continue;
    }
    const setting = settings.get(key);
    if (!setting) throw refuse(`has the setting "${word}"; there are ${[...settings.keys()].join('= and ')}=`);
    if (values.has(setting.field)) throw refuse(`says ${key} twice`);
    const number = setting.schema.safeParse(readNumber(value));
    if (!number.success) throw refuse(`has "${word}". ${number.error.issues[0]?.message ?? ''}`);
    values.set(setting.field, number.data);
  }
  const polygon = readPolygon(corners, refuse);
  return GivenRegion.parse({ name: readName(name, refuse), polygon, ...Object.fromEntries(values) });
}

/**
 * Reads a mask: corners, and before them, if anything, a name and a colon: `clock: 0,0 0.3,0 0.3,0.1 0,0.1`.
 * @throws PipelineError InvalidRegion naming the value and what is wrong with it
 */
export function parseMask(text: string): Mask {
  const { head, corners } = divide(text);
  const refuse = refuser('Mask', text);
  const setting = head.find((word) => asSetting.test(word));
  if (setting !== undefined) throw refuse(`has the setting "${setting}"; masks have none`);
  return Mask.parse({ name: readName(head, refuse), polygon: readPolygon(corners, refuse) });
}

const asSetting = /^([a-z-]+)=(.*)$/i;

/** No corner has a colon, but a name may. */
function divide(text: string): { head: string[]; corners: string[] } {
  const colon = text.lastIndexOf(':');
  const words = (part: string) => part.split(/\s+/).filter(Boolean);
  return { head: words(text.slice(0, Math.max(0, colon))), corners: words(text.slice(colon + 1)) };
}

type Refuse = (why: string) => PipelineError;

const refuser =
  (what: string, text: string): Refuse =>
  (why) =>
    new PipelineError(
      'InvalidRegion',
      `${what} "${text}" ${why}. Give at least ${leastCorners} corners x,y from 0 to 1, for instance "0.1,0.1 0.9,0.1 0.5,0.9", or with a name before them "door: 0.1,0.1 0.9,0.1 0.5,0.9".`,
      { figures: { region: text } },
    );

function readName(words: readonly string[], refuse: Refuse): string | undefined {
  const name = words.join(' ');
  if (name.length > longestName) throw refuse(`has a name of ${name.length} characters, more than ${longestName}`);
  return name === '' ? undefined : name;
}

function readPolygon(corners: readonly string[], refuse: Refuse): Point[] {
  if (corners.length < leastCorners) throw refuse(`has ${corners.length} corner${corners.length === 1 ? '' : 's'}`);
  if (corners.length > mostCorners) throw refuse(`has ${corners.length} corners, more than ${mostCorners}`);
  const polygon = corners.map((corner): Point => {
    const [x = '', y = '', ...more] = corner.split(',');
    const numbers = [x, y].map(readNumber);
    if (more.length > 0 || numbers.some(Number.isNaN)) throw refuse(`has the corner "${corner}", which is no pair x,y`);
    const point = Point.safeParse(numbers);
    if (!point.success) throw refuse(`has the corner "${corner}", which lies outside the picture`);
    return point.data;
  });
  if (area(polygon) < leastArea) throw refuse('encloses no area');
  return polygon;
}

/** Decimal, as people write it; NaN for anything else, for instance nothing at all, "0x1" or "Infinity". */
const readNumber = (text: string): number =>
  /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(text) ? Number(text) : NaN;

/** Shoelace formula, as a fraction of the picture; 0 for corners on one line. */
export function area(polygon: readonly Point[]): number {
  const doubled = polygon.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = polygon[(index + 1) % polygon.length] ?? [x, y];
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(doubled) / 2;
}
