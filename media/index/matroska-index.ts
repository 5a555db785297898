import type { ByteReader } from './byte-reader';
import { type Element, elementsIn, longestHead, readHead, readUnsigned } from './ebml';
import { IndexUnreadable } from './index-unreadable';

/** Element IDs of RFC 9559, section 5. */
const ids = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
};

/** Bytes of the largest element that is read as a whole: cues of a day of video have some 2 MB. */
const mostElementBytes = 32 * 1024 * 1024;
/** Elements before the first cluster, at most: each may be a read of its own. */
const mostElements = 1000;

/**
 * Times of the key frames that a Matroska or WebM file's cues name, ascending, in the file's own ticks. Reads the head of the
 * file and the cues. Cues that point beyond the end of a file that was cut off are left out.
 * @param stream number of the stream in the file, from 0
 * @throws IndexUnreadable when there are no cues for it
 */
export async function readMatroskaCues(reader: ByteReader, stream: number): Promise<number[]> {
  const head = await headAt(reader, 0);
  if (head.id !== ids.ebml) throw new IndexUnreadable('This is no EBML');
  const segment = await headAt(reader, head.end);
  if (segment.id !== ids.segment) throw new IndexUnreadable('There is no segment');
  const { tracks, cues } = await findParts(reader, segment);
  const track = trackNumber(tracks, stream);

  const times = new Set<number>();
  for (const point of elementsIn(cues)) {
    if (point.id !== ids.cuePoint) continue;
    let time: number | undefined;
    let isOurs = false;
    for (const part of elementsIn(cues, point.start, point.end)) {
      if (part.id === ids.cueTime) time ??= readUnsigned(cues, part);
      else if (part.id === ids.cueTrackPositions) isOurs ||= pointsTo(cues, part, track, segment, reader);
    }
    if (time !== undefined && isOurs) times.add(time);
  }
  if (times.size === 0) throw new IndexUnreadable(`There are no cues for stream ${stream}`);
  return [...times].sort((a, b) => a - b);
}

function pointsTo(cues: Buffer, positions: Element, track: number, segment: Element, reader: ByteReader): boolean {
  const cluster = findUnsigned(cues, positions, ids.cueClusterPosition) ?? Infinity;
  return findUnsigned(cues, positions, ids.cueTrack) === track && segment.start + cluster < reader.sizeBytes;
}

/** The first number of an ID within an element. */
function findUnsigned(bytes: Buffer, within: Pick<Element, 'start' | 'end'>, id: number): number | undefined {
  for (const element of elementsIn(bytes, within.start, within.end)) {
    if (element.id === id) return readUnsigned(bytes, element);
  }
  return undefined;
}

/** Tracks lie before the first cluster; cues there, or where the seek head says. */
async function findParts(reader: ByteReader, segment: Element): Promise<{ tracks: Buffer; cues: Buffer }> {
  const end = Math.min(segment.end, reader.sizeBytes);
  let tracks: Buffer | undefined;
  let cues: Buffer | undefined;
  let cuesPosition: number | undefined;
  let elements = 0;
  for (let position = segment.start; position < end && !(tracks && cues);) {
    elements += 1;
    if (elements > mostElements)
      throw new IndexUnreadable(`There are more than ${mostElements} elements before the first cluster`);
    const element = await headAt(reader, position);
    if (element.id === ids.cluster) break;
    if (element.id === ids.tracks) tracks = await content(reader, element);
    else if (element.id === ids.cues) cues = await content(reader, element);
    else if (element.id === ids.seekHead) cuesPosition ??= seekPosition(await content(reader, element), ids.cues);
    position = element.end;
  }
  if (!cues && cuesPosition !== undefined) {
    const element = await headAt(reader, segment.start + cuesPosition);
    if (element.id === ids.cues) cues = await content(reader, element);
  }
  if (!tracks || !cues) throw new IndexUnreadable(`There are no ${tracks ? 'cues' : 'tracks'}`);
  return { tracks, cues };
}

function seekPosition(seekHead: Buffer, wanted: number): number | undefined {
  for (const seek of elementsIn(seekHead)) {
    if (seek.id !== ids.seek) continue;
    if (findUnsigned(seekHead, seek, ids.seekId) === wanted) return findUnsigned(seekHead, seek, ids.seekPosition);
  }
  return undefined;
}

/** ffmpeg numbers streams in the order of their entries. */
function trackNumber(tracks: Buffer, stream: number): number {
  let entries = 0;
  for (const entry of elementsIn(tracks)) {
    if (entry.id !== ids.trackEntry) continue;
    const number = entries === stream ? findUnsigned(tracks, entry, ids.trackNumber) : undefined;
    if (number !== undefined) return number;
    entries += 1;
  }
  throw new IndexUnreadable(`There is no track for stream ${stream}`);
}

async function headAt(reader: ByteReader, position: number): Promise<Element> {
  const { id, start, end } = readHead(await reader.read(position, longestHead), 0);
  return { id, start: position + start, end: position + end };
}

async function content(reader: ByteReader, { start, end }: Element): Promise<Buffer> {
  if (end - start > mostElementBytes) throw new IndexUnreadable(`An element of ${end - start} bytes`);
  const bytes = await reader.read(start, end - start);
  if (bytes.length < end - start) throw new IndexUnreadable('An element goes on beyond the end of the file');
  return Buffer.from(bytes);
}
