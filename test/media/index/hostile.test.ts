import fc from 'fast-check';
import { readAviIndex } from '../../../media/index/avi-index';
import type { ByteReader } from '../../../media/index/byte-reader';
import { readMatroskaCues } from '../../../media/index/matroska-index';
import { readMp4Index } from '../../../media/index/mp4-index';
import * as mp4 from './boxes';
import * as riff from './chunks';
import { type CountingReader, readerOf } from './counting-reader';
import * as ebml from './elements';

/** An index, and who reads it; the streams are the first ones. */
interface Victim {
  name: string;
  file: Buffer;
  read: (reader: ByteReader) => Promise<{ length: number }>;
}

const { box, movie, trak, sixFrames, mdat } = mp4;
const readMp4 = (reader: ByteReader) => readMp4Index(reader, 1);
const readMatroska = (reader: ByteReader) => readMatroskaCues(reader, 0);
const readAvi = (reader: ByteReader) => readAviIndex(reader, 0);

function mp4File(): Buffer {
  const tables = [...sixFrames(), mp4.ctts([1, 10], [5, 0]), mp4.stps(2)];
  return Buffer.concat([box('ftyp'), box('moov', movie(trak({ tables, edits: mp4.elst([500, -1], [6000, 10]) }))), mdat(600)]); // prettier-ignore
}

/** Its frames are of one size: a single number tells how many there are. */
function evenFile(): Buffer {
  const tables = [mp4.stts([0xffffffff, 10]), mp4.stszAlike(1, 6), mp4.stsc([1, 0xffffffff]), mp4.stco(0)];
  return box('moov', movie(trak({ tables })));
}

function fragmentedFile(): Buffer {
  const empty = [mp4.stts(), mp4.stsz(), mp4.stsc(), mp4.stco()];
  const sample = { duration: 10, size: 5, flags: mp4.independent, delay: 3 };
  const header = [mp4.tfhd(1, { base: 0, duration: 10, size: 5, flags: mp4.dependent }), mp4.tfdt64(100)];
  const fragment = mp4.moof([...header, mp4.trun({ offset: 8, samples: [sample, sample] })], [mp4.tfhd(1), mp4.trun({ firstFlags: mp4.independent, samples: [{}, {}] })]); // prettier-ignore
  const start = box('moov', movie(trak({ tables: empty }), mp4.mvex(mp4.trex(1, { size: 5 }))));
  return Buffer.concat([start, fragment, mdat(60), fragment, mdat(60)]);
}

function matroskaFile(): Buffer {
  const [tracks, cluster] = [ebml.tracks(1, 2), ebml.cluster(300)];
  const position = ebml.seekHead([ebml.ids.cues, 0]).length + tracks.length + cluster.length;
  const cues = ebml.cues(ebml.cue(0), ebml.cue(500, 1, 20), ebml.cue(900, 2, 20));
  return ebml.matroska(ebml.seekHead([ebml.ids.cues, position]), tracks, cluster, cues);
}

const pieces = [riff.key(), riff.sound(7), riff.delta(0), riff.delta(3), riff.key()];

function aviInParts(): Buffer {
  const list = riff.standardIndex(0, [{ offset: 100, bytes: 10, isKeyFrame: true }, { offset: 200, bytes: 20 }]); // prettier-ignore
  const write = (position: number) => {
    const index = riff.superIndex([{ position, frames: 2 }]);
    const stream = riff.strl(riff.strh('vids', { frames: 2 }), riff.chunk('indx', index));
    return riff.riff('AVI ', riff.hdrl(stream, riff.audio()), riff.list('movi', list));
  };
  return write(write(0).indexOf('ix00'));
}

const victims: Victim[] = [
  { name: 'MP4', file: mp4File(), read: readMp4 },
  { name: 'MP4 with frames of one size', file: evenFile(), read: readMp4 },
  { name: 'fragmented MP4', file: fragmentedFile(), read: readMp4 },
  { name: 'Matroska', file: matroskaFile(), read: readMatroska },
  { name: 'AVI', file: riff.avi(pieces), read: readAvi },
  { name: 'AVI in parts', file: aviInParts(), read: readAvi },
];

/** What a reader may say of a file, besides what is in it. */
const refusals = ['IndexUnreadable', 'RangeError', 'TypeError'];

/** @returns how many frames were found; NaN where the index was refused, in one of the ways in which it may be */
async function outcome({ read }: Pick<Victim, 'read'>, reader: CountingReader): Promise<number> {
  try {
    return (await read(reader)).length;
  } catch (error) {
    const name = error instanceof Error ? error.name : nameOf(error);
    if (typeof name !== 'string' || !refusals.includes(name)) expect(refusals).toContain(name);
    return NaN;
  }
}
/** Node's own errors are of other classes than those of the tests. */
const nameOf = (error: unknown): unknown =>
  typeof error === 'object' && error !== null && 'name' in error ? error.name : error;

