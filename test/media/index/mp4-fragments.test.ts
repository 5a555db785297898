import { IndexUnreadable } from '../../../media/index/index-unreadable';
import { fragmentSamples } from '../../../media/index/mp4-fragments';
import type { Sample } from '../../../media/index/sample';
import { box, dependent, independent, mdat, moof, movie, mvex, openBox, plain, tfdt, tfdt64, tfhd, trak, trex, trun, u32 } from './boxes'; // prettier-ignore
import { type CountingReader, readerOf } from './counting-reader';

const moov = movie(trak(), mvex(trex(2, { duration: 99 }), trex(1, { duration: 10, size: 50, flags: dependent })));

async function samplesIn(
  file: Buffer | CountingReader,
  { movieBox = moov, track = 1, from = 0 } = {},
): Promise<Sample[]> {
  const samples: Sample[] = [];
  const reader = Buffer.isBuffer(file) ? readerOf(file) : file;
  for await (const sample of fragmentSamples(reader, movieBox, track, from)) samples.push(sample);
  return samples;
}
const times = (samples: Sample[]) => samples.map(({ time }) => time);
const keys = (samples: Sample[]) => samples.map(({ isKeyFrame }) => isKeyFrame);
const positions = (samples: Sample[]) => samples.map(({ position }) => position);
const three = [{}, {}, {}];

describe('a fragment’s samples', () => {
  test('what they don’t say is as the movie box says', async () => {
    expect(await samplesIn(moof([tfhd(1), tfdt(1000), trun({ offset: 400, samples: three })]))).toEqual([
      { time: 1000, duration: 10, isKeyFrame: false, position: 400 },
      { time: 1010, duration: 10, isKeyFrame: false, position: 450 },
      { time: 1020, duration: 10, isKeyFrame: false, position: 500 },
    ]);
  });

  test('or as the fragment’s header says', async () => {
    const header = tfhd(1, { duration: 7, size: 30, flags: independent });
    expect(await samplesIn(moof([header, tfdt(0), trun({ offset: 0, samples: three })]))).toEqual([
      { time: 0, duration: 7, isKeyFrame: true, position: 0 },
      { time: 7, duration: 7, isKeyFrame: true, position: 30 },
      { time: 14, duration: 7, isKeyFrame: true, position: 60 },
    ]);
  });

  test('or they say it themselves', async () => {
    const samples = [
      { duration: 5, size: 10, flags: independent, delay: 20 },
      { duration: 6, size: 20, flags: dependent, delay: -5 },
      { duration: 7, size: 30, flags: dependent, delay: 0 },
    ];
    expect(await samplesIn(moof([tfhd(1), tfdt(100), trun({ offset: 0, samples })]))).toEqual([
      { time: 120, duration: 5, isKeyFrame: true, position: 0 },
      { time: 100, duration: 6, isKeyFrame: false, position: 10 },
      { time: 111, duration: 7, isKeyFrame: false, position: 30 },
    ]);
  });

  test('or the movie box says nothing: they take no time and no room, and depend on none', async () => {
    const found = await samplesIn(moof([tfhd(1), tfdt(5), trun({ offset: 0, samples: [{}, {}] })]), {
      movieBox: movie(trak()),
    });
    expect(found).toEqual([1, 2].map(() => ({ time: 5, duration: 0, isKeyFrame: true, position: 0 })));
  });

  test('the first one’s own flags', async () => {
    const run = trun({ offset: 0, firstFlags: independent, samples: three });
    expect(keys(await samplesIn(moof([tfhd(1), tfdt(0), run])))).toEqual([true, false, false]);
    // Each run has a first one.
    expect(keys(await samplesIn(moof([tfhd(1), tfdt(0), run, run])))).toEqual([true, false, false, true, false, false]);
  });

  test.each([
    ['no sync sample', 0x00010000],
    ['depends on others', 0x01000000],
  ])('no key frame: %s', async (_, flags) => {
    expect(keys(await samplesIn(moof([tfhd(1, { flags }), tfdt(0), trun({ samples: [{}] })])))).toEqual([false]);
  });

  test('times of 64 bits', async () => {
    expect(times(await samplesIn(moof([tfhd(1), tfdt64(5e12), trun({ samples: [{}] })])))).toEqual([5e12]);
  });

  test('only those of the track', async () => {
    const file = moof([tfhd(2), tfdt(0), trun({ samples: three })], [tfhd(1), tfdt(70), trun({ samples: [{}] })]);
    expect(times(await samplesIn(file))).toEqual([70]);
    expect(times(await samplesIn(file, { track: 2 }))).toEqual([0, 99, 198]);
    expect(await samplesIn(file, { track: 3 })).toEqual([]);
  });

  test('other boxes among them, and a part without a header, are passed over', async () => {
    const file = Buffer.concat([
      box('styp'),
      box('moof', plain('mfhd', u32(1)), box('traf', tfdt(5), trun({ samples: three })), box('free'), box('traf', tfhd(1), box('free'), tfdt(3), trun({ samples: [{}] }))),
      mdat(10),
    ]); // prettier-ignore
    expect(times(await samplesIn(file))).toEqual([3]);
  });
});

