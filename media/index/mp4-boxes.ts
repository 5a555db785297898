import type { ByteReader } from './byte-reader';
import { IndexUnreadable } from './index-unreadable';

/**
 * Boxes of a file's top level that are looked at: each may be a read of its own. A file of 5000 fragments, as most as are read, has
 * some five for each.
 */
const mostBoxes = 25_000;

/** A box of ISO/IEC 14496-12, section 4.2: its content lies in [start, end). */
export interface Box {
  type: string;
  start: number;
  end: number;
}

/** The boxes side by side in [start, end) of a buffer. */
export function* boxesIn(bytes: Buffer, start = 0, end = bytes.length): Generator<Box> {
  for (let position = start; position + 8 <= end;) {
    const box = readHeader(bytes, position, end);
    if (box.end > end) throw new IndexUnreadable(`Box ${box.type} is longer than the box around it`);
    yield { type: box.type, start: position + box.headerBytes, end: box.end };
    position = box.end;
  }
}

/** The first box of a type, on a way through boxes within boxes. */
export function findBox(
  bytes: Buffer,
  within: Pick<Box, 'start' | 'end'>,
  ...[type, ...rest]: string[]
): Box | undefined {
  for (const box of boxesIn(bytes, within.start, within.end)) {
    if (box.type === type) return rest.length === 0 ? box : findBox(bytes, box, ...rest);
  }
  return undefined;
}

/**
 * The boxes of a file's top level; one that ends after the file does is cut off there.
 * @throws IndexUnreadable for a file of too many boxes
 */
export async function* topLevelBoxes(reader: ByteReader): AsyncGenerator<Box> {
  let boxes = 0;
  for (let position = 0; position + 8 <= reader.sizeBytes;) {
    boxes += 1;
    if (boxes > mostBoxes) throw new IndexUnreadable(`There are more than ${mostBoxes} boxes`);
    const box = readHeader(await reader.read(position, 16), 0, reader.sizeBytes - position);
    const end = Math.min(position + box.end, reader.sizeBytes);
    yield { type: box.type, start: position + box.headerBytes, end };
    position = end;
  }
}

/** @param end where a box ends that says of itself that it goes on to the end */
function readHeader(bytes: Buffer, position: number, end: number): { type: string; headerBytes: number; end: number } {
  const size = bytes.readUInt32BE(position);
  const type = bytes.toString('latin1', position + 4, position + 8);
  const headerBytes = size === 1 ? 16 : 8;
  const length = size === 1 ? Number(bytes.readBigUInt64BE(position + 8)) : size === 0 ? end - position : size;
  if (length < headerBytes) throw new IndexUnreadable(`Box ${JSON.stringify(type)} claims a length of ${length} bytes`);
  return { type, headerBytes, end: position + length };
}
