import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { chunkAt, chunksIn } from '../../../media/index/riff';
import { chunk, claiming, list, riff } from './chunks';
import { readerOf } from './counting-reader';

const content = Buffer.from('content');

describe('chunksIn', () => {
  test('chunks side by side, filled up to even lengths; lists by what they list', () => {
    const bytes = Buffer.concat([chunk('JUNK', content), list('strl', content), chunk('idx1')]);
    expect([...chunksIn(bytes)]).toEqual([
      { id: 'JUNK', start: 8, end: 15 },
      { id: 'strl', start: 28, end: 35 },
      { id: 'idx1', start: 44, end: 44 },
    ]);
    expect([...chunksIn(bytes, 16, 36)].map(({ id }) => id)).toEqual(['strl']);
  });

  test('the last one needn’t be filled up', () => {
    expect([...chunksIn(chunk('JUNK', content).subarray(0, 15))]).toEqual([{ id: 'JUNK', start: 8, end: 15 }]);
  });

  test('a few bytes at the end are no chunk', () => {
    expect([...chunksIn(Buffer.concat([chunk('JUNK'), Buffer.alloc(7)]))]).toHaveLength(1);
  });

  test('refuses a chunk that is longer than the list around it', () => {
    expect(() => [...chunksIn(claiming('st\0h', 1))]).toThrow(
      new IndexUnreadable('Chunk "st\\u0000h" is longer than the list around it'),
    );
    expect(() => [...chunksIn(list('strl', content), 0, 18)]).toThrow(IndexUnreadable);
  });

  test('refuses a list without room for what it lists', () => {
    const bytes = Buffer.concat([claiming('LIST', 3), Buffer.from('strl')]);
    expect(() => [...chunksIn(bytes)]).toThrow(new IndexUnreadable('A list has no room for what it lists'));
  });
});

describe('chunkAt', () => {
  test('reads a head', async () => {
    const reader = readerOf(Buffer.concat([chunk('JUNK', content), riff('AVIX', content)]));
    expect(await chunkAt(reader, 16)).toEqual({ id: 'AVIX', start: 28, end: 35 });
    expect(reader.reads).toEqual([{ position: 16, length: 12 }]);
  });

  test('of a chunk that may go on beyond the end of the file', async () => {
    expect(await chunkAt(readerOf(claiming('movi', 4e9)), 0)).toEqual({ id: 'movi', start: 8, end: 4_000_000_008 });
  });

  test.each([[0], [7]])('of %d bytes there is none', async (bytes) => {
    await expect(chunkAt(readerOf(Buffer.alloc(bytes)), 0)).rejects.toThrow(/outside buffer bounds|out of range/);
  });
});
