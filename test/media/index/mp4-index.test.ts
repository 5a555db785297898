import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { readMp4Index } from '../../../media/index/mp4-index';
import { type Edit, box, ctts, dependent, elst, independent, mdat, moof, movie, mvex, openBox, sixFrames, stco, stsc, stsz, stszAlike, stts, tfdt, tfhd, trak, trex, trun, u32 } from './boxes'; // prettier-ignore
import { readerOf } from './counting-reader';

const ftyp = box('ftyp', Buffer.from('isom'));
/** Six frames of a second each, of 100 bytes, from byte 20 on: the first ones of the media data. */
const media = Buffer.concat([ftyp, mdat(600)]);
const moov = (track = trak({ tables: sixFrames(20) }), ...more: Buffer[]) => box('moov', movie(track, ...more)); // prettier-ignore
const indexOf = (file: Buffer, track = 1) => readMp4Index(readerOf(file), track);
const timesOf = async (file: Buffer) => (await indexOf(file)).map(({ pts }) => pts);
const edited = (edits: Edit[], ...tables: Buffer[]) => {
  const replaced = sixFrames(20).filter((table) => !tables.some((other) => other.equals(table)));
  return Buffer.concat([media, moov(trak({ tables: [...replaced, ...tables], edits: elst(...edits) }))]);
};

describe('readMp4Index', () => {
  test('lists the frames as packets', async () => {
    expect(await indexOf(Buffer.concat([media, moov()]))).toEqual([
      { pts: 0, duration: 10, isKeyFrame: true },
      { pts: 10, duration: 10, isKeyFrame: false },
      { pts: 20, duration: 10, isKeyFrame: false },
      { pts: 30, duration: 10, isKeyFrame: true },
      { pts: 40, duration: 10, isKeyFrame: false },
      { pts: 50, duration: 10, isKeyFrame: false },
    ]);
  });

  test.each([
    ['at the end', (index: Buffer) => [ftyp, mdat(5_000_000), index], 4],
    ['in front', (index: Buffer) => [ftyp, index, mdat(5_000_000)], 3],
    ['as the box that goes on to the end', (index: Buffer) => [ftyp, mdat(5_000_000), openBox('moov', index.subarray(8))], 4],
  ])('reads headers and the index, %s', async (_, parts, reads) => {
    const index = moov();
    const reader = readerOf(Buffer.concat(parts(index)));
    expect(await readMp4Index(reader, 1)).toHaveLength(6);
    expect(reader.reads).toHaveLength(reads);
    expect(reader.bytesRead()).toBeLessThanOrEqual(3 * 16 + index.length);
  }); // prettier-ignore

  test('in the order of decoding, at the times of showing', async () => {
    expect(await timesOf(edited([[6000, 10]], ctts([1, 10], [1, 20], [1, 0], [3, 10])))).toEqual([0, 20, 10, 30, 40, 50]);
  }); // prettier-ignore

  test.each<[string, Edit[], number[]]>([
    ['cuts away the start', [[6000, 20]], [0, 10, 20, 30]],
    ['cuts away the end: what begins at it is no more shown', [[4000, 0]], [0, 10, 20, 30]],
    ['cuts away both', [[2000, 20]], [0, 10]],
    ['begins late', [[700, -1], [6000, 0]], [7, 17, 27, 37, 47, 57]],
    ['begins late with what isn’t the first', [[700, -1], [6000, 20]], [7, 17, 27, 37]],
    ['begins between two frames: the later one begins with it', [[6000, 13]], [0, 10, 20, 30]],
    ['begins late, between two frames', [[1000, -1], [6000, 13]], [10, 20, 30, 40]],
    ['shows nothing', [[0, 0]], []],
    ['begins after the end', [[1000, 60]], []],
  ])('an edit that %s', async (_, edits, expected) => {
    expect(await timesOf(edited(edits))).toEqual(expected);
  }); // prettier-ignore

  test('a frame before the edit that is decoded after it began', async () => {
    // Shown at 10, 0, 20, 30, 40, 50: the edit cuts away what is shown at 0.
    expect(await timesOf(edited([[6000, 10]], ctts([1, 10], [1, -10], [4, 0])))).toEqual([0, 10, 20, 30, 40]);
  });

  test('frames beyond the end of a file that was cut off are left out', async () => {
    const whole = Buffer.concat([ftyp, moov(trak({ tables: sixFrames(10_000) })), mdat(12_000)]);
    expect(await timesOf(whole.subarray(0, 10_000))).toEqual([]);
    expect(await timesOf(whole.subarray(0, 10_001))).toEqual([0]);
    expect(await timesOf(whole.subarray(0, 10_350))).toEqual([0, 10, 20, 30]);
  });
});

