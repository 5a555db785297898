import type { Rational } from './rational';

/**
 * Which frames of a video are pictures: time is cut into cells of equal length from the video's first frame on, and of each cell the
 * first frame is taken. It depends on nothing but the frames' times, so that it is the same however the video was cut.
 */
export interface PictureGrid {
  /** Length of a cell in milliseconds. */
  everyMs: number;
  /** Time of the video's first frame, in units of the time base. */
  startPts: number;
  timeBase: Rational;
}

/** @param everySeconds to the millisecond */
export const pictureGrid = (
  { startPts, timeBase }: { startPts: number; timeBase: Rational },
  everySeconds: number,
): PictureGrid => ({ everyMs: Math.round(everySeconds * 1000), startPts, timeBase });

/**
 * The cell of a time, from 0. ffmpeg computes the same with the same operations on the same numbers: whole ones, exact up to 2^53, and
 * one division.
 */
export const cellOf = ({ everyMs, startPts, timeBase }: PictureGrid, pts: number): number =>
  Math.floor(((pts - startPts) * (timeBase.numerator * 1000)) / (timeBase.denominator * everyMs));

/** The same as ffmpeg's filters read it. */
export const cellExpression = ({ everyMs, startPts, timeBase }: PictureGrid, pts: string): string =>
  `floor((${pts}-(${startPts}))*${timeBase.numerator * 1000}/${timeBase.denominator * everyMs})`;

/**
 * Of records in the order of their time, the first of each cell: where segments meet, both may have taken a frame of the same one.
 */
export async function* firstOfCells<Record extends { pts: number }>(
  grid: PictureGrid,
  records: AsyncIterable<Record> | Iterable<Record>,
): AsyncGenerator<Record> {
  let last = -Infinity;
  for await (const record of records) {
    const cell = cellOf(grid, record.pts);
    if (cell > last) yield record;
    last = Math.max(last, cell);
  }
}
