import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { boxesIn, findBox, topLevelBoxes } from '../../../media/index/mp4-boxes';
import { box, largeBox, openBox, u32, u8 } from './boxes';
import { type CountingReader, readerOf } from './counting-reader';

const content = Buffer.from('content!');

describe('boxesIn', () => {
  test('boxes side by side, with their contents', () => {
    const bytes = Buffer.concat([box('free'), box('mdhd', content)]);
    expect([...boxesIn(bytes)]).toEqual([
      { type: 'free', start: 8, end: 8 },
      { type: 'mdhd', start: 16, end: 24 },
    ]);
  });

  test('a size of 64 bits, and one that says: to the end', () => {
    const bytes = Buffer.concat([largeBox('mdat', content), openBox('free', content, content)]);
    expect([...boxesIn(bytes)]).toEqual([
      { type: 'mdat', start: 16, end: 24 },
      { type: 'free', start: 32, end: 48 },
    ]);
  });

  test('only those in the given part', () => {
    const bytes = Buffer.concat([box('aaaa'), box('bbbb'), box('cccc')]);
    expect([...boxesIn(bytes, 8, 16)].map(({ type }) => type)).toEqual(['bbbb']);
  });

  test.each([1, 7])('%d bytes behind the last box are no box', (bytes) => {
    expect([...boxesIn(Buffer.concat([box('free'), Buffer.alloc(bytes)]))]).toHaveLength(1);
  });

  test('refuses a box that is longer than the one around it', () => {
    const bytes = Buffer.concat([u32(100), Buffer.from('trak'), content]);
    expect(() => [...boxesIn(bytes)]).toThrow(new IndexUnreadable('Box trak is longer than the box around it'));
  });

  test('refuses one that is longer than the given part, though there are more bytes', () => {
    const bytes = Buffer.concat([box('trak', content), content]);
    expect(() => [...boxesIn(bytes, 0, 12)]).toThrow(IndexUnreadable);
  });

  test.each([2, 7])('refuses a box of %d bytes: that would never end', (size) => {
    const bytes = Buffer.concat([u32(size), Buffer.from('t\0ak')]);
    expect(() => [...boxesIn(bytes)]).toThrow(`Box "t\\u0000ak" claims a length of ${size} bytes`);
  });

  test('refuses a box of 64 bits that is shorter than its header', () => {
    const bytes = Buffer.concat([u32(1), Buffer.from('trak'), u32(0, 15)]);
    expect(() => [...boxesIn(bytes)]).toThrow('claims a length of 15 bytes');
  });

  test('a header that is cut off reads beyond the end', () => {
    expect(() => [...boxesIn(Buffer.concat([u32(1), Buffer.from('trak')]))]).toThrow(/out of range/);
  });
});

describe('findBox', () => {
  const bytes = Buffer.concat([
    box('free', box('stbl')),
    box('mdia', box('hdlr'), box('minf', box('stbl', content))),
    box('mdia', box('mdhd')),
  ]);
  const whole = { start: 0, end: bytes.length };

  test('finds the first on a way', () => {
    expect(findBox(bytes, whole, 'mdia', 'minf', 'stbl')).toMatchObject({ type: 'stbl', end: bytes.length - 16 });
    expect(findBox(bytes, whole, 'mdia')).toEqual({ type: 'mdia', start: 24, end: bytes.length - 16 });
  });

  test.each([[['stbl']], [['mdia', 'stbl']], [['mdia', 'mdhd']], [['mdia', 'minf', 'dinf']]])(
    'and nothing where the way leads to nothing, nor in a second box of the same type: %j',
    (way) => expect(findBox(bytes, whole, ...way)).toBeUndefined(),
  );
});

describe('topLevelBoxes', () => {
  async function typesIn(reader: CountingReader) {
    const seen: string[] = [];
    for await (const { type, start, end } of topLevelBoxes(reader)) seen.push(`${type} ${start}-${end}`);
    return seen;
  }

  test('reads headers only', async () => {
    const reader = readerOf(Buffer.concat([box('ftyp', content), largeBox('mdat', Buffer.alloc(10_000)), box('moov')]));
    expect(await typesIn(reader)).toEqual(['ftyp 8-16', 'mdat 32-10032', 'moov 10040-10040']);
    expect(reader.reads.map(({ position, length }) => [position, length])).toEqual([[0, 16], [16, 16], [10_032, 8]]); // prettier-ignore
  });

  test('a box that goes on beyond the end of the file, or to it, ends there', async () => {
    expect(await typesIn(readerOf(Buffer.concat([u32(1000), Buffer.from('mdat'), content])))).toEqual(['mdat 8-16']);
    expect(await typesIn(readerOf(openBox('mdat', content)))).toEqual(['mdat 8-16']);
  });

  test('a few bytes at the end are no box', async () => {
    expect(await typesIn(readerOf(Buffer.concat([box('ftyp'), u8(1, 2, 3)])))).toEqual(['ftyp 8-8']);
    expect(await typesIn(readerOf(Buffer.alloc(0)))).toEqual([]);
  });

  test('refuses to walk through any number of them', async () => {
    const reader = readerOf(Buffer.concat(Array.from({ length: 30_000 }, () => box('free'))));
    await expect(typesIn(reader)).rejects.toThrow(new IndexUnreadable('There are more than 25000 boxes'));
    expect(reader.reads).toHaveLength(25_000);
  });
});
