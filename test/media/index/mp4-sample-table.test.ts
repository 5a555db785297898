import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { samplesOf } from '../../../media/index/mp4-sample-table';
import type { Sample } from '../../../media/index/sample';
import {
  box,
  co64,
  ctts,
  plain,
  sixFrames,
  stco,
  stps,
  stsc,
  stss,
  stsz,
  stszAlike,
  stts,
  u16,
  u32,
  u8,
} from './boxes';

function samples(...tables: Buffer[]): Sample[] {
  const bytes = Buffer.concat(tables);
  return [...samplesOf(bytes, { type: 'stbl', start: 0, end: bytes.length })];
}
/** The six frames, with other tables instead of those of the same type. */
function six(...others: Buffer[]): Sample[] {
  const type = (table: Buffer) => table.toString('latin1', 4, 8);
  const replaced = new Set(others.map(type));
  return samples(...sixFrames().filter((table) => !replaced.has(type(table))), ...others);
}
const without = (...types: string[]) => sixFrames().filter((table) => !types.includes(table.toString('latin1', 4, 8)));

const times = (found: Sample[]) => found.map(({ time }) => time);
const keys = (found: Sample[]) => found.flatMap(({ isKeyFrame }, position) => (isKeyFrame ? [position + 1] : []));
const positions = (found: Sample[]) => found.map(({ position }) => position);

