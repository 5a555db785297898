import { deflateSync } from 'node:zlib';

/**
 * Files that no camera writes and no ffmpeg would: byte by byte, so that a header can claim what it likes. Each builder
 * writes just what ffprobe needs to open the file.
 */

type Part = Buffer | string | readonly number[];

const bytes = (...parts: readonly Part[]): Buffer =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'latin1') : Buffer.from(part))));
const zeros = (count: number): Buffer => Buffer.alloc(count);
const u16 = (value: number): Buffer => bytes([value >> 8, value & 255]);
const u32 = (value: number): Buffer => {
  const buffer = zeros(4);
  buffer.writeUInt32BE(value);
  return buffer;
};
/** Many numbers of 32 bits: more than a call has room for as arguments. */
const table32 = (values: readonly number[]): Buffer => {
  const buffer = zeros(values.length * 4);
  values.forEach((value, n) => buffer.writeUInt32BE(value, n * 4));
  return buffer;
};
const u64 = (value: bigint): Buffer => {
  const buffer = zeros(8);
  buffer.writeBigUInt64BE(value);
  return buffer;
};

// MP4: boxes of size, type, content.

const box = (type: string, ...parts: readonly Part[]): Buffer => {
  const content = bytes(...parts);
  return bytes(u32(8 + content.length), type, content);
};
/** A box with version and flags. */
const fullBox = (type: string, version: number, ...parts: readonly Part[]): Buffer =>
  box(type, [version, 0, 0, 0], ...parts);

export interface Mp4Track {
  /** `avc1`, `png `, …: what the sample entry says. */
  codec: string;
  /** Of the sample entry and the track header: 16 bits each is all they have. */
  width: number;
  height: number;
  /** Boxes after the sample entry's fields, such as avcC. */
  setup?: Buffer;
  /** Ticks a second. */
  timescale: number;
  /** Runs of samples of one duration in ticks, as `stts` holds them. */
  durations: readonly (readonly [count: number, ticks: number])[];
  /** Bytes of one sample: all have the same. */
  sampleSize: number;
  /** Where samples lie, from the start of the media data; one may lie where another does. Without it all in one chunk. */
  offsets?: readonly number[];
  /** An address where the media data are said to lie. */
  elsewhere?: string;
}

/** An MP4 whose media data come first, at byte 24, and the index behind them. */
export function mp4(data: Buffer, tracks: readonly Mp4Track[]): Buffer {
  const matrix = bytes(...[1, 0, 0, 0, 1, 0, 0, 0, 16384].map((entry) => u32(entry * 65536)));
  const movieHeader = fullBox('mvhd', 0, zeros(8), u32(1000), u32(0), u32(65536), u16(256), zeros(10), matrix, zeros(24), u32(tracks.length + 1)); // prettier-ignore
  const traks = tracks.map((track, index) => trak(track, index + 1));
  return bytes(box('ftyp', 'isom', u32(0)), box('mdat', data), box('moov', movieHeader, ...traks));

  function trak(
    { codec, width, height, setup = zeros(0), timescale, durations, sampleSize, offsets, elsewhere }: Mp4Track,
    id: number,
  ) {
    const count = durations.reduce((sum, [samples]) => sum + samples, 0);
    const duration = durations.reduce((sum, [samples, ticks]) => sum + BigInt(samples) * BigInt(ticks), 0n);
    const entry = box(codec, zeros(6), u16(1), zeros(16), u16(width), u16(height), u32(72 << 16), u32(72 << 16), zeros(4), u16(1), zeros(32), u16(24), u16(0xffff), setup); // prettier-ignore
    const place = elsewhere === undefined ? box('url ', [0, 0, 0, 1]) : fullBox('url ', 0, elsewhere, [0]);
    const places = offsets ?? [0];
    const samplesPerChunk = offsets ? 1 : count;
    return box(
      'trak',
      fullBox('tkhd', 0, zeros(8), u32(id), zeros(8), zeros(16), matrix, u16(width), zeros(2), u16(height), zeros(2)),
      box(
        'mdia',
        fullBox('mdhd', 1, zeros(16), u32(timescale), u64(duration), zeros(4)),
        fullBox('hdlr', 0, zeros(4), 'vide', zeros(13)),
        box(
          'minf',
          fullBox('vmhd', 0, zeros(8)),
          box('dinf', fullBox('dref', 0, u32(1), place)),
          box(
            'stbl',
            fullBox('stsd', 0, u32(1), entry),
            fullBox('stts', 0, u32(durations.length), table32(durations.flat())),
            fullBox('stsc', 0, u32(1), u32(1), u32(samplesPerChunk), u32(1)),
            fullBox('stsz', 0, u32(sampleSize), u32(count)),
            fullBox('stco', 0, u32(places.length), table32(places.map((place) => 24 + place))),
          ),
        ),
      ),
    ); // prettier-ignore
  }
}

