import { readSuperIndex } from '../../../media/index/avi-super-index';
import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { standardIndex, superIndex } from './chunks';
import { readerOf } from './counting-reader';

const gibibyte = 2 ** 30;
/** Three frames in the first part, two in one that begins at 5 GiB; their lists lie in front. */
const lists = [
  standardIndex(1000, [
    { offset: 8, bytes: 100, isKeyFrame: true },
    { offset: 116, bytes: 50 },
    { offset: 174, bytes: 0 },
  ]),
  standardIndex(5 * gibibyte, [
    { offset: 8, bytes: 100, isKeyFrame: true },
    { offset: 200, bytes: 70 },
  ]),
];
const sizeBytes = 6 * gibibyte;
const entries = [
  { position: 0, frames: 3 },
  { position: lists[0]!.length, frames: 2 },
];
const read = (index: Buffer, parts = lists, { stream = 0, size = sizeBytes } = {}) =>
  readSuperIndex(readerOf(Buffer.concat(parts), size), index, stream);

describe('readSuperIndex', () => {
  test('lists the frames of all parts, empty ones, too', async () => {
    const reader = readerOf(Buffer.concat(lists), sizeBytes);
    expect(await readSuperIndex(reader, superIndex(entries), 0)).toEqual([
      { sizeBytes: 100, isKeyFrame: true },
      { sizeBytes: 50, isKeyFrame: false },
      { sizeBytes: 0, isKeyFrame: false },
      { sizeBytes: 100, isKeyFrame: true },
      { sizeBytes: 70, isKeyFrame: false },
    ]);
    // Two lists: head and content.
    expect(reader.reads).toHaveLength(4);
    expect(reader.bytesRead()).toBeLessThan(200);
  });

  test('of another stream, and of bitmaps', async () => {
    const list = standardIndex(0, [{ offset: 100, bytes: 5 }], { id: '03db' });
    const index = superIndex([{ position: 0, frames: 1 }], { id: '03db' });
    expect(await read(index, [list], { stream: 3 })).toHaveLength(1);
  });

  test('a list far away in a large file', async () => {
    const list = standardIndex(0, [{ offset: 8, bytes: 5 }]);
    const file = readerOf(list, 7 * gibibyte);
    const shifted = { ...file, read: (position: number, length: number) => file.read(position - 6 * gibibyte, length) };
    expect(await readSuperIndex(shifted, superIndex([{ position: 6 * gibibyte, frames: 1 }]), 0)).toHaveLength(1);
  });

  test('room for more lists than there are', async () => {
    expect(await read(Buffer.concat([superIndex(entries), Buffer.alloc(1000)]))).toHaveLength(5);
  });

  test('no lists, no frames', async () => expect(await read(superIndex([]))).toEqual([]));
});

describe('what isn’t surely understood', () => {
  const one = [{ position: 0, frames: 1 }];
  const frame = [{ offset: 8, bytes: 5 }];

  test.each<[string, Buffer, Buffer[], string]>([
    ['entries of another length', superIndex(entries, { longs: 2 }), lists, 'An index is of the type 0 with 2 numbers in an entry'],
    ['frames instead of lists', superIndex(entries, { type: 1 }), lists, 'An index is of the type 1 with 4 numbers in an entry'],
    ['fields', superIndex(entries, { subType: 1 }), lists, 'An index is of the type 256 with 4 numbers in an entry'],
    ['another stream', superIndex(entries, { id: '01dc' }), lists, 'Stream 0 has an index of "01dc"'],
    ['sound', superIndex(entries, { id: '00wb' }), lists, 'Stream 0 has an index of "00wb"'],
    ['no room for the lists', superIndex(entries, { claims: 3 }), lists, 'An index has no room for its 3 entries'],
    ['any number of lists', superIndex(Array.from({ length: 1001 }, () => one[0]!)), lists, 'There are 1001 lists of frames'],
    ['lists within lists', superIndex(one), [standardIndex(0, frame, { type: 0 })], 'An index is of the type 0 with 2 numbers in an entry'],
    ['a list of longer entries', superIndex(one), [standardIndex(0, frame, { longs: 3 })], 'An index is of the type 1 with 3 numbers in an entry'],
    ['a list of another stream', superIndex(one), [standardIndex(0, frame, { id: '02dc' })], 'Stream 0 has an index of "02dc"'],
    ['no room for the frames', superIndex([{ position: 0, frames: 9 }]), [standardIndex(0, frame, { claims: 9 })], 'An index has no room for its 9 entries'],
    ['another number of frames', superIndex(one), lists, 'A list has 3 frames instead of 1'],
    ['frames beyond the end', superIndex(one), [standardIndex(sizeBytes, frame)], 'A frame isn’t where the one before it ends'],
    ['frames on top of each other', superIndex([{ position: 0, frames: 2 }]), [standardIndex(0, [...frame, { offset: 20, bytes: 1 }])], 'A frame isn’t where the one before it ends'],
    ['the same list twice', superIndex([entries[0]!, entries[0]!]), lists, 'A list of frames isn’t behind the one before it'],
    ['the same frames twice', superIndex([entries[0]!, { position: lists[0]!.length, frames: 3 }]), [lists[0]!, lists[0]!], 'A frame isn’t where the one before it ends'],
    ['a list beyond the end', superIndex([{ position: 0, frames: 3 }]), [lists[0]!.subarray(0, 16)], 'Stream 0 has an index of'],
  ])('%s', async (_, index, parts, message) => {
    const reading = read(index, parts);
    await expect(reading).rejects.toThrow(IndexUnreadable);
    await expect(reading).rejects.toThrow(message);
  }); // prettier-ignore

  test('the same empty frames again and again: each has a head at least', async () => {
    const empty = standardIndex(
      0,
      Array.from({ length: 100 }, () => ({ offset: 100, bytes: 0 })),
    );
    await expect(read(superIndex([{ position: 0, frames: 100 }]), [empty])).rejects.toThrow(IndexUnreadable);
  });

  test('a list that is too large, or goes on beyond the end, isn’t read', async () => {
    const large = Buffer.concat([Buffer.from('ix00'), Buffer.from([1, 0, 0, 1])]);
    const reader = readerOf(large, sizeBytes);
    await expect(readSuperIndex(reader, superIndex(one), 0)).rejects.toThrow('A list of frames has 16777217 bytes');
    const short = readerOf(lists[0]!.subarray(0, 40));
    await expect(readSuperIndex(short, superIndex(one), 0)).rejects.toThrow(IndexUnreadable);
    expect([...reader.reads, ...short.reads]).toHaveLength(2);
  });

  test('an index that is cut off reads beyond its end', async () => {
    await expect(read(Buffer.alloc(3))).rejects.toThrow(/out of range|outside buffer bounds/);
  });
});
