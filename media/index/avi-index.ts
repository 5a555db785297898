import type { Packet } from './packets';
import { readFrameList } from './avi-frame-list';
import { readSuperIndex } from './avi-super-index';
import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import type { ListedFrame } from './listed-frame';
import { type Chunk, chunkAt, chunksIn, nextChunk } from './riff';

/** Bytes of the longest list of headers: ffmpeg keeps room in it for an index of its parts, 40 KB for each stream. */
const mostHeaderBytes = 8 * 1024 * 1024;
/** What a file's one part may consist of: headers, notes, padding, the frames and their list. */
const mostChunks = 100;

/**
 * Lists a stream's frames of an AVI file in their order, from its index alone: the list of all chunks at its end, or, in files of
 * several parts (OpenDML), the stream's own lists. A frame's time is its number, as ffmpeg counts; frames that are shown out of
 * order have other times or none, which only their packets tell.
 * @param stream number of the stream in the file, from 0
 * @throws IndexUnreadable when there is no index, or it isn't of a kind that is surely understood; RangeError for a damaged one
 */
export async function readAviIndex(reader: ByteReader, stream: number): Promise<Packet[]> {
  const riff = await chunkAt(reader, 0);
  if (riff.id !== 'AVI ') throw new IndexUnreadable('This is no AVI');
  const { header, movie, frameList } = await findParts(reader, riff);
  const { index, frameCount } = findStream(header, stream);
  if (index) {
    const frames = await readSuperIndex(reader, index, stream);
    if (frames.length !== frameCount)
      throw new IndexUnreadable(`The index has ${frames.length} of the header’s ${frameCount} frames`);
    return toPackets(frames);
  }
  if (nextChunk(riff.end) < reader.sizeBytes) throw new IndexUnreadable('The file goes on after its one part');
  if (!movie || !frameList) throw new IndexUnreadable('There is no list of frames');
  return toPackets(await readFrameList(reader, frameList, movie, stream));
}

const toPackets = (frames: readonly ListedFrame[]): Packet[] =>
  frames.flatMap(({ sizeBytes, isKeyFrame }, number) =>
    sizeBytes > 0 ? [{ pts: number, duration: 1, isKeyFrame }] : [],
  );

interface Parts {
  header: Buffer;
  movie: Chunk | undefined;
  frameList: Chunk | undefined;
}

async function findParts(reader: ByteReader, riff: Chunk): Promise<Parts> {
  const end = Math.min(riff.end, reader.sizeBytes);
  let header: Buffer | undefined;
  let movie: Chunk | undefined;
  let frameList: Chunk | undefined;
  let position = riff.start;
  for (let chunks = 0; position + 8 <= end && !frameList; chunks += 1) {
    if (chunks === mostChunks)
      throw new IndexUnreadable(`There are more than ${mostChunks} chunks before the list of frames`);
    const chunk = await chunkAt(reader, position);
    if (chunk.id === 'hdrl') header = await content(reader, chunk);
    else if (chunk.id === 'movi') movie = chunk;
    else if (chunk.id === 'idx1') frameList = chunk;
    position = nextChunk(chunk.end);
  }
  if (!header) throw new IndexUnreadable('There is no header');
  return { header, movie, frameList };
}

async function content(reader: ByteReader, { id, start, end }: Chunk): Promise<Buffer> {
  if (end - start > mostHeaderBytes) throw new IndexUnreadable(`Chunk ${id} has ${end - start} bytes`);
  return Buffer.from(await reader.read(start, end - start));
}

interface StreamHeader {
  /** As the header announces them. */
  frameCount: number;
  /** The stream's own index, if streams have such. */
  index: Buffer | undefined;
}

/**
 * ffmpeg numbers streams in the order of their headers.
 * @throws IndexUnreadable for a stream whose frames aren't counted one by one
 */
function findStream(header: Buffer, stream: number): StreamHeader {
  const streams = [...chunksIn(header)]
    .filter(({ id }) => id === 'strl')
    .map((list) => [...chunksIn(header, list.start, list.end)]);
  const heads = streams.map((parts) => parts.find(({ id }) => id === 'strh'));
  const kinds = heads.map((head) => head && header.toString('latin1', head.start, head.start + 4));
  // Padding is no stream to ffmpeg, and DV in one stream with its sound is two.
  if (kinds.some((kind) => !kind || !['vids', 'auds', 'txts'].includes(kind)))
    throw new IndexUnreadable(`The streams are ${kinds.join()}`);
  const head = heads[stream];
  if (!head || kinds[stream] !== 'vids') throw new IndexUnreadable(`Stream ${stream} has no frames`);
  const firstFrame = header.readUInt32LE(head.start + 28);
  if (firstFrame !== 0) throw new IndexUnreadable(`The first frame is number ${firstFrame}`);
  const indexes = streams.map((parts) => parts.find(({ id }) => id === 'indx'));
  const own = indexes[stream];
  if (!own && indexes.some((index) => index))
    throw new IndexUnreadable(`Stream ${stream} has no index, but another has`);
  const frameCount = header.readUInt32LE(head.start + 32);
  return { frameCount, index: own && header.subarray(own.start, own.end) };
}
