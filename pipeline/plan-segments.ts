import type { KeyFrameIndex } from './key-frame-index';
import { type Rational, toPts, toSeconds } from './rational';
import type { Segment } from './segment';

export interface SegmentLengths {
  /** Wanted length of a segment in seconds. */
  segmentSeconds: number;
  /**
   * Which frames are needed for those of [start, end), in units of the time base: more for kernels that look around. Null stands
   * for the beginning and for the end of the video.
   */
  around: (start: number | null, end: number | null) => { from: number | null; to: number | null };
  /** Start decoding one key frame earlier: for containers without an index, where a seek may come out too late. */
  seekEarlier: boolean;
}

/** For kernels that look at each frame alone. */
export const justThese: SegmentLengths['around'] = (from, to) => ({ from, to });

/** More segments than this would only pay for starting tasks; the wanted length grows instead. */
export const maxSegments = 5000;

/**
 * Cuts a video at key frames, each border the one nearest to the wanted length, no segment shorter than half of it
 * (a last piece too short for that stays with its predecessor). A video with one key frame is one segment.
 */
export function planSegments(index: KeyFrameIndex, timeBase: Rational, lengths: SegmentLengths): Segment[] {
  const whole = index.endPts - index.startPts;
  const length = Math.max(toPts(lengths.segmentSeconds, timeBase), Math.ceil((2 * whole) / maxSegments), 1);
  const borders = chooseBorders({ ...index, keyFrames: joinable(index, timeBase) }, length);
  const seekTo = (pts: number) => keyFrameAtOrBefore(index, pts, lengths.seekEarlier ? 1 : 0);
  const seconds = (pts: number) => toSeconds(pts - index.startPts, timeBase);

  return [null, ...borders].map((start, position) => {
    const end = borders[position] ?? null;
    const { from, to } = lengths.around(start, end);
    return {
      index: position,
      start,
      end,
      seek: start === null ? null : seekTo(start),
      warmUpSeek: from === null ? null : seekTo(from),
      lookAheadEnd: to,
      announcedFrames: countFrames(index, start ?? -Infinity, end ?? Infinity),
      timeRange: { start: start === null ? 0 : seconds(start), end: seconds(end ?? index.endPts) },
    };
  });
}

/**
 * Segments are joined by lists that count in microseconds: in a finer time base a border must lie a whole number of them after the
 * first frame.
 */
function joinable({ keyFrames, startPts }: KeyFrameIndex, { numerator, denominator }: Rational): number[] {
  if (denominator <= 1e6 * numerator) return keyFrames;
  const [above, below] = [BigInt(numerator) * 1_000_000n, BigInt(denominator)];
  return keyFrames.filter((pts) => (BigInt(pts - startPts) * above) % below === 0n);
}

function chooseBorders({ keyFrames, startPts, endPts }: KeyFrameIndex, length: number): number[] {
  const borders: number[] = [];
  for (let previous = startPts; ;) {
    const wanted = previous + length;
    const [low, high] = [previous + length / 2, endPts - length / 2];
    const after = countUpTo(keyFrames, wanted);
    const border = [keyFrames[after - 1], keyFrames[after]]
      .filter((keyFrame) => keyFrame !== undefined && keyFrame >= low && keyFrame <= high)
      .reduce(
        (best, one) => (best === undefined || distance(one, wanted) < distance(best, wanted) ? one : best),
        undefined,
      );
    if (border === undefined) return borders;
    borders.push(border);
    previous = border;
  }
}

const distance = (a: number | undefined, b: number): number => Math.abs((a ?? Infinity) - b);

/** Frames announced from one border to another; null when the index doesn't count them. */
const countFrames = ({ keyFrames, framesFrom }: KeyFrameIndex, start: number, end: number): number | null =>
  framesFrom
    ?.slice(countUpTo(keyFrames, start - 1), countUpTo(keyFrames, end - 1))
    .reduce((sum, frames) => sum + frames, 0) ?? null;

/** The last key frame at or before `pts`, or `earlier` ones before that; null when it is the first: decode from the beginning. */
function keyFrameAtOrBefore({ keyFrames }: KeyFrameIndex, pts: number, earlier: number): number | null {
  const position = countUpTo(keyFrames, pts) - 1 - earlier;
  return position <= 0 ? null : (keyFrames[position] ?? null);
}

/** How many of the ascending numbers are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
