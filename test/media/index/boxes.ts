/** Writers of MP4 boxes (ISO/IEC 14496-12), as small as tests of their readers allow. */

export const u8 = (...values: number[]): Buffer => Buffer.from(values);
export const u16 = (...values: number[]): Buffer => numbers(values, 2, (bytes, value, at) => bytes.writeUInt16BE(value, at)); // prettier-ignore
export const u32 = (...values: number[]): Buffer => numbers(values, 4, (bytes, value, at) => bytes.writeUInt32BE(value, at)); // prettier-ignore
export const i32 = (...values: number[]): Buffer => numbers(values, 4, (bytes, value, at) => bytes.writeInt32BE(value, at)); // prettier-ignore
export const i64 = (...values: number[]): Buffer => numbers(values, 8, (bytes, value, at) => bytes.writeBigInt64BE(BigInt(value), at)); // prettier-ignore

function numbers(values: number[], width: number, write: (bytes: Buffer, value: number, at: number) => void): Buffer {
  const bytes = Buffer.alloc(values.length * width);
  for (const [position, value] of values.entries()) write(bytes, value, position * width);
  return bytes;
}

export function box(type: string, ...content: Buffer[]): Buffer {
  const inner = Buffer.concat(content);
  return Buffer.concat([u32(8 + inner.length), Buffer.from(type, 'latin1'), inner]);
}

/** With its size in 64 bits. */
export function largeBox(type: string, ...content: Buffer[]): Buffer {
  const inner = Buffer.concat(content);
  return Buffer.concat([u32(1), Buffer.from(type, 'latin1'), i64(16 + inner.length), inner]);
}

/** One that goes on to the end of what it is in. */
export const openBox = (type: string, ...content: Buffer[]): Buffer =>
  Buffer.concat([u32(0), Buffer.from(type, 'latin1'), ...content]);

const versioned = (type: string, version: number, flags: number, ...content: Buffer[]): Buffer =>
  box(type, u32(version * 2 ** 24 + flags), ...content);
export const plain = (type: string, ...content: Buffer[]): Buffer => versioned(type, 0, 0, ...content);

export const stts = (...runs: [count: number, duration: number][]): Buffer =>
  plain('stts', u32(runs.length, ...runs.flat()));
export const ctts = (...runs: [count: number, delay: number][]): Buffer =>
  plain('ctts', u32(runs.length), i32(...runs.flat()));
export const stsz = (...sizes: number[]): Buffer => plain('stsz', u32(0, sizes.length, ...sizes));
export const stszAlike = (size: number, count: number): Buffer => plain('stsz', u32(size, count));
export const stsc = (...runs: [firstChunk: number, samples: number][]): Buffer =>
  plain('stsc', u32(runs.length, ...runs.flatMap((run) => [...run, 1])));
export const stco = (...offsets: number[]): Buffer => plain('stco', u32(offsets.length, ...offsets));
export const co64 = (...offsets: number[]): Buffer => plain('co64', u32(offsets.length), i64(...offsets));
/** Key frames, counted from 1. */
export const stss = (...numbersOfSamples: number[]): Buffer =>
  plain('stss', u32(numbersOfSamples.length, ...numbersOfSamples));
export const stps = (...numbersOfSamples: number[]): Buffer =>
  plain('stps', u32(numbersOfSamples.length, ...numbersOfSamples));

/** An edit: duration in the movie's ticks, time in the track's, -1 for an empty one. */
export type Edit = [duration: number, mediaTime: number, rate?: number];
export const elst = (...edits: Edit[]): Buffer =>
  plain('elst', u32(edits.length), ...edits.map(([duration, time, rate = 1]) => Buffer.concat([u32(duration), i32(time), i32(rate * 0x10000)]))); // prettier-ignore
export const elst64 = (...edits: Edit[]): Buffer =>
  versioned('elst', 1, 0, u32(edits.length), ...edits.map(([duration, time, rate = 1]) => Buffer.concat([i64(duration, time), i32(rate * 0x10000)]))); // prettier-ignore

/** A clock's header: `mvhd` or `mdhd`. */
export const clock = (type: string, timescale: number): Buffer => plain(type, u32(0, 0, timescale, 0));
export const clock64 = (type: string, timescale: number): Buffer =>
  versioned(type, 1, 0, i64(0, 0), u32(timescale), i64(0));
