import * as z from 'zod';
import { GivenRegion, Mask, type Point, parseMask, parseRegion } from '../../pipeline/region';
import { crossing } from './polygon';

/** A region or a mask as it is drawn: it may be wrong for as long as it isn't used. */
export interface Shape {
  id: number;
  kind: 'region' | 'mask';
  /** '' of one that is called by its number. */
  name: string;
  corners: readonly Point[];
  /** As pipeline/region.ts says; masks have none. */
  sensitivity: number;
  minSize: number;
}

export interface Drawing {
  shapes: readonly Shape[];
}

export const emptyDrawing: Drawing = { shapes: [] };

const usual = GivenRegion.parse({ polygon: [[0, 0], [1, 0], [0, 1]] }); // prettier-ignore

/** Coordinates have four digits: a tenth of a pixel of a small video. */
const round = (value: number): number => Math.round(Math.min(1, Math.max(0, value)) * 1e4) / 1e4;
export const pointAt = (x: number, y: number): Point => [round(x), round(y)];

export function addShape(
  { shapes }: Drawing,
  kind: Shape['kind'],
  corners: readonly Point[],
): Drawing & { id: number } {
  const id = nextId(shapes);
  const { sensitivity, minSize } = usual;
  return { id, shapes: [...shapes, { id, kind, name: '', corners, sensitivity, minSize }] };
}

const nextId = (shapes: readonly Shape[]): number => Math.max(0, ...shapes.map(({ id }) => id)) + 1;

export const changeShape = ({ shapes }: Drawing, id: number, change: Partial<Omit<Shape, 'id'>>): Drawing => ({
  shapes: shapes.map((shape) => (shape.id === id ? { ...shape, ...change } : shape)),
});

export const removeShape = ({ shapes }: Drawing, id: number): Drawing => ({
  shapes: shapes.filter((shape) => shape.id !== id),
});

export const moveCorner = (drawing: Drawing, id: number, index: number, to: Point): Drawing =>
  changeCorners(drawing, id, (corners) => corners.with(index, to));

/** Moves all of it, as far as the picture goes. */
export const moveShape = (drawing: Drawing, id: number, dx: number, dy: number): Drawing =>
  changeCorners(drawing, id, (corners) => {
    const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
    const [byX, byY] = [within(dx, xs), within(dy, ys)];
    return corners.map(([x, y]) => pointAt(x + byX, y + byY));
  });

const within = (by: number, values: readonly number[]): number =>
  Math.max(-Math.min(...values), Math.min(1 - Math.max(...values), by));

/** A corner in the middle of the edge that follows a corner. */
export const splitEdge = (drawing: Drawing, id: number, index: number): Drawing =>
  changeCorners(drawing, id, (corners) => {
    const [one, other] = [corners[index], corners[(index + 1) % corners.length]];
    if (!one || !other) return corners;
    return corners.toSpliced(index + 1, 0, pointAt((one[0] + other[0]) / 2, (one[1] + other[1]) / 2));
  });

/** A triangle keeps its corners: without one it would be a line. */
export const removeCorner = (drawing: Drawing, id: number, index: number): Drawing =>
  changeCorners(drawing, id, (corners) => (corners.length > 3 ? corners.toSpliced(index, 1) : corners));

const changeCorners = (
  drawing: Drawing,
  id: number,
  change: (corners: readonly Point[]) => readonly Point[],
): Drawing => ({
  shapes: drawing.shapes.map((shape) => (shape.id === id ? { ...shape, corners: change(shape.corners) } : shape)),
});

/** As --roi and --mask take it: `back door sensitivity=2: 0.1,0.1 0.9,0.1 0.5,0.9`. */
export function textOf({ kind, name, corners, sensitivity, minSize }: Shape): string {
  const head = [
    name.trim(),
    ...(kind === 'region' && sensitivity !== usual.sensitivity ? [`sensitivity=${sensitivity}`] : []),
    ...(kind === 'region' && minSize !== usual.minSize ? [`min-size=${minSize}`] : []),
  ].filter(Boolean);
  const polygon = corners.map(([x, y]) => `${x},${y}`).join(' ');
  return head.length === 0 ? polygon : `${head.join(' ')}: ${polygon}`;
}

