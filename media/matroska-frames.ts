import { type Rational } from '../pipeline/rational';

/**
 * Raw pictures as a live Matroska stream, because it tells the time of each: a raw stream would be taken for one of constant rate.
 * Elements after RFC 9559; times count in nanoseconds, finer than any source's.
 */
export function matroskaHeader({ width, height, frameRate }: PictureShape): Buffer {
  const defaultDuration = frameRate
    ? [element(0x23e383, uint(Math.round((1e9 * frameRate.denominator) / frameRate.numerator)))]
    : [];
  return Buffer.concat([
    element(0x1a45dfa3, element(0x4282, Buffer.from('matroska')), element(0x4287, uint(4)), element(0x4285, uint(2))),
    // A segment of unknown size: it ends with the stream.
    Buffer.from([0x18, 0x53, 0x80, 0x67, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    element(0x1549a966, element(0x2ad7b1, uint(1)), element(0x4d80, ours), element(0x5741, ours)),
    element(
      0x1654ae6b,
      element(
        0xae,
        ...[element(0xd7, uint(1)), element(0x73c5, uint(1)), element(0x83, uint(1)), element(0x9c, uint(0))],
        ...defaultDuration,
        element(0x86, Buffer.from('V_UNCOMPRESSED')),
        element(
          0xe0,
          ...[element(0xb0, uint(width)), element(0xba, uint(height)), element(0x2eb524, Buffer.from('I420'))],
        ),
      ),
    ),
  ]);
}

export interface PictureShape {
  width: number;
  height: number;
  frameRate: Rational | undefined;
}

/** What comes before the bytes of a picture: a cluster of its own, with its time in nanoseconds. */
export function frameHeader(nanoseconds: number, frameBytes: number): Buffer {
  const timestamp = element(0xe7, uint(nanoseconds));
  // Track 1, no time beyond the cluster's, a key frame.
  const block = Buffer.from([0x81, 0, 0, 0x80]);
  const blockHead = Buffer.concat([Buffer.from([0xa3]), size(block.length + frameBytes), block]);
  const content = timestamp.length + blockHead.length + frameBytes;
  return Buffer.concat([Buffer.from([0x1f, 0x43, 0xb6, 0x75]), size(content), timestamp, blockHead]);
}

const ours = Buffer.from('framefleet');

function element(id: number, ...content: readonly Buffer[]): Buffer {
  const idBytes = uint(id);
  const body = Buffer.concat(content);
  return Buffer.concat([idBytes, size(body.length), body]);
}

/** A size in eight bytes, whatever it is. */
function size(bytes: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(bytes) | (1n << 56n));
  return buffer;
}

/** A number in as few bytes as it takes. */
function uint(value: number): Buffer {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64BE(BigInt(value));
  const first = buffer.findIndex((byte) => byte !== 0);
  return buffer.subarray(first < 0 ? 7 : first);
}
