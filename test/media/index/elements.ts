/** Writers of EBML elements (RFC 8794) and of Matroska's (RFC 9559), as small as tests of their readers allow. */

const idBytes = (id: number): Buffer => Buffer.from(id.toString(16), 'hex');

function sizeBytes(length: bigint, width: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(length | (1n << BigInt(7 * width)));
  return bytes.subarray(8 - width);
}

/** An element: its ID as it is written, its size in as many bytes as are asked for. */
export const element = (id: number, content: Buffer = Buffer.alloc(0), width = 4): Buffer =>
  Buffer.concat([idBytes(id), sizeBytes(BigInt(content.length), width), content]);

/** One whose size isn't known, as in a live recording. */
export const openElement = (id: number, content: Buffer, width = 8): Buffer =>
  Buffer.concat([idBytes(id), sizeBytes(2n ** BigInt(7 * width) - 1n, width), content]);

/** The head of one that claims so many bytes. */
export const claiming = (id: number, bytes: number): Buffer =>
  Buffer.concat([idBytes(id), sizeBytes(BigInt(bytes), 8)]);

/** A number in as few bytes as it takes. */
export function unsigned(id: number, value: number): Buffer {
  const digits = value.toString(16);
  return element(id, Buffer.from(digits.padStart(digits.length + (digits.length % 2), '0'), 'hex'));
}

export const ids = {
  ebml: 0x1a45dfa3,
  segment: 0x18538067,
  seekHead: 0x114d9b74,
  seek: 0x4dbb,
  seekId: 0x53ab,
  seekPosition: 0x53ac,
  info: 0x1549a966,
  tracks: 0x1654ae6b,
  trackEntry: 0xae,
  trackNumber: 0xd7,
  trackType: 0x83,
  cluster: 0x1f43b675,
  cues: 0x1c53bb6b,
  cuePoint: 0xbb,
  cueTime: 0xb3,
  cueTrackPositions: 0xb7,
  cueTrack: 0xf7,
  cueClusterPosition: 0xf1,
  void: 0xec,
};

export const track = (number: number): Buffer =>
  element(ids.trackEntry, Buffer.concat([unsigned(ids.trackType, 1), unsigned(ids.trackNumber, number)]));
export const tracks = (...numbers: number[]): Buffer => element(ids.tracks, Buffer.concat(numbers.map(track)));

/** A cue: at a time, for a track, in the cluster at a position of the segment. */
export const cue = (time: number, trackNumber = 1, cluster = 0): Buffer =>
  element(
    ids.cuePoint,
    Buffer.concat([
      unsigned(ids.cueTime, time),
      element(
        ids.cueTrackPositions,
        Buffer.concat([unsigned(ids.cueTrack, trackNumber), unsigned(ids.cueClusterPosition, cluster)]),
      ),
    ]),
  );
export const cues = (...points: Buffer[]): Buffer => element(ids.cues, Buffer.concat(points));
export const cluster = (bytes: number): Buffer => element(ids.cluster, Buffer.alloc(bytes));

/** The head of a segment that has a seek head names where something else lies, counted from the segment's content. */
export const seekHead = (...targets: [id: number, position: number][]): Buffer =>
  element(
    ids.seekHead,
    Buffer.concat(
      targets.map(([id, position]) =>
        element(
          ids.seek,
          Buffer.concat([element(ids.seekId, idBytes(id)), element(ids.seekPosition, eight(position))]),
        ),
      ),
    ),
  );

function eight(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}

export const ebml = element(ids.ebml, Buffer.from('matroska'));
export const matroska = (...parts: Buffer[]): Buffer =>
  Buffer.concat([ebml, element(ids.segment, Buffer.concat(parts), 8)]);