describe('where samples lie', () => {
  const at = (fragment: Buffer) => Buffer.concat([mdat(92), fragment]);

  test('counted from the fragment, whose place is that of its header', async () => {
    expect(positions(await samplesIn(at(moof([tfhd(1), tfdt(0), trun({ offset: 8, samples: three })]))))).toEqual([108, 158, 208]); // prettier-ignore
  });

  test('counted from where the fragment’s header says', async () => {
    const fragment = moof([tfhd(1, { base: 5e9 }), tfdt(0), trun({ offset: -8, samples: [{}] })]);
    expect(positions(await samplesIn(at(fragment)))).toEqual([5e9 - 8]);
  });

  test('a run that doesn’t say follows on the one before', async () => {
    const run = trun({ samples: [{ size: 7 }, { size: 8 }] });
    expect(positions(await samplesIn(at(moof([tfhd(1), tfdt(0), run, run]))))).toEqual([100, 107, 115, 122]);
  });
});

describe('fragments without a time', () => {
  const next = moof([tfhd(1), trun({ samples: three })]);

  test('go on where the one before ended', async () => {
    const file = Buffer.concat([moof([tfhd(1), tfdt(500), trun({ samples: three })]), mdat(9), next, next]);
    expect(times(await samplesIn(file))).toEqual([500, 510, 520, 530, 540, 550, 560, 570, 580]);
  });

  test('the first goes on where the sample table ended', async () => {
    expect(times(await samplesIn(next, { from: 60 }))).toEqual([60, 70, 80]);
  });

  test('delays don’t count', async () => {
    const late = moof([tfhd(1), tfdt(0), trun({ samples: [{ delay: 100 }, { delay: 200 }] })]);
    expect(times(await samplesIn(Buffer.concat([late, next])))).toEqual([100, 210, 20, 30, 40]);
  });
});

describe('what is read of a fragmented file', () => {
  const fragment = (time: number) => moof([tfhd(1), tfdt(time), trun({ samples: three })]);
  const pieces = Array.from({ length: 20 }, (_, piece) => [fragment(piece * 30), mdat(100_000)]).flat();

  test('are the fragments’ headers', async () => {
    const reader = readerOf(Buffer.concat(pieces));
    expect(times(await samplesIn(reader))).toHaveLength(60);
    // A header for each box, and the content of each fragment.
    expect(reader.reads).toHaveLength(60);
    expect(reader.bytesRead()).toBeLessThan(20 * (16 + 16 + fragment(0).length));
    expect(reader.sizeBytes).toBeGreaterThan(2_000_000);
  });

  test('one that was cut off among its samples is read, one that was cut off within its headers isn’t', async () => {
    const whole = Buffer.concat(pieces.slice(0, 4));
    expect(await samplesIn(whole.subarray(0, whole.length - 10))).toHaveLength(6);
    const cut = Buffer.concat(pieces.slice(0, 3));
    await expect(samplesIn(cut.subarray(0, cut.length - 10))).rejects.toThrow(IndexUnreadable);
  });

  test('no more than 5000 fragments', async () => {
    const many = (count: number) => Buffer.concat(Array.from({ length: count }, () => fragment(0)));
    expect(await samplesIn(many(5000))).toHaveLength(15_000);
    await expect(samplesIn(many(5001))).rejects.toThrow(new IndexUnreadable('There are more than 5000 fragments'));
  });

  test('no headers of any length', async () => {
    const reader = readerOf(openBox('moof'), 2 ** 40);
    await expect(samplesIn(reader)).rejects.toThrow(/A fragment’s headers have \d+ bytes/);
    expect(reader.bytesRead()).toBe(16);
  });
});

describe('what isn’t surely understood', () => {
  test('a run without room for its samples', async () => {
    const file = moof([tfhd(1), tfdt(0), trun({ samples: [{ size: 5 }, { size: 6 }], claims: 3 })]);
    await expect(samplesIn(file)).rejects.toThrow(new IndexUnreadable('A run has no room for its 3 samples'));
  });

  test.each([1_000_001, 0xffffffff])('a run of %d samples of which none takes room', async (claims) => {
    const file = moof([tfhd(1), tfdt(0), trun({ samples: [], claims })]);
    await expect(samplesIn(file)).rejects.toThrow(new IndexUnreadable(`A run claims ${claims} samples`));
  });

  test('a fragment’s part that is longer than the fragment', async () => {
    const file = box('moof', u32(1000), Buffer.from('traf'));
    await expect(samplesIn(file)).rejects.toThrow(IndexUnreadable);
  });

  test('a header that is cut off reads beyond the end', async () => {
    await expect(samplesIn(box('moof', box('traf', box('tfhd', u32(0)))))).rejects.toThrow(/out of range/);
  });
});