describe('a fragmented file', () => {
  const fragment = (time: number) =>
    Buffer.concat([
      moof([
        tfhd(1, { duration: 10, size: 100, flags: dependent }),
        tfdt(time),
        trun({ offset: 0, firstFlags: independent, samples: [{}, {}] }),
      ]),
      mdat(200),
    ]);
  const header = (edits?: Buffer, tables = [stts(), stsz(), stsc(), stco()]) =>
    Buffer.concat([ftyp, moov(trak({ tables, ...(edits ? { edits } : {}) }), mvex(trex(1)))]);

  test('all fragments’ frames', async () => {
    expect(await indexOf(Buffer.concat([header(), fragment(0), fragment(20)]))).toEqual([
      { pts: 0, duration: 10, isKeyFrame: true },
      { pts: 10, duration: 10, isKeyFrame: false },
      { pts: 20, duration: 10, isKeyFrame: true },
      { pts: 30, duration: 10, isKeyFrame: false },
    ]);
  });

  test('after those of the movie box', async () => {
    const untimed = moof([tfhd(1, { duration: 5, size: 1 }), trun({ offset: 0, samples: [{}] })]);
    const file = Buffer.concat([header(undefined, sixFrames(20)), mdat(600), untimed]);
    expect(await timesOf(file)).toEqual([0, 10, 20, 30, 40, 50, 60]);
  });

  test('an edit shifts and cuts nothing', async () => {
    const file = Buffer.concat([header(elst([0, 5])), fragment(0), fragment(20)]);
    expect(await timesOf(file)).toEqual([-5, 5, 15, 25]);
  });

  test('fragments aren’t looked for where the movie box announces none', async () => {
    const reader = readerOf(Buffer.concat([media, moov(), fragment(60)]));
    expect(await readMp4Index(reader, 1)).toHaveLength(6);
    expect(reader.reads).toHaveLength(4);
  });
});

describe('what isn’t surely understood', () => {
  test.each([
    ['no movie box', Buffer.concat([media, box('free')])],
    ['nothing at all', Buffer.alloc(0)],
    ['something else', Buffer.from('This is no video, but a text of some length.')],
  ])('%s', async (_, file) => {
    await expect(indexOf(file)).rejects.toThrow(new IndexUnreadable('There is no movie box'));
  });

  test('a movie box without the track', async () => {
    await expect(indexOf(moov(), 2)).rejects.toThrow(new IndexUnreadable('There is no track 2'));
  });

  test('a movie box that is larger than any', async () => {
    const reader = readerOf(openBox('moov'), 2 ** 40);
    await expect(readMp4Index(reader, 1)).rejects.toThrow(/The movie box has \d+ bytes/);
    expect(reader.bytesRead()).toBe(16);
  });

  test('more samples than the file has bytes', async () => {
    const claims = 0xffffffff;
    const tables = [stts([claims, 1]), stszAlike(1, claims), stsc([1, claims]), stco(0)];
    const file = Buffer.concat([media, moov(trak({ tables }))]);
    await expect(indexOf(file)).rejects.toThrow(new IndexUnreadable(`There are more than ${file.length} samples`));
  });

  test('more samples than any video has', async () => {
    const tables = [stts([0xffffffff, 1]), stszAlike(1, 0xffffffff), stsc([1, 0xffffffff]), stco(0)];
    // An edit keeps none of them: they are only counted.
    const reader = readerOf(moov(trak({ tables, edits: elst([0, 0]) })), 2 ** 34);
    await expect(readMp4Index(reader, 1)).rejects.toThrow('There are more than 10000000 samples');
  });

  test('many runs that claim many samples each, in few bytes', async () => {
    const runs = Array.from({ length: 1000 }, () => trun({ samples: [], claims: 1_000_000 }));
    const file = Buffer.concat([moov(trak({ tables: [stts(), stsz(), stsc(), stco()] }), mvex(trex(1))), moof([tfhd(1), ...runs])]);
    await expect(indexOf(file)).rejects.toThrow(`There are more than ${file.length} samples`);
  }); // prettier-ignore

  test('a movie box that is cut off', async () => {
    const file = Buffer.concat([media, moov()]);
    await expect(indexOf(file.subarray(0, file.length - 4))).rejects.toThrow(IndexUnreadable);
  });

  test('a box of nothing but a claim', async () => {
    await expect(indexOf(Buffer.concat([u32(3), Buffer.from('moov')]))).rejects.toThrow(IndexUnreadable);
  });
});
