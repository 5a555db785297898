import type { MediaInfo } from './media-info';
import { toSeconds } from './rational';

/**
 * Which frames a motion record depends on. Time is cut into cells of `cellSeconds` from the video's first frame on, each with one
 * sample of the picture; the background of a cell comes from `cells` samples around it. At the start and the end of the video the
 * window is shifted, not shrunk.
 */
export interface MotionWindow {
  cellSeconds: number;
  /** Number of cells in a window, odd. */
  cells: number;
  /** Number of the video's last cell, from 0. */
  lastCell: number;
  /** A cell's sample comes from frames within this many seconds of its start. */
  sampleSeconds: number;
  /** A frame is compared with one `lagSeconds` earlier, or, where there is none, with one up to so many seconds earlier. */
  longestLagSeconds: number;
}

/** Frames are looked at this often at most; those between share the record of the one before. */
export const mostFramesPerSecond = 15;

/** A frame is compared with one this many seconds earlier. */
export const lagSeconds = 0.32;

const longestCell = 3;
const cells = 9;
const leastSampleSeconds = 0.5;
const leastLongestLagSeconds = 0.8;

export function motionWindow({ durationSeconds, video }: Pick<MediaInfo, 'durationSeconds' | 'video'>): MotionWindow {
  // Short videos get an answer, too: a window always fits.
  const cellSeconds = Math.max(1e-3, Math.min(longestCell, durationSeconds / cells));
  const frameSeconds = durationSeconds / video.frameCount;
  return {
    cellSeconds,
    cells,
    lastCell: Math.max(0, Math.ceil(durationSeconds / cellSeconds - 1e-6) - 1),
    sampleSeconds: Math.min(cellSeconds, Math.max(leastSampleSeconds, 2.5 * frameSeconds)),
    // At one frame a second there must be one before, too.
    longestLagSeconds: Math.max(leastLongestLagSeconds, 1.5 * frameSeconds),
  };
}

/** Half a microsecond of slack, because times are quotients: 3 x 0.1 s is more than 0.3 s. */
export const slackSeconds = 5e-7;

/** The cell of a time in seconds from the video's first frame. */
export const cellOf = ({ cellSeconds }: MotionWindow, time: number): number =>
  Math.floor((time + slackSeconds) / cellSeconds);

/** The cells from whose samples a cell's background is made: first and last, both included. */
export function cellsAround({ cells, lastCell }: MotionWindow, cell: number): { first: number; last: number } {
  const first = Math.max(0, Math.min(cell - (cells - 1) / 2, lastCell - cells + 1));
  return { first, last: first + cells - 1 };
}

/** The times, in seconds from the first frame, of the frames that the records of [start, end) depend on. */
export function windowAround(window: MotionWindow, start: number, end: number): { from: number; to: number } {
  const earliest = Math.max(0, start - window.longestLagSeconds);
  // The background of the cell before is needed, too: what changed since tells who came to stay.
  const first = cellsAround(window, Math.max(0, cellOf(window, earliest) - 1)).first * window.cellSeconds;
  const last = cellsAround(window, cellOf(window, end)).last * window.cellSeconds;
  // One frame's distance earlier, so that it is known which frames were looked at.
  const from = Math.min(first, earliest) - 1 / mostFramesPerSecond;
  return { from: Math.max(0, from), to: Math.max(end, last + window.sampleSeconds) };
}

/** The same in the source's clock; null where it is the video's beginning or end. */
export function framesAround(
  media: Pick<MediaInfo, 'durationSeconds' | 'video'>,
  start: number | null,
  end: number | null,
): { from: number | null; to: number | null } {
  const { timeBase, startPts, endPts } = media.video;
  const seconds = (pts: number) => toSeconds(pts - startPts, timeBase);
  const { from, to } = windowAround(motionWindow(media), start === null ? 0 : seconds(start), seconds(end ?? endPts));
  const ticks = (time: number) => startPts + Math.ceil((time * timeBase.denominator) / timeBase.numerator);
  return {
    from: start === null || from <= 0 ? null : ticks(from - slackSeconds),
    to: end === null || ticks(to) >= endPts ? null : ticks(to + slackSeconds),
  };
}