// H.264: just enough of it to announce a size.

/** Writes numbers bit by bit, with H.264's Exp-Golomb code among them. */
class Bits {
  #text = '';
  fixed(value: number, width: number): this {
    this.#text += value.toString(2).padStart(width, '0');
    return this;
  }
  golomb(...values: readonly number[]): this {
    for (const value of values) {
      const binary = (value + 1).toString(2);
      this.#text += binary.padStart(binary.length * 2 - 1, '0');
    }
    return this;
  }
  /** With the stop bit, and an escape wherever three zeros would look like the start of the next unit. */
  unit(header: number): Buffer {
    const text = `${this.#text}1`;
    const plain = (text.padEnd(Math.ceil(text.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) =>
      parseInt(byte, 2),
    );
    const escaped: number[] = [];
    for (const byte of plain) {
      if (byte <= 3 && escaped.at(-1) === 0 && escaped.at(-2) === 0) escaped.push(3);
      escaped.push(byte);
    }
    return bytes([header], escaped);
  }
}

/** Parameter sets that announce pictures of this size, in multiples of 16, and the beginning of one such picture. */
export function h264(width: number, height: number): { sps: Buffer; pps: Buffer; picture: Buffer } {
  const size = [width / 16 - 1, height / 16 - 1];
  const sps = new Bits().fixed(66, 8).fixed(0, 8).fixed(62, 8).golomb(0, 0, 2, 1).fixed(0, 1).golomb(...size).fixed(0b1100, 4); // prettier-ignore
  const pps = new Bits().golomb(0, 0).fixed(0, 2).golomb(0, 0, 0).fixed(0, 3).golomb(0, 0, 0).fixed(0, 3);
  const picture = new Bits().golomb(0, 7, 0).fixed(0, 4).golomb(0).fixed(0, 2).golomb(0);
  return { sps: sps.unit(0x67), pps: pps.unit(0x68), picture: picture.unit(0x65) };
}

/** The decoder configuration of MP4 and Matroska. */
export const avcConfiguration = ({ sps, pps }: { sps: Buffer; pps: Buffer }): Buffer =>
  bytes([1, ...sps.subarray(1, 4), 0xff, 0xe1], u16(sps.length), sps, [1], u16(pps.length), pps);

export const avcBox = (sets: { sps: Buffer; pps: Buffer }): Buffer => box('avcC', avcConfiguration(sets));

/** Units behind their lengths, as MP4 and Matroska hold them. */
export const avcSample = (...units: readonly Buffer[]): Buffer =>
  bytes(...units.map((unit) => bytes(u32(unit.length), unit)));

// PNG: a picture of zeros, which deflate packs a thousandfold.

/** @param rows how many rows of its data there are; the header says `height` all the same */
export function png(width: number, height: number, rows = height): Buffer {
  const chunk = (type: string, content: Buffer) =>
    bytes(u32(content.length), type, content, u32(crc(bytes(type, content), reflected)));
  const header = bytes(u32(width), u32(height), [8, 2, 0, 0, 0]);
  return bytes([137], 'PNG\r\n', [26, 10], chunk('IHDR', header), chunk('IDAT', deflateSync(zeros((width * 3 + 1) * rows))), chunk('IEND', zeros(0))); // prettier-ignore
}

const reflected = (value: number, byte: number): number => {
  let next = value ^ byte;
  for (let bit = 0; bit < 8; bit += 1) next = next & 1 ? (next >>> 1) ^ 0xedb88320 : next >>> 1;
  return next;
};
const crc = (content: Buffer, step: (value: number, byte: number) => number): number => ~content.reduce(step, -1) >>> 0;

// Matroska: elements of id, size, content.

const element = (id: number, ...parts: readonly Part[]): Buffer => {
  const content = bytes(...parts);
  const name = Buffer.from(id.toString(16), 'hex');
  // The size in eight bytes, however small it is.
  return bytes(name, u64((1n << 56n) | BigInt(content.length)), content);
};
const uint = (id: number, value: number): Buffer => element(id, u64(BigInt(value)));
const float = (id: number, value: number): Buffer => {
  const buffer = zeros(8);
  buffer.writeDoubleBE(value);
  return element(id, buffer);
};

export interface MatroskaTrack {
  codec: string;
  width: number;
  height: number;
  setup?: Buffer;
}

/**
 * A Matroska file, its clock in milliseconds.
 * @param duration as the header claims it, in milliseconds
 * @param frames key frames of the first track, each at its time in milliseconds
 */
export function matroska(
  tracks: readonly MatroskaTrack[],
  duration: number,
  frames: readonly { time: number; content: Buffer }[],
): Buffer {
  const entries = tracks.map(({ codec, width, height, setup }, index) =>
    element(
      0xae,
      ...[uint(0xd7, index + 1), uint(0x73c5, index + 1), uint(0x83, 1), element(0x86, codec)],
      ...(setup ? [element(0x63a2, setup)] : []),
      element(0xe0, uint(0xb0, width), uint(0xba, height)),
    ),
  );
  return bytes(
    element(0x1a45dfa3, element(0x4282, 'matroska'), uint(0x4287, 4), uint(0x4285, 2)),
    element(
      0x18538067,
      element(0x1549a966, uint(0x2ad7b1, 1_000_000), float(0x4489, duration)),
      element(0x1654ae6b, ...entries),
      ...frames.map(({ time, content }) => element(0x1f43b675, uint(0xe7, time), element(0xa3, [0x81, 0, 0, 0x80], content))),
    ),
  ); // prettier-ignore
}

// MPEG-TS: packets of 188 bytes.

/**
 * A transport stream whose program maps announce H.264 streams, 190 to a program.
 * @param streams at most 8,000: a packet has 13 bits to name its stream
 */
export function transportStream(streams: number, picture: Buffer): Buffer {
  const perProgram = 190;
  const programs = Array.from({ length: Math.ceil(streams / perProgram) }, (_, program) => ({
    map: 32 + program,
    streams: Array.from({ length: Math.min(perProgram, streams - program * perProgram) }, (__, n) => 128 + program * perProgram + n), // prettier-ignore
  }));
  const table = (id: number, number: number, content: Buffer) => {
    const head = bytes([id], u16(0xb000 | (content.length + 9)), u16(number), [0xc1, 0, 0], content);
    return bytes([0], head, u32(~crc(head, upright) >>> 0));
  };
  const association = table(0, 1, bytes(...programs.map(({ map }, n) => bytes(u16(n + 1), u16(0xe000 | map)))));
  const maps = programs.map(({ map, streams: pids }, n) =>
    packets(map, table(2, n + 1, bytes(u16(0xe000 | (pids[0] ?? 0)), u16(0xf000), ...pids.map((pid) => bytes([0x1b], u16(0xe000 | pid), u16(0xf000)))))),
  ); // prettier-ignore
  const time = bytes([0x21, 0, 1, 0, 1]);
  const frame = bytes([0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5], time, picture);
  return bytes(packets(0, association), ...maps, ...Array.from({ length: 5 }, () => packets(128, frame)));
}

const upright = (value: number, byte: number): number => {
  let next = value ^ (byte << 24);
  for (let bit = 0; bit < 8; bit += 1) next = next < 0 ? (next << 1) ^ 0x04c11db7 : next << 1;
  return next;
};

function packets(pid: number, content: Buffer): Buffer {
  const all: Buffer[] = [];
  for (let at = 0; at < content.length; at += 184) {
    const piece = content.subarray(at, at + 184);
    const start = at === 0 ? 0x4000 : 0;
    const missing = 184 - piece.length;
    const filling = missing === 0 ? [] : missing === 1 ? [0] : [missing - 1, 0, ...Array.from({ length: missing - 2 }, () => 0xff)];
    all.push(bytes([0x47], u16(start | pid), [(missing > 0 ? 0x30 : 0x10) | (all.length & 15)], filling, piece));
  }
  return bytes(...all);
} // prettier-ignore

/** Units behind start codes, as MPEG-TS and raw streams hold them. */
export const annexB = (...units: readonly Buffer[]): Buffer => bytes(...units.map((unit) => bytes([0, 0, 0, 1], unit)));

/** The units of a raw H.264 stream. */
export function unitsOf(stream: Buffer): Buffer[] {
  const mark = bytes([0, 0, 1]);
  const starts: number[] = [];
  for (let at = stream.indexOf(mark); at >= 0; at = stream.indexOf(mark, at + 3)) starts.push(at + 3);
  return starts.map((start, n) => {
    const next = starts[n + 1];
    // A start code may have one zero more.
    const end = next === undefined ? stream.length : next - (stream[next - 4] === 0 ? 4 : 3);
    return stream.subarray(start, end);
  });
}
