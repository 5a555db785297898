import type { MediaInfo } from './media-info';
import { toSeconds } from './rational';
import type { Segment } from './segment';

/** Seconds of video that are decoded before and after a segment, for it alone. */
export function warmUpSeconds(segment: Segment, looksAround: boolean, { video }: Pick<MediaInfo, 'video'>): number {
  const { start, end, seek, warmUpSeek, lookAheadEnd } = segment;
  const before = start === null ? 0 : start - ((looksAround ? warmUpSeek : seek) ?? video.startPts);
  const after = end === null || !looksAround ? 0 : (lookAheadEnd ?? video.endPts) - end;
  return toSeconds(Math.max(0, before) + Math.max(0, after), video.timeBase);
}
