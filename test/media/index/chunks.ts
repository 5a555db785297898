/** Writers of RIFF chunks and AVI files, as small as tests of their readers allow. */

const u32 = (...values: number[]): Buffer => {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [position, value] of values.entries()) bytes.writeUInt32LE(value, position * 4);
  return bytes;
};
const u64 = (value: number): Buffer => u32(value % 2 ** 32, Math.floor(value / 2 ** 32));
const name = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Its content is filled up to an even length. */
export const chunk = (id: string, ...content: Buffer[]): Buffer => {
  const inner = Buffer.concat(content);
  return Buffer.concat([name(id), u32(inner.length), inner, Buffer.alloc(inner.length % 2)]);
};
/** The head of one that claims so many bytes. */
export const claiming = (id: string, bytes: number): Buffer => Buffer.concat([name(id), u32(bytes)]);
export const list = (kind: string, ...content: Buffer[]): Buffer => chunk('LIST', name(kind), ...content);
export const riff = (kind: string, ...content: Buffer[]): Buffer => chunk('RIFF', name(kind), ...content);

/** @param frames as the header announces them */
export const strh = (kind: string, { start = 0, frames = 0 } = {}): Buffer =>
  chunk('strh', name(kind), name('FMP4'), u32(0, 0, 0, 1, 25, start, frames), Buffer.alloc(20));
export const strl = (head: Buffer, ...more: Buffer[]): Buffer => list('strl', head, chunk('strf', u32(40)), ...more);
export const video = (...more: Buffer[]): Buffer => strl(strh('vids'), ...more);
export const audio = (...more: Buffer[]): Buffer => strl(strh('auds'), ...more);
export const hdrl = (...streams: Buffer[]): Buffer => list('hdrl', chunk('avih', Buffer.alloc(56)), ...streams);

/** A piece of a stream. */
export interface Piece {
  id: string;
  bytes: number;
  isKeyFrame?: boolean;
}
export const key = (bytes = 10): Piece => ({ id: '00dc', bytes, isKeyFrame: true });
export const delta = (bytes = 10): Piece => ({ id: '00dc', bytes });
export const sound = (bytes = 10): Piece => ({ id: '01wb', bytes, isKeyFrame: true });

export const movi = (pieces: readonly Piece[]): Buffer =>
  list('movi', ...pieces.map(({ id, bytes }) => chunk(id, Buffer.alloc(bytes))));

/** @param first position of the first piece: from the list's name on, unless told otherwise */
export function idx1(pieces: readonly Piece[], first = 4): Buffer {
  let position = first;
  const entries = pieces.map(({ id, bytes, isKeyFrame }) => {
    const entry = Buffer.concat([name(id), u32(isKeyFrame ? 0x10 : 0, position, bytes)]);
    position += 8 + bytes + (bytes % 2);
    return entry;
  });
  return chunk('idx1', ...entries);
}

export const avi = (pieces: readonly Piece[], { header = hdrl(video(), audio()), index = idx1(pieces) } = {}): Buffer =>
  riff('AVI ', header, movi(pieces), index);

interface IndexToWrite {
  id?: string;
  longs?: number;
  type?: number;
  subType?: number;
  /** Number of entries that it claims. */
  claims?: number;
}

/** Content of a list of lists: where each is, and of how many frames. */
export const superIndex = (
  lists: readonly { position: number; frames: number }[],
  { id = '00dc', longs = 4, type = 0, subType = 0, claims = lists.length }: IndexToWrite = {},
): Buffer =>
  Buffer.concat([
    ...[Buffer.from([longs, 0, subType, type]), u32(claims), name(id), Buffer.alloc(12)],
    ...lists.map(({ position, frames }) => Buffer.concat([u64(position), u32(0, frames)])),
  ]);

/** A list of frames in a part of a file. @param base where their positions count from */
export const standardIndex = (
  base: number,
  frames: readonly { offset: number; bytes: number; isKeyFrame?: boolean }[],
  { id = '00dc', longs = 2, type = 1, subType = 0, claims = frames.length }: IndexToWrite = {},
): Buffer =>
  chunk(
    'ix00',
    ...[Buffer.from([longs, 0, subType, type]), u32(claims), name(id), u64(base), u32(0)],
    ...frames.map(({ offset, bytes, isKeyFrame }) => u32(offset, bytes + (isKeyFrame ? 0 : 2 ** 31))),
  );