export const tkhd = (id: number): Buffer => plain('tkhd', u32(0, 0, id, 0));
export const tkhd64 = (id: number): Buffer => versioned('tkhd', 1, 0, i64(0, 0), u32(id, 0), i64(0));

export interface TrackToWrite {
  id?: number;
  header?: Buffer;
  media?: Buffer;
  edits?: Buffer;
  tables?: Buffer[];
}

/** A track of six frames of 10 ticks, a second each, unless told otherwise; its samples lie from `position` on. */
export function trak({ id = 1, header = tkhd(id), media = clock('mdhd', 10), edits, tables = sixFrames() }: TrackToWrite = {}): Buffer {
  const table = box('minf', box('stbl', ...tables));
  return box('trak', header, ...(edits ? [box('edts', edits)] : []), box('mdia', media, table));
} // prettier-ignore

/** Two GOPs of three frames, 100 bytes each, in two chunks. */
export const sixFrames = (position = 0): Buffer[] => [
  stts([6, 10]),
  stss(1, 4),
  stsz(100, 100, 100, 100, 100, 100),
  stsc([1, 3]),
  stco(position, position + 300),
];

/** What a movie box holds: its clock ticks 1000 times a second. */
export const movie = (...parts: Buffer[]): Buffer => Buffer.concat([clock('mvhd', 1000), ...parts]);

export const trex = (id: number, { duration = 0, size = 0, flags = 0 } = {}): Buffer =>
  plain('trex', u32(id, 1, duration, size, flags));
export const mvex = (...parts: Buffer[]): Buffer => box('mvex', ...parts);

/** A fragment's track header: the fields that are there say so in its flags. */
export function tfhd(id: number, { base, duration, size, flags }: { base?: number; duration?: number; size?: number; flags?: number } = {}): Buffer {
  const fields = [
    ...(base === undefined ? [] : [{ flag: 0x1, bytes: i64(base) }]),
    ...(duration === undefined ? [] : [{ flag: 0x8, bytes: u32(duration) }]),
    ...(size === undefined ? [] : [{ flag: 0x10, bytes: u32(size) }]),
    ...(flags === undefined ? [] : [{ flag: 0x20, bytes: u32(flags) }]),
  ];
  return versioned('tfhd', 0, fields.reduce((sum, { flag }) => sum + flag, 0), u32(id), ...fields.map(({ bytes }) => bytes));
} // prettier-ignore

export const tfdt = (time: number): Buffer => plain('tfdt', u32(time));
export const tfdt64 = (time: number): Buffer => versioned('tfdt', 1, 0, i64(time));

/** Flags of a sample that depends on others. */
export const dependent = 0x01010000;
export const independent = 0x02000000;

export interface RunToWrite {
  offset?: number;
  firstFlags?: number;
  /** Each with the same fields; those of the first sample say which there are. */
  samples: { duration?: number; size?: number; flags?: number; delay?: number }[];
  /** Number of samples that the run claims. */
  claims?: number;
}
export function trun({ offset, firstFlags, samples, claims = samples.length }: RunToWrite): Buffer {
  const fields = ([['duration', 0x100], ['size', 0x200], ['flags', 0x400], ['delay', 0x800]] as const).filter(([name]) => samples[0]?.[name] !== undefined); // prettier-ignore
  const own = (offset === undefined ? 0 : 0x1) + (firstFlags === undefined ? 0 : 0x4);
  return versioned(
    'trun',
    1,
    fields.reduce((sum, [, flag]) => sum + flag, own),
    u32(claims),
    ...(offset === undefined ? [] : [i32(offset)]),
    ...(firstFlags === undefined ? [] : [u32(firstFlags)]),
    ...samples.map((sample) => i32(...fields.map(([name]) => sample[name] ?? 0))),
  );
}

/** A fragment: a header for one track with its parts. */
export const moof = (...trackFragments: Buffer[][]): Buffer =>
  box('moof', plain('mfhd', u32(1)), ...trackFragments.map((parts) => box('traf', ...parts)));
export const mdat = (bytes: number): Buffer => box('mdat', Buffer.alloc(bytes));