describe('samplesOf', () => {
  test('tells time, duration, place and kind of each sample', () => {
    expect(samples(...sixFrames(1000))).toEqual([
      { time: 0, duration: 10, isKeyFrame: true, position: 1000 },
      { time: 10, duration: 10, isKeyFrame: false, position: 1100 },
      { time: 20, duration: 10, isKeyFrame: false, position: 1200 },
      { time: 30, duration: 10, isKeyFrame: true, position: 1300 },
      { time: 40, duration: 10, isKeyFrame: false, position: 1400 },
      { time: 50, duration: 10, isKeyFrame: false, position: 1500 },
    ]);
  });

  test('uneven durations', () => {
    expect(times(six(stts([2, 10], [0, 99], [1, 25], [3, 0])))).toEqual([0, 10, 20, 45, 45, 45]);
  });

  test('frames that are shown later than they are decoded, or earlier', () => {
    expect(times(six(ctts([1, 20], [2, 30], [1, 0], [2, -10])))).toEqual([20, 40, 50, 30, 30, 40]);
  });

  test('frames beyond the end of the delays have none', () => {
    expect(times(six(ctts([2, 5])))).toEqual([5, 15, 20, 30, 40, 50]);
  });

  test('without a list of key frames, each is one', () => {
    expect(keys(samples(...without('stss')))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('an empty list of key frames: none is one', () => expect(keys(six(stss()))).toEqual([]));

  test('partial sync samples are key frames, too, with the others and alone', () => {
    expect(keys(six(stps(3, 5)))).toEqual([1, 3, 4, 5]);
    expect(keys(six(stps(1, 4)))).toEqual([1, 4]);
    expect(keys(samples(...without('stss'), stps(2)))).toEqual([2]);
  });

  test('key frames beyond the last sample, or twice', () => {
    expect(keys(six(stss(1, 1, 4, 9)))).toEqual([1, 4]);
  });

  test('samples of one size', () => {
    expect(positions(six(stszAlike(50, 6)))).toEqual([0, 50, 100, 300, 350, 400]);
  });

  test.each([
    ['8', plain('stz2', u8(0, 0, 0, 8), u32(6), u8(1, 2, 3, 4, 5, 6))],
    ['16', plain('stz2', u8(0, 0, 0, 16), u32(6), u16(1, 2, 3, 4, 5, 6))],
  ])('sizes of %s bits', (_, sizes) => {
    expect(positions(samples(...without('stsz'), sizes))).toEqual([0, 1, 3, 300, 304, 309]);
  });

  test('chunks of several lengths', () => {
    expect(positions(six(stsc([1, 1], [3, 2]), stco(0, 1000, 2000, 3000)))).toEqual([0, 1000, 2000, 2100, 3000, 3100]);
  });

  test('a chunk without samples', () => {
    expect(positions(six(stsc([1, 3], [2, 0], [3, 3]), stco(0, 1000, 2000)))).toEqual([0, 100, 200, 2000, 2100, 2200]);
  });

  test('places beyond four gigabytes', () => {
    const [far, farther] = [6e9, 9e12];
    const found = samples(...without('stco'), co64(far, farther));
    expect(positions(found)).toEqual([far, far + 100, far + 200, farther, farther + 100, farther + 200]);
  });

  test('no samples', () => expect(samples(stts(), stsz(), stsc(), stco())).toEqual([]));
});

describe('what isn’t surely understood', () => {
  test.each(['stts', 'stsc'])('a table without %s', (type) => {
    expect(() => samples(...without(type))).toThrow(new IndexUnreadable(`The sample table has no ${type}`));
  });

  test('a table without sizes, and one without places', () => {
    expect(() => samples(...without('stsz'))).toThrow(new IndexUnreadable('The sample table has no stz2'));
    expect(() => samples(...without('stco'))).toThrow(new IndexUnreadable('The sample table has no co64'));
  });

  /** A table that claims more entries than it has room for, with a box behind it that could be mistaken for them. */
  const claim = (type: string, ...fields: number[]) => [plain(type, u32(...fields)), box('free', Buffer.alloc(100))];
  test.each<[string, Buffer[], string]>([
    ['stsz', claim('stsz', 0, 6, 100), 'stsz has no room for its 6 samples'],
    ['all the samples that there can be', claim('stsz', 0, 0xffffffff), 'stsz has no room for its 4294967295 samples'],
    ['stts', claim('stts', 2, 6, 10), 'A table is longer than its box'],
    ['ctts', claim('ctts', 2, 6, 10), 'A table is longer than its box'],
    ['stss', claim('stss', 2, 1), 'stss is longer than its box'],
    ['stps', claim('stps', 0xffffffff, 1), 'stps is longer than its box'],
    ['stsc', claim('stsc', 2, 1, 3, 1), 'stsc has no room for its 2 runs'],
    ['stco', claim('stco', 2, 0), 'stco has no room for its 2 chunks'],
  ])('no room: %s', (_, tables, message) => {
    expect(() => six(...tables)).toThrow(new IndexUnreadable(message));
  });

  test('no room: co64', () => {
    expect(() => samples(...without('stco'), ...claim('co64', 2, 0, 0))).toThrow('co64 has no room for its 2 chunks');
  });

  test.each([8, 16])('no room: stz2 of %d bits', (bits) => {
    const table = plain('stz2', u8(0, 0, 0, bits), u32(6), Buffer.alloc(5));
    expect(() => samples(...without('stsz'), table)).toThrow('stz2 has no room for its 6 samples');
  });

  test.each([0, 4, 32])('sizes of %d bits', (bits) => {
    const table = plain('stz2', u8(0, 0, 0, bits), u32(6), Buffer.alloc(24));
    expect(() => samples(...without('stsz'), table)).toThrow(new IndexUnreadable(`stz2 has fields of ${bits} bits`));
  });

  test('samples without a duration', () => {
    expect(() => six(stts([5, 10]))).toThrow(new IndexUnreadable('Sample 6 has no duration'));
  });

  test('samples without a chunk', () => {
    expect(() => six(stco(0))).toThrow(new IndexUnreadable('Sample 4 is in no chunk'));
    expect(() => six(stsc([1, 0]))).toThrow(new IndexUnreadable('Sample 1 is in no chunk'));
  });

  test('chunks whose lengths are told from the second on', () => {
    expect(() => six(stsc([2, 3]))).toThrow(new IndexUnreadable('stsc doesn’t begin with the first chunk'));
    expect(() => six(stsc())).toThrow(IndexUnreadable);
  });
});