/** Neither reads, nor bytes, nor frames are out of proportion to the file. */
function expectProportion(reader: CountingReader, frames: number): void {
  // A condition first: files are damaged ten thousand times, and jest's expectations take longer than reading them.
  const few = reader.reads.length <= 20 + reader.sizeBytes / 2;
  const small = reader.bytesRead() <= 200 + 8 * reader.sizeBytes;
  if (few && small && (Number.isNaN(frames) || frames <= reader.sizeBytes)) return;
  expect(reader.reads.length).toBeLessThanOrEqual(20 + reader.sizeBytes / 2);
  expect(reader.bytesRead()).toBeLessThanOrEqual(200 + 8 * reader.sizeBytes);
  if (!Number.isNaN(frames)) expect(frames).toBeLessThanOrEqual(reader.sizeBytes);
}

/** Numbers at which sums overflow, signs turn and loops stand still. */
const evil = fc.constantFrom(0, 1, 7, 8, 15, 16, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff); // prettier-ignore
const place = fc.nat({ max: 10_000 });
const damage = fc.oneof(
  fc.record({ kind: fc.constant('byte' as const), place, value: fc.nat({ max: 255 }) }),
  fc.record({ kind: fc.constant('big-endian' as const), place, value: fc.oneof(evil, fc.nat()) }),
  fc.record({ kind: fc.constant('little-endian' as const), place, value: fc.oneof(evil, fc.nat()) }),
  fc.record({ kind: fc.constant('cut' as const), place, value: fc.constant(0) }),
  fc.record({ kind: fc.constant('lose' as const), place, value: fc.integer({ min: 1, max: 40 }) }),
  fc.record({ kind: fc.constant('repeat' as const), place, value: fc.integer({ min: 1, max: 200 }) }),
);
type Damage = typeof damage extends fc.Arbitrary<infer T> ? T : never;

function damaged(file: Buffer, { kind, place, value }: Damage): Buffer {
  if (file.length === 0) return file;
  const bytes = Buffer.from(file);
  const at = place % bytes.length;
  switch (kind) {
    case 'byte':
      bytes.fill(value, at, at + 1);
      return bytes;
    case 'big-endian':
      if (at + 4 <= bytes.length) bytes.writeUInt32BE(value, at);
      return bytes;
    case 'little-endian':
      if (at + 4 <= bytes.length) bytes.writeUInt32LE(value, at);
      return bytes;
    case 'cut':
      return bytes.subarray(0, at);
    case 'lose':
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + value)]);
    case 'repeat':
      return Buffer.concat([bytes.subarray(0, at + value), bytes.subarray(at)]);
  }
}

describe.each(victims)('$name', (victim) => {
  test('is read as long as it is whole', async () => {
    expect(await outcome(victim, readerOf(victim.file))).toBeGreaterThan(0);
  });

  test('with any damage it is read or refused, in no more than its own measure', async () => {
    let read = 0;
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { minLength: 1, maxLength: 4 }), async (damages) => {
        const reader = readerOf(damages.reduce(damaged, victim.file));
        const frames = await outcome(victim, reader);
        expectProportion(reader, frames);
        if (Number.isNaN(frames)) refused += 1;
        else read += 1;
      }),
      { numRuns: 2000 },
    );
    // Damage that always, or never, is found would prove nothing.
    expect(Math.min(read, refused)).toBeGreaterThan(20);
  });

  test('every number in it may be the largest that there is, or none', async () => {
    for (const value of [0, 0xffffffff]) {
      for (let place = 0; place + 4 <= victim.file.length; place += 1) {
        const reader = readerOf(damaged(victim.file, { kind: 'big-endian', place, value }));
        expectProportion(reader, await outcome(victim, reader));
      }
    }
  });

  test('cut off anywhere', async () => {
    for (let place = 0; place < victim.file.length; place += 1) {
      const reader = readerOf(victim.file.subarray(0, place));
      expectProportion(reader, await outcome(victim, reader));
    }
  });

  test('a file much larger than what is in it', async () => {
    await fc.assert(
      fc.asyncProperty(damage, async (one) => {
        const reader = readerOf(damaged(victim.file, one), 2 ** 20);
        expectProportion(reader, await outcome(victim, reader));
      }),
      { numRuns: 200 },
    );
  });
});

test.each([
  ['MP4', readMp4, Buffer.alloc(0)],
  ['MP4, in a movie box', readMp4, Buffer.from('\0\0\0\0moov')],
  ['Matroska', readMatroska, Buffer.alloc(0)],
  ['Matroska, in a segment', readMatroska, ebml.openElement(ebml.ids.segment, Buffer.alloc(0))],
  ['AVI', readAvi, Buffer.alloc(0)],
  ['AVI, in its first part', readAvi, Buffer.concat([riff.claiming('RIFF', 0xffffffff), Buffer.from('AVI ')])],
])('any bytes: %s', async (_, read, front) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), async (bytes) => {
      const head = read === readMatroska && front.length > 0 ? ebml.ebml : Buffer.alloc(0);
      const reader = readerOf(Buffer.concat([head, front, bytes]));
      expectProportion(reader, await outcome({ read }, reader));
    }),
    { numRuns: 1000 },
  );
});
