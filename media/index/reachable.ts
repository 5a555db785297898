import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { Packet } from './packets';

/** Each is a seek of its own: enough for a segment of a minute in three hours of video. */
const mostAsked = 200;

/**
 * An index with only those of its key frames that ffmpeg finds, at their times, when it is sent there; the first is always one.
 * @param seek the packets that ffmpeg finds at the times, in their order
 */
export async function reachable(
  index: KeyFrameIndex,
  seek: (times: readonly number[]) => Promise<readonly Packet[]>,
): Promise<KeyFrameIndex> {
  const [first = index.startPts, ...others] = index.keyFrames;
  const step = Math.max(1, others.length / mostAsked);
  const asked = others.filter((_, position) => Math.floor(position / step) !== Math.floor((position - 1) / step));
  const found = asked.length === 0 ? [] : await seek(asked);
  const isThere = (pts: number, position: number) =>
    found.length === asked.length && isKeyFrameAt(pts, found[position]);
  const keyFrames = [first, ...asked.filter(isThere)];
  const framesFrom = index.framesFrom && gather(index.keyFrames, index.framesFrom, new Set(keyFrames));
  return { ...index, keyFrames, framesFrom };
}

const isKeyFrameAt = (pts: number, packet: Packet | undefined): boolean =>
  packet !== undefined && packet.isKeyFrame && packet.pts === pts;

/** Counts for the key frames that are kept: those in between are frames like others. */
function gather(keyFrames: readonly number[], framesFrom: readonly number[], kept: ReadonlySet<number>): number[] {
  const counts: number[] = [];
  for (const [position, frames] of framesFrom.entries()) {
    if (kept.has(keyFrames[position] ?? NaN)) counts.push(frames);
    else counts.push((counts.pop() ?? 0) + frames);
  }
  return counts;
}
