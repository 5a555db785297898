import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';
import type { ListedFrame } from './listed-frame';
import { type Chunk, nextChunk } from './riff';

/** Bytes of the longest list that is read: that of ten hours of video at 25 frames a second with sound has some 29 MB. */
const mostListBytes = 32 * 1024 * 1024;
const entryBytes = 16;
const keyFrameFlag = 0x10;

/**
 * A stream's frames in their order, from the list of all chunks at a file's end (idx1). The list is believed only where the chunks
 * it names lie side by side, from the first to the last: then none is missing in it.
 * @param movie the list of the chunks themselves
 * @throws IndexUnreadable for one that isn't surely complete; RangeError where the file ends within it
 */
export async function readFrameList(
  reader: ByteReader,
  { start, end }: Chunk,
  movie: Chunk,
  stream: number,
): Promise<ListedFrame[]> {
  if (end - start > mostListBytes) throw new IndexUnreadable(`The list of frames has ${end - start} bytes`);
  const list = await reader.read(start, end - start);
  if (list.length < end - start) throw new IndexUnreadable('The list of frames isn’t whole');
  // Positions count from the beginning of the file or of the movie list, as its writer liked.
  const base = list.length > 8 && list.readUInt32LE(8) === movie.start ? 0 : movie.start - 4;
  const frames: ListedFrame[] = [];
  let position = movie.start;
  for (let entry = 0; entry < list.length; entry += entryBytes) {
    const id = list.toString('latin1', entry, entry + 4);
    if (base + list.readUInt32LE(entry + 8) !== position)
      throw new IndexUnreadable(`Chunk ${id} isn’t where the one before it ends`);
    const sizeBytes = list.readUInt32LE(entry + 12);
    const isKeyFrame = (list.readUInt32LE(entry + 4) & keyFrameFlag) !== 0;
    if (isOf(stream, id)) frames.push({ sizeBytes, isKeyFrame });
    position = nextChunk(position + 8 + sizeBytes);
  }
  if (position !== nextChunk(movie.end)) throw new IndexUnreadable('The list of frames ends before the frames do');
  return frames;
}

/** Whether a chunk is a frame of the stream: compressed, or a bitmap. Others, as new palettes are, aren't understood here. */
function isOf(stream: number, id: string): boolean {
  const [, number, kind] = /^(\d\d)(..)$/.exec(id) ?? [];
  if (number === undefined) throw new IndexUnreadable(`There is a chunk ${JSON.stringify(id)} among the frames`);
  if (Number(number) !== stream) return false;
  if (kind !== 'dc' && kind !== 'db') throw new IndexUnreadable(`The frames have a chunk ${id} among them`);
  return true;
}
