import { createInterface } from 'node:readline';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import { type Limits, highestLimits } from '../../pipeline/limits';
import { ffprobeLimits } from '../ffprobe-limits';
import { type MediaInput, inputOptions } from '../input';
import { run } from '../run';

export interface ReadingOptions {
  limits?: Limits;
  /** Told how many frames there are so far; throws when they are too many. */
  onFrames?: (frames: number) => void;
  signal?: AbortSignal;
}

/** A video packet as its container describes it; times in units of the stream's time base. */
export interface Packet {
  pts: number | undefined;
  duration: number | undefined;
  isKeyFrame: boolean;
}

/**
 * Lists the packets of one stream that lead to a frame: those an edit list cuts away are left out.
 * Reads the whole file, without decoding it.
 */
export async function readPackets(
  ffprobe: string,
  input: MediaInput,
  stream: number,
  { limits = highestLimits, onFrames, signal }: ReadingOptions = {},
): Promise<Packet[]> {
  const packets: Packet[] = [];
  const args = [
    ...['-v', 'error', ...ffprobeLimits(limits), ...inputOptions(input), '-select_streams', String(stream)],
    ...['-show_entries', 'packet=pts,duration,flags', '-of', 'compact=p=0', input.url],
  ];
  await run(ffprobe, args, {
    signal,
    pipes: [1],
    read: async (pipe) => {
      for await (const line of createInterface({ input: pipe(1) })) {
        const packet = parsePacket(line);
        if (!packet) continue;
        const count = packets.push(packet);
        onFrames?.(count);
      }
    },
  });
  return packets;
}

/** Reads `pts=512|duration=512|flags=K__`; undefined for a packet whose frame isn't shown, and for anything else. */
export function parsePacket(line: string): Packet | undefined {
  const flags = /(?:^|\|)flags=([^|]*)/.exec(line)?.[1];
  if (flags === undefined || flags.includes('D')) return undefined;
  const number = (name: string) => {
    const text = new RegExp(`(?:^|\\|)${name}=(-?\\d+)(?:\\||$)`).exec(line)?.[1];
    return text === undefined ? undefined : Number(text);
  };
  return { pts: number('pts'), duration: number('duration'), isKeyFrame: flags.includes('K') };
}

/**
 * Where the video can be cut. Containers that don't tell every packet's presentation time (raw streams, some AVI)
 * can't be cut by time: they get one key frame, their beginning, and so become one segment.
 * @param packets at least one
 * @param fallback the stream's start, and a frame's usual duration, for what the packets don't tell
 */
export function indexKeyFrames(
  packets: readonly Packet[],
  fallback: { startPts: number; frameTicks: number },
): KeyFrameIndex {
  const frameCount = packets.length;
  const times: number[] = [];
  const keyFrameTimes = new Set<number>();
  let last = { pts: -Infinity, ticks: 0 };
  for (const { pts, duration, isKeyFrame } of packets) {
    if (pts === undefined) {
      const { startPts, frameTicks } = fallback;
      return {
        keyFrames: [startPts],
        framesFrom: [frameCount],
        startPts,
        endPts: startPts + frameCount * frameTicks,
        frameCount,
      };
    }
    times.push(pts);
    if (isKeyFrame) keyFrameTimes.add(pts);
    if (pts >= last.pts) last = { pts, ticks: duration && duration > 0 ? duration : fallback.frameTicks };
  }
  times.sort((a, b) => a - b);
  const startPts = times[0] ?? fallback.startPts;
  const keyFrames = keyFrameTimes.size === 0 ? [startPts] : [...keyFrameTimes].sort((a, b) => a - b);
  // A frame before the last one may claim to be shown for longer than until then: durations follow the order of decoding.
  const endPts = last.pts + last.ticks;
  return { keyFrames, framesFrom: countFrames(times, keyFrames), startPts, endPts, frameCount };
}

/** How many of the ascending times lie between each key frame and the next. */
function countFrames(times: readonly number[], keyFrames: readonly number[]): number[] {
  const counts = keyFrames.map(() => 0);
  let position = 0;
  for (const time of times) {
    while (time >= (keyFrames[position + 1] ?? Infinity)) position += 1;
    counts[position] = (counts[position] ?? 0) + 1;
  }
  return counts;
}
