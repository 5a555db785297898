import { isNativeError } from 'node:util/types';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { Limits } from '../../pipeline/limits';
import { type Rational, toPts } from '../../pipeline/rational';
import type { MediaInput } from '../input';
import { type Packet, indexKeyFrames, readPackets } from './packets';
import { readAviIndex } from './avi-index';
import { type ByteReader, openBytes } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import { readMatroskaCues } from './matroska-index';
import { readMp4Index } from './mp4-index';
import { reachable } from './reachable';
import { seekPackets } from './seek-packets';

/** The video stream, as far as its index can't tell. */
export interface StreamToIndex {
  /** Number of the stream in its file. */
  index: number;
  /** The container's own number of it; undefined where it has none. */
  id: number | undefined;
  timeBase: Rational;
  startPts: number;
  /** A frame's usual duration, in units of the time base. */
  frameTicks: number;
  /** Where the stream ends, in seconds of the file's own clock, as its header says it. */
  endSeconds: number | undefined;
  limits?: Limits;
  /** Told how many frames were found so far; throws when they are too many. */
  onFrames?: (frames: number) => void;
}

export interface ReadIndex {
  index: KeyFrameIndex;
  /** How it was found: in the container's own index, or by reading the packets of the whole file. */
  from: 'sample table' | 'cues' | 'frame list' | 'packets';
}

/**
 * Finds out where a video can be cut: by the container's own index, which is a hundredth of the file or less, and where there is
 * none that holds what it says, by reading the whole file without decoding it.
 * @param format ffprobe's names of the container
 */
export async function readIndex(
  ffprobe: string,
  input: MediaInput,
  format: string,
  stream: StreamToIndex,
  signal?: AbortSignal,
): Promise<ReadIndex> {
  const seek = (times: readonly number[]) => seekPackets(ffprobe, input, stream, times, signal);
  const own = await readOwnIndex(input, format, stream, signal);
  const found =
    own && (await holds(own, seek))
      ? own
      : {
          index: indexKeyFrames(await readPackets(ffprobe, input, stream.index, { ...stream, signal }), stream),
          from: 'packets' as const,
        };
  return isMiscounted(format, found.index) ? { ...found, index: await reachable(found.index, seek) } : found;
}

/**
 * An AVI may say, by a frame without bytes, that the one before is shown on. Where such frames lie among sound, ffmpeg numbers the
 * key frame too high that it is sent to, by those that it passes on its way.
 */
const isMiscounted = (format: string, { startPts, endPts, frameCount }: KeyFrameIndex): boolean =>
  format === 'avi' && frameCount < endPts - startPts;

/** Undefined for a container without an index, or with one that isn't surely understood. */
async function readOwnIndex(
  input: MediaInput,
  format: string,
  stream: StreamToIndex,
  signal?: AbortSignal,
): Promise<ReadIndex | undefined> {
  const readers = format.split(',').map((name) => ownIndex[name]);
  const read = readers.find((reader) => reader !== undefined);
  if (!read) return undefined;
  let reader: ByteReader | undefined;
  try {
    reader = await openBytes(input, signal);
    return await read(reader, stream);
  } catch (error) {
    // A damaged index reads beyond its end. Whatever else it is: what can't be read here, ffprobe will tell in its own words.
    signal?.throwIfAborted();
    if (isNativeError(error) && unreadable.has(error.name)) return undefined;
    throw error;
  } finally {
    await reader?.close();
  }
}

/** Names, not classes: Node's own functions have a RangeError of their own under Jest. */
const unreadable = new Set(['IndexUnreadable', 'RangeError', 'TypeError']);

/** By ffprobe's name of the container. */
const ownIndex: Partial<Record<string, (reader: ByteReader, stream: StreamToIndex) => Promise<ReadIndex>>> = {
  async mp4(reader, stream) {
    if (stream.id === undefined) throw new IndexUnreadable('The track has no number');
    return {
      index: indexPackets(await readMp4Index(reader, stream.id, stream.onFrames), stream),
      from: 'sample table',
    };
  },
  async avi(reader, stream) {
    const packets = await readAviIndex(reader, stream.index);
    stream.onFrames?.(packets.length);
    return { index: indexPackets(packets, stream), from: 'frame list' };
  },
  async matroska(reader, stream) {
    return { index: indexCues(await readMatroskaCues(reader, stream.index), stream), from: 'cues' };
  },
};

function indexPackets(packets: readonly Packet[], stream: StreamToIndex): KeyFrameIndex {
  if (packets.length === 0) throw new IndexUnreadable('No frame is in the index');
  return withExactTimes(indexKeyFrames(packets, stream));
}

function indexCues(keyFrames: number[], { timeBase, startPts, frameTicks, endSeconds }: StreamToIndex): KeyFrameIndex {
  const [last = startPts] = keyFrames.slice(-1);
  const endPts = endSeconds === undefined ? -Infinity : toPts(endSeconds, timeBase);
  if (endPts <= last)
    throw new IndexUnreadable('The header doesn’t say where the video ends, or before its last key frame');
  const frameCount = Math.max(1, Math.round((endPts - startPts) / frameTicks));
  return withExactTimes({ keyFrames, startPts: Math.min(startPts, keyFrames[0] ?? startPts), endPts, frameCount });
}

/** Damaged indexes have times that aren’t numbers, or are too large to be told from the next. */
function withExactTimes(index: KeyFrameIndex): KeyFrameIndex {
  const { keyFrames, startPts, endPts } = index;
  for (const pts of [startPts, endPts, keyFrames[0], keyFrames.at(-1)]) {
    if (!Number.isSafeInteger(pts)) throw new IndexUnreadable(`A frame is at ${pts}`);
  }
  return index;
}

/**
 * Whether ffmpeg sees the file as its index says: where it is sent to the last key frame, it must find one that the index knows, to
 * the tick. A time that is off by an edit list in a manner of its own, or an index that lies, fails here. (That very key frame it
 * needn't find: in fragmented files it may begin at an earlier one.)
 */
async function holds(
  { index: { keyFrames } }: ReadIndex,
  seek: (times: readonly number[]) => Promise<readonly Packet[]>,
): Promise<boolean> {
  const [found] = await seek(keyFrames.slice(-1));
  return found?.pts !== undefined && found.isKeyFrame && keyFrames.includes(found.pts);
}
