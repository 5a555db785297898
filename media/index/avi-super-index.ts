import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import type { ListedFrame } from './listed-frame';
import { chunkAt } from './riff';

/** Lists that are read, at most: ffmpeg begins one with every gigabyte of the file. */
const mostLists = 1000;
/** Bytes of the longest of them: two million frames. */
const mostListBytes = 16 * 1024 * 1024;
/** Before the entries of an index: what they are, how many there are, and where they count from. */
const headBytes = 24;
/** Before the content of each chunk: its name and size. */
const chunkHeadBytes = 8;

/** What an index is of: other indexes, or chunks. */
const indexType = { indexes: 0, chunks: 1 };

/**
 * A stream's frames in their order, from its lists in the parts of a file, which another list names (OpenDML 1.02, section 3).
 * @param index content of the list of lists
 * @throws IndexUnreadable for what isn't surely complete; RangeError for what is damaged
 */
export async function readSuperIndex(reader: ByteReader, index: Buffer, stream: number): Promise<ListedFrame[]> {
  const lists = readIndexHead(index, { stream, type: indexType.indexes, longsPerEntry: 4 });
  if (lists > mostLists) throw new IndexUnreadable(`There are ${lists} lists of frames`);
  const frames: ListedFrame[] = [];

  let listEnd = 0;
  let after = 0;
  for (let entry = 0; entry < lists; entry += 1) {
    const at = headBytes + 16 * entry;
    const [position, frameCount] = [Number(index.readBigUInt64LE(at)), index.readUInt32LE(at + 12)];
    const { start, end } = await chunkAt(reader, position);
    if (end - start > mostListBytes || end > reader.sizeBytes)
      throw new IndexUnreadable(`A list of frames has ${end - start} bytes`);
    if (position < listEnd) throw new IndexUnreadable('A list of frames isn’t behind the one before it');
    listEnd = end;
    const list = await reader.read(start, end - start);
    const base = Number(list.readBigUInt64LE(12));
    const count = readIndexHead(list, { stream, type: indexType.chunks, longsPerEntry: 2 });
    if (count !== frameCount) throw new IndexUnreadable(`A list has ${count} frames instead of ${frameCount}`);
    for (let frame = 0; frame < count; frame += 1) {
      const field = headBytes + 8 * frame;
      const content = base + list.readUInt32LE(field);
      const size = list.readUInt32LE(field + 4);
      const sizeBytes = size & 0x7fffffff;
      if (content < after + chunkHeadBytes || content + sizeBytes > reader.sizeBytes)
        throw new IndexUnreadable('A frame isn’t where the one before it ends');
      frames.push({ sizeBytes, isKeyFrame: size === sizeBytes });
      after = content + sizeBytes;
    }
  }
  return frames;
}

/** @returns how many entries there are */
function readIndexHead(
  bytes: Buffer,
  { stream, type, longsPerEntry }: { stream: number; type: number; longsPerEntry: number },
): number {
  // The sub-type, behind it, is that of lists of fields.
  const [longs, found] = [bytes.readUInt16LE(0), bytes.readUInt16BE(2)];
  if (longs !== longsPerEntry || found !== type)
    throw new IndexUnreadable(`An index is of the type ${found} with ${longs} numbers in an entry`);
  const id = bytes.toString('latin1', 8, 12);
  if (Number(/^(\d\d)d[bc]$/.exec(id)?.[1] ?? NaN) !== stream)
    throw new IndexUnreadable(`Stream ${stream} has an index of ${JSON.stringify(id)}`);
  const entries = bytes.readUInt32LE(4);
  if (headBytes + 4 * longsPerEntry * entries > bytes.length)
    throw new IndexUnreadable(`An index has no room for its ${entries} entries`);
  return entries;
}
