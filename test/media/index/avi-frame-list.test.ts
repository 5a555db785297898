import { readFrameList } from '../../../media/index/avi-frame-list';
import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { type Piece, chunk, delta, idx1, key, movi, sound } from './chunks';
import { readerOf } from './counting-reader';

/** A file of a movie and its list, side by side. */
async function framesOf(pieces: readonly Piece[], { listed = idx1(pieces), stream = 0, cut = 0, longer = 0 } = {}) {
  const movie = movi(pieces);
  const file = Buffer.concat([movie, listed]);
  const whole = { id: 'idx1', start: movie.length + 8, end: file.length };
  const part = { id: 'movi', start: 12, end: movie.length + longer };
  return readFrameList(readerOf(file.subarray(0, file.length - cut)), whole, part, stream);
}
const pieces = [key(100), sound(), delta(7), delta(0), sound(3), key(50)];

describe('readFrameList', () => {
  const frames = [
    { sizeBytes: 100, isKeyFrame: true },
    { sizeBytes: 7, isKeyFrame: false },
    { sizeBytes: 0, isKeyFrame: false },
    { sizeBytes: 50, isKeyFrame: true },
  ];

  test('lists the frames of a stream, empty ones, too', async () => {
    expect(await framesOf(pieces)).toEqual(frames);
  });

  test('positions may count from the beginning of the file', async () => {
    expect(await framesOf(pieces, { listed: idx1(pieces, 12) })).toEqual(frames);
  });

  test('bitmaps are frames, too; the stream is numbered with two digits', async () => {
    const bitmaps = [{ ...key(), id: '12db' }, { ...delta(), id: '12dc' }, key()];
    expect(await framesOf(bitmaps, { stream: 12 })).toHaveLength(2);
    expect(await framesOf(bitmaps, { stream: 2 })).toEqual([]);
  });

  test('no pieces, no frames', async () => expect(await framesOf([])).toEqual([]));
});

describe('a list that isn’t surely complete', () => {
  test.each<[string, Piece[]]>([
    ['names no chunk in the middle', pieces.filter((_, position) => position !== 2)],
    ['names no first chunk', pieces.slice(1)],
    ['names chunks in another order', [pieces[1]!, pieces[0]!, ...pieces.slice(2)]],
    ['has another size', [key(102), ...pieces.slice(1)]],
    ['names a chunk twice', [pieces[0]!, ...pieces]],
  ])('%s', async (_, others) => {
    // Each says where its chunk really is.
    const listed = Buffer.concat(others.map((piece) => idx1([piece], 4 + offsetOf(piece)).subarray(8)));
    await expect(framesOf(pieces, { listed: chunk('idx1', listed) })).rejects.toThrow(/isn’t where the one before it ends/); // prettier-ignore
  });
  function offsetOf(wanted: Piece): number {
    const before = pieces.slice(0, Math.max(0, pieces.indexOf(wanted)));
    return before.reduce((sum, { bytes }) => sum + 8 + bytes + (bytes % 2), 0);
  }

  test('ends before the frames do', async () => {
    await expect(framesOf(pieces, { listed: idx1(pieces.slice(0, -1)) })).rejects.toThrow(
      new IndexUnreadable('The list of frames ends before the frames do'),
    );
  });

  test('goes on behind the last frame', async () => {
    await expect(framesOf(pieces, { listed: idx1([...pieces, key()]) })).rejects.toThrow(IndexUnreadable);
  });

  test('is of a movie that goes on behind its last chunk', async () => {
    await expect(framesOf(pieces, { longer: 8 })).rejects.toThrow(IndexUnreadable);
  });

  test('is cut off', async () => {
    await expect(framesOf(pieces, { cut: 16 })).rejects.toThrow(new IndexUnreadable('The list of frames isn’t whole'));
  });

  test('has a part of an entry', async () => {
    const listed = chunk('idx1', idx1(pieces).subarray(8), Buffer.alloc(6));
    await expect(framesOf(pieces, { listed })).rejects.toThrow();
  });

  test.each(['rec ', 'ix00', '0xdc', 'JUNK'])('has chunks %s among the frames', async (id) => {
    await expect(framesOf([key(), { id, bytes: 4 }])).rejects.toThrow(
      new IndexUnreadable(`There is a chunk "${id}" among the frames`),
    );
  });

  test.each(['00pc', '00wb', '00ix'])('has chunks %s of the stream that are no frames', async (id) => {
    await expect(framesOf([key(), { id, bytes: 4 }])).rejects.toThrow(
      new IndexUnreadable(`The frames have a chunk ${id} among them`),
    );
  });

  test('is larger than any: it isn’t read', async () => {
    const reader = readerOf(Buffer.alloc(0), 2 ** 40);
    const whole = { id: 'idx1', start: 100, end: 101 + 32 * 1024 * 1024 };
    await expect(readFrameList(reader, whole, { id: 'movi', start: 12, end: 90 }, 0)).rejects.toThrow(IndexUnreadable);
    expect(reader.reads).toEqual([]);
  });
});
