import type { Random } from './random';

/** A way in which a file comes to harm. */
export interface Damage {
  name: string;
  /** Changes the bytes in place, or gives others; `random` says where. */
  apply: (bytes: Buffer, random: Random) => Buffer;
}

const truncated: Damage = {
  name: 'its tail is missing',
  apply: (bytes, random) => bytes.subarray(0, Math.floor(bytes.length * random.between(0.3, 0.98))),
};

const zeroed: Damage = {
  name: 'a piece in its middle is zeros',
  apply(bytes, random) {
    const length = Math.floor(bytes.length * random.between(0.01, 0.2));
    const start = Math.floor(bytes.length * random.between(0.15, 0.75));
    return bytes.fill(0, start, start + length);
  },
};

const flipped: Damage = {
  name: 'bits are flipped',
  apply(bytes, random) {
    for (let flips = random.integer(1, 30); flips > 0; flips -= 1) {
      const position = random.integer(0, bytes.length - 1);
      bytes[position] = (bytes[position] ?? 0) ^ (1 << random.integer(0, 7));
    }
    return bytes;
  },
};

const flippedInHead: Damage = {
  name: 'bits are flipped in its first kilobyte',
  apply(bytes, random) {
    for (let flips = random.integer(1, 4); flips > 0; flips -= 1) {
      const position = random.integer(0, Math.min(1023, bytes.length - 1));
      bytes[position] = (bytes[position] ?? 0) ^ (1 << random.integer(0, 7));
    }
    return bytes;
  },
};

const cutOut: Damage = {
  name: 'a piece in its middle is missing',
  apply(bytes, random) {
    const length = Math.floor(bytes.length * random.between(0.01, 0.2));
    const start = Math.floor(bytes.length * random.between(0.2, 0.7));
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
  },
};

/** Writes another number where a field is, in each place where it is. */
const lying = (field: string, skip: number, width: 4 | 8, name: string): Damage => ({
  name,
  apply(bytes, random) {
    for (let at = bytes.indexOf(field, 0, 'latin1'); at >= 0; at = bytes.indexOf(field, at + 1, 'latin1')) {
      const position = at + field.length + skip;
      if (position + width > bytes.length) break;
      const factor = random.pick([0, 0.1, 0.5, 2, 10]);
      if (width === 4)
        bytes.writeUInt32BE(Math.min(0xffffffff, Math.round(bytes.readUInt32BE(position) * factor)), position);
      else bytes.writeDoubleBE(bytes.readDoubleBE(position) * factor, position);
    }
    return bytes;
  },
});

const renamed = (field: string, encoding: BufferEncoding, name: string): Damage => ({
  name,
  apply(bytes) {
    const at = bytes.indexOf(field, 0, encoding);
    if (at < 0) throw new Error(`There is no ${field} to be hidden`);
    return bytes.fill(0x7a, at, at + Buffer.byteLength(field, encoding));
  },
});

/** What can happen to every file. */
export const everywhere: readonly Damage[] = [truncated, zeroed, flipped, flippedInHead, cutOut];

/** What can happen to an index, and to what a header says: by container. */
export const ofMp4: readonly Damage[] = [
  renamed('moov', 'latin1', 'its index is missing'),
  renamed('stss', 'latin1', 'its list of key frames is missing'),
  lying('mvhd', 16, 4, 'its header lies about the duration of the movie'),
  lying('mdhd', 16, 4, 'its header lies about the duration of the tracks'),
  lying('stsz', 8, 4, 'its index lies about the number of samples'),
  lying('stts', 8, 4, 'its index lies about how many frames have one duration'),
  lying('stts', 12, 4, 'its index lies about the duration of frames'),
  lying('elst', 8, 4, 'its edit list lies about how long the video is shown'),
  lying('stss', 8, 4, 'its list of key frames names others'),
  lying('stco', 8, 4, 'its index lies about where the first chunk is'),
];
export const ofMatroska: readonly Damage[] = [
  renamed('1c53bb6b', 'hex', 'the way to its cues is missing'),
  lying('\x44\x89\x88', 0, 8, 'its header lies about the duration'),
];
export const ofAvi: readonly Damage[] = [
  renamed('idx1', 'latin1', 'its index is missing'),
  lying('avih', 20, 4, 'its header lies about the number of frames'),
];
