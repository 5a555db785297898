import { readFile, writeFile } from 'node:fs/promises';

/** Where a box of an MP4 begins and ends. */
interface Box {
  start: number;
  end: number;
}

/** Start in seconds of the track's own clock, null for nothing to be shown; length in seconds. */
export type Edit = readonly [start: number | null, length: number];

/** Gives the first track of an MP4 an edit list of several pieces: ffmpeg itself writes but one. */
export async function rewriteEditList(path: string, edits: readonly Edit[]): Promise<void> {
  const bytes = await readIndexedLast(path);
  const timescale = (...names: string[]) => bytes.readUInt32BE(find(bytes, names).start + 20);
  const [movie, media] = [timescale('moov', 'mvhd'), timescale('moov', 'trak', 'mdia', 'mdhd')];
  const old = find(bytes, ['moov', 'trak', 'edts', 'elst']);
  // The first frame's time in the track's own clock: B-frames delay it.
  const delay = bytes.readInt32BE(old.start + 20);

  const list = Buffer.alloc(16 + 12 * edits.length);
  list.writeUInt32BE(list.length, 0);
  list.write('elst', 4, 'latin1');
  list.writeUInt32BE(edits.length, 12);
  for (const [number, [start, length]] of edits.entries()) {
    list.writeUInt32BE(Math.round(length * movie), 16 + 12 * number);
    list.writeInt32BE(start === null ? -1 : Math.round(start * media) + delay, 20 + 12 * number);
    list.writeUInt32BE(0x10000, 24 + 12 * number);
  }
  for (const parents of [['moov'], ['moov', 'trak'], ['moov', 'trak', 'edts']]) {
    const { start } = find(bytes, parents);
    bytes.writeUInt32BE(bytes.readUInt32BE(start) + list.length - (old.end - old.start), start);
  }
  await writeFile(path, Buffer.concat([bytes.subarray(0, old.start), list, bytes.subarray(old.end)]));
}

/** Puts what an MP4 says of itself, its cover among it, before its tracks: so the cover becomes the first stream. */
export async function putCoverFirst(path: string): Promise<void> {
  const bytes = await readIndexedLast(path);
  const [cover, firstTrack] = [find(bytes, ['moov', 'udta']), find(bytes, ['moov', 'trak'])];
  await writeFile(
    path,
    Buffer.concat([
      bytes.subarray(0, firstTrack.start),
      bytes.subarray(cover.start, cover.end),
      bytes.subarray(firstTrack.start, cover.start),
      bytes.subarray(cover.end),
    ]),
  );
}

/** Offsets into the pictures stay as they are only where the index comes after them. */
async function readIndexedLast(path: string): Promise<Buffer> {
  const bytes = await readFile(path);
  if (find(bytes, ['mdat']).start > find(bytes, ['moov']).start)
    throw new Error(`The index of ${path} doesn't come last`);
  return bytes;
}

/** The first box of the last name, within the first of each of the others. */
function find(bytes: Buffer, names: readonly string[]): Box {
  let [start, end] = [0, bytes.length];
  for (const [depth, name] of names.entries()) {
    if (depth > 0) start += 8;
    while (start < end && bytes.toString('latin1', start + 4, start + 8) !== name) {
      start += bytes.readUInt32BE(start) || end;
    }
    if (start >= end) throw new Error(`No box ${names.slice(0, depth + 1).join('/')}`);
    end = start + bytes.readUInt32BE(start);
  }
  return { start, end };
}
