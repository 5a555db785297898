import { IndexUnreadable } from './index-unreadable';

/** An element of EBML (RFC 8794): its content lies in [start, end). */
export interface Element {
  id: number;
  start: number;
  end: number;
}

/** Bytes of the longest head of an element: an ID of four, a size of eight. */
export const longestHead = 12;

/**
 * Reads an element's ID and size. One whose size isn't known, as in a live recording, ends at infinity.
 * @throws IndexUnreadable when there is none
 */
export function readHead(bytes: Buffer, position: number): Element {
  const idLength = widthOf(bytes[position]);
  const sizeAt = position + idLength;
  const sizeLength = widthOf(bytes[sizeAt]);
  if (idLength > 4 || sizeAt + sizeLength > bytes.length) throw new IndexUnreadable('An element has no head');
  const id = bytes.readUIntBE(position, idLength);
  const first = (bytes[sizeAt] ?? 0) & (0xff >> sizeLength);
  const rest = bytes.subarray(sizeAt + 1, sizeAt + sizeLength);
  const unknown = first === 0xff >> sizeLength && rest.every((byte) => byte === 0xff);
  const size = rest.reduce((sum, byte) => sum * 256 + byte, first);
  const start = sizeAt + sizeLength;
  return { id, start, end: unknown ? Infinity : start + size };
}

/** How many bytes a variable-length number has: one more than it has leading zeros. */
function widthOf(first: number | undefined): number {
  if (!first) throw new IndexUnreadable('A number of variable length has no length');
  return Math.clz32(first) - 23;
}

/** The elements side by side in [start, end) of a buffer. */
export function* elementsIn(bytes: Buffer, start = 0, end = bytes.length): Generator<Element> {
  for (let position = start; position < end;) {
    const element = readHead(bytes, position);
    if (element.end > end) throw new IndexUnreadable('An element is longer than the one around it');
    yield element;
    position = element.end;
  }
}

export function readUnsigned(bytes: Buffer, { start, end }: Element): number {
  let value = 0;
  for (const byte of bytes.subarray(start, end)) value = value * 256 + byte;
  return value;
}
