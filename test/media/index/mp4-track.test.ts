import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { readTrack } from '../../../media/index/mp4-track';
import { type Edit, box, clock, clock64, elst, elst64, movie, plain, tkhd, tkhd64, trak, u32 } from './boxes';

const whole = { fragmented: false };
const uncut = { from: -Infinity, until: Infinity };

describe('readTrack', () => {
  test('finds the track by its number', () => {
    const moov = movie(trak({ id: 1 }), trak({ id: 7, media: clock('mdhd', 600) }));
    expect(readTrack(moov, 7, whole)).toMatchObject({ id: 7, timescale: 600, edit: { ...uncut, offset: 0 } });
    expect(readTrack(moov, 1, whole).timescale).toBe(10);
  });

  test('its sample table lies where it says', () => {
    const moov = movie(trak({ tables: [box('stts'), box('stsz')] }));
    const { sampleTable } = readTrack(moov, 1, whole);
    expect(moov.subarray(sampleTable.start, sampleTable.end)).toEqual(Buffer.concat([box('stts'), box('stsz')]));
  });

  test('headers with times of 64 bits', () => {
    const track = trak({ header: tkhd64(3), media: clock64('mdhd', 90_000), edits: elst([2000, 900]) });
    const moov = Buffer.concat([clock64('mvhd', 500), track]);
    expect(readTrack(moov, 3, whole)).toMatchObject({
      timescale: 90_000,
      edit: { from: 900, until: 900 + 4 * 90_000, offset: -900 },
    });
  });

  test.each<[string, Buffer[]]>([
    ['no such track', [trak({ id: 2 })]],
    ['no tracks', []],
    ['a track without a header', [box('trak', box('mdia', clock('mdhd', 10), box('minf', box('stbl'))))]],
    ['a track without a clock', [box('trak', tkhd(1), box('mdia', box('minf', box('stbl'))))]],
    ['a track without a sample table', [box('trak', tkhd(1), box('mdia', clock('mdhd', 10), box('minf')))]],
  ])('refuses: %s', (_, tracks) => {
    expect(() => readTrack(movie(...tracks), 1, whole)).toThrow(new IndexUnreadable('There is no track 1'));
  });

  test.each([
    ['track', movie(trak({ media: clock('mdhd', 0) }))],
    ['movie', Buffer.concat([clock('mvhd', 0), trak({ edits: elst([1000, 0]) })])],
  ])('refuses a %s whose clock doesn’t tick', (_, moov) => {
    expect(() => readTrack(moov, 1, whole)).toThrow(new IndexUnreadable('A clock has no ticks'));
  });
});

describe('the edit list', () => {
  const editOf = (edits: Buffer | undefined, fragmented = false) =>
    readTrack(movie(trak({ edits })), 1, { fragmented }).edit;

  test.each<[string, Edit[], { from: number; until: number; offset: number }]>([
    ['no part: everything as it is', [], { ...uncut, offset: 0 }],
    ['one part from the start', [[3000, 0]], { from: 0, until: 30, offset: 0 }],
    ['one part that cuts away the start', [[2000, 20]], { from: 20, until: 40, offset: -20 }],
    ['one part, late by an empty one', [[500, -1], [3000, 10]], { from: 10, until: 40, offset: -5 }],
    ['an empty part alone', [[500, -1]], { ...uncut, offset: 5 }],
    ['lengths are rounded to the track’s ticks', [[1049, -1], [1951, 0]], { from: 0, until: 20, offset: 10 }],
  ])('%s', (_, edits, expected) => {
    expect(editOf(elst(...edits))).toEqual(expected);
    expect(editOf(elst64(...edits))).toEqual(expected);
  }); // prettier-ignore

  test('a track without one', () => expect(editOf(undefined)).toEqual({ ...uncut, offset: 0 }));

  test('an edit of 64 bits goes on beyond those of 32', () => {
    expect(editOf(elst64([8e12, 5e9]))).toEqual({ from: 5e9, until: 85e9, offset: -5e9 });
  });

  test('without a movie’s clock its lengths are in the track’s ticks', () => {
    expect(readTrack(trak({ edits: elst([30, 10]) }), 1, whole).edit).toEqual({ from: 10, until: 40, offset: -10 });
  });

  test('in fragmented files it shifts and cuts nothing: its length was written before any was known', () => {
    expect(editOf(elst([0, 20]), true)).toEqual({ ...uncut, offset: -20 });
    expect(editOf(elst([500, -1], [0, 20]), true)).toEqual({ ...uncut, offset: -15 });
  });

  test.each<[string, Edit[]]>([
    ['two parts', [[1000, 0], [1000, 20]]],
    ['an empty part at the end', [[1000, 0], [500, -1]]],
    ['an empty part in the middle', [[1000, 0], [500, -1], [1000, 20]]],
    ['two empty parts', [[500, -1], [500, -1], [1000, 0]]],
    ['an empty part without a length', [[0, -1], [1000, 0]]],
    ['another speed', [[1000, 0, 2]]],
    ['a still picture', [[1000, 0, 0]]],
    ['half the speed', [[1000, 0, 0.5]]],
  ])('is left to ffprobe: %s', (_, edits) => {
    expect(() => editOf(elst(...edits))).toThrow(new IndexUnreadable(`The edit list has ${edits.length} parts`));
    expect(() => editOf(elst64(...edits))).toThrow(IndexUnreadable);
  }); // prettier-ignore

  test.each([2, 0xffffffff])('refuses a list that has no room for its %d parts', (count) => {
    const edits = plain('elst', u32(count, 1000, 0, 0x10000));
    expect(() => editOf(edits)).toThrow(new IndexUnreadable(`The edit list has no room for its ${count} parts`));
  });
});