/** What keeps it from being used, in words; undefined of one that is as it should be. */
export function faultOf(shape: Shape, shapes: readonly Shape[]): string | undefined {
  const { kind, name, corners } = shape;
  const twice = shapes.some(
    (other) => other !== shape && other.kind === kind && named(other) && other.name.trim() === name.trim(),
  );
  if (kind === 'region' && named(shape) && twice)
    return `Two regions are called "${name.trim()}": give each a name of its own.`;
  const crossed = crossing(corners);
  if (crossed) {
    const [one, other] = crossed;
    return `The edges after corners ${one + 1} and ${other + 1} cross each other: move a corner so that they don’t.`;
  }
  try {
    const read = kind === 'region' ? parseRegion(textOf(shape)) : parseMask(textOf(shape));
    const isSame = (read.name ?? '') === name.trim().replace(/\s+/g, ' ');
    return isSame ? undefined : `The name "${name}" would be read as "${read.name ?? ''}": choose another.`;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

const named = ({ name }: Shape): boolean => name.trim() !== '';

/** All of it for a shell, an option a line. */
export const flagsOf = ({ shapes }: Drawing): string =>
  shapes.map((shape) => `${shape.kind === 'region' ? '--roi' : '--mask'} ${quoted(textOf(shape))}`).join(' \\\n');

/** Within apostrophes a shell takes everything as it is, but for the apostrophe. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;

/**
 * What a job's options take of it.
 * @throws Error naming the first shape that can't be used
 */
export function givenOptions({ shapes }: Drawing): { regions?: GivenRegion[]; masks?: Mask[] } {
  const wrong = shapes.find((shape) => faultOf(shape, shapes) !== undefined);
  if (wrong) throw new Error(`${titleOf(wrong, shapes)} can't be used. ${faultOf(wrong, shapes) ?? ''}`);
  const regions = shapes.filter(({ kind }) => kind === 'region').map((shape) => parseRegion(textOf(shape)));
  const masks = shapes.filter(({ kind }) => kind === 'mask').map((shape) => parseMask(textOf(shape)));
  return { ...(regions.length > 0 ? { regions } : {}), ...(masks.length > 0 ? { masks } : {}) };
}

/** What it is called: as a job would call it, where it has no name. */
export function titleOf(shape: Shape, shapes: readonly Shape[]): string {
  if (named(shape)) return shape.name.trim();
  const number = shapes.filter(({ kind }) => kind === shape.kind).indexOf(shape) + 1;
  return `${shape.kind}-${number}`;
}

const Options = z.object({ regions: z.array(GivenRegion).default([]), masks: z.array(Mask).default([]) });

/**
 * Reads what flagsOf() or givenOptions() have written, or a single region.
 * @throws Error in words for who has pasted it
 */
export function readDrawing(text: string): Drawing {
  const typed = text.trim();
  const given = /^[[{]/.test(typed) ? readJson(typed) : readFlags(typed);
  const regions = given.regions.map(({ name = '', polygon, ...others }) => ({
    kind: 'region' as const,
    name,
    corners: polygon,
    ...others,
  }));
  const { sensitivity, minSize } = usual;
  const masks = given.masks.map(({ name = '', polygon }) => ({
    kind: 'mask' as const,
    name,
    corners: polygon,
    sensitivity,
    minSize,
  }));
  return { shapes: [...regions, ...masks].map((shape, index) => ({ id: index + 1, ...shape })) };
}

function readJson(text: string): z.infer<typeof Options> {
  const json: unknown = JSON.parse(text);
  const read = Options.safeParse(Array.isArray(json) ? { regions: json } : json);
  if (read.success) return read.data;
  throw new Error(`These are no regions: ${z.prettifyError(read.error)}`);
}

const flag = /--(roi|mask)[\s=]+(?:'((?:[^']|'\\'')*)'|"([^"]*)")/g;

function readFlags(text: string): z.infer<typeof Options> {
  const found = [...text.matchAll(flag)].map(([, kind = '', single, double = '']) => ({
    kind,
    text: single?.replaceAll(String.raw`'\''`, "'") ?? double,
  }));
  if (found.length === 0) return { regions: [parseRegion(text)], masks: [] };
  const of = (wanted: string) => found.filter(({ kind }) => kind === wanted);
  return {
    regions: of('roi').map((one) => parseRegion(one.text)),
    masks: of('mask').map((one) => parseMask(one.text)),
  };
}
