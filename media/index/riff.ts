import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';

/** A chunk of RIFF: its content lies in [start, end). */
export interface Chunk {
  /** What it is; of a list, which has no name but LIST or RIFF, what is listed. */
  id: string;
  start: number;
  end: number;
}

/** Bytes of a chunk's head: name and size, and of a list what is listed. */
const headBytes = { chunk: 8, list: 12 };

/** Chunks begin at even positions; the byte between isn't counted in their sizes. */
export const nextChunk = (end: number): number => end + (end % 2);

/** The chunks side by side in [start, end) of a buffer that begins at an even position. */
export function* chunksIn(bytes: Buffer, start = 0, end = bytes.length): Generator<Chunk> {
  for (let position = start; position + headBytes.chunk <= end;) {
    const chunk = readHead(bytes.subarray(position, end), position);
    if (chunk.end > end)
      throw new IndexUnreadable(`Chunk ${JSON.stringify(chunk.id)} is longer than the list around it`);
    yield chunk;
    position = nextChunk(chunk.end);
  }
}

/** The chunk that begins at a position of a file; it may claim to go on beyond the end of the file. */
export async function chunkAt(reader: ByteReader, position: number): Promise<Chunk> {
  return readHead(await reader.read(position, headBytes.list), position);
}

/** @throws RangeError when there is none */
function readHead(bytes: Buffer, position: number): Chunk {
  const id = bytes.toString('latin1', 0, 4);
  const end = position + headBytes.chunk + bytes.readUInt32LE(4);
  if (id !== 'LIST' && id !== 'RIFF') return { id, start: position + headBytes.chunk, end };
  const start = position + headBytes.list;
  if (end < start) throw new IndexUnreadable('A list has no room for what it lists');
  return { id: bytes.toString('latin1', 8, 12), start, end };
}
