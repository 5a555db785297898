import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import * as z from 'zod';

export const ChecksumAlgorithm = z.enum(['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']);
export type ChecksumAlgorithm = z.infer<typeof ChecksumAlgorithm>;

/** COMPOSITE: the checksum of the parts' checksums, followed by `-` and their number. */
export const ChecksumType = z.enum(['FULL_OBJECT', 'COMPOSITE']);
export type ChecksumType = z.infer<typeof ChecksumType>;

export const Checksum = z.object({ algorithm: ChecksumAlgorithm, type: ChecksumType, value: z.string() });
/** `value` in Base64, as it travels in `x-amz-checksum-*`. */
export type Checksum = z.infer<typeof Checksum>;

export interface Hasher {
  update(bytes: Buffer): unknown;
  digest(): Buffer;
}

export function createHasher(algorithm: ChecksumAlgorithm): Hasher {
  switch (algorithm) {
    case 'crc32':
      return new Crc32();
    case 'crc32c':
      return new Crc32c();
    case 'crc64nvme':
      return new Crc64Nvme();
    case 'sha1':
    case 'sha256':
      return createHash(algorithm);
  }
}

/** The checksum of a multipart upload whose parts were checked one by one. */
export function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly string[]): Checksum {
  const hasher = createHasher(algorithm);
  for (const part of parts) hasher.update(Buffer.from(part, 'base64'));
  return { algorithm, type: 'COMPOSITE', value: `${hasher.digest().toString('base64')}-${parts.length}` };
}

class Crc32 implements Hasher {
  private value = 0;

  update(bytes: Buffer): void {
    this.value = crc32(bytes, this.value);
  }

  digest(): Buffer {
    return bigEndian(this.value);
  }
}

/** Castagnoli's polynomial, reflected (RFC 3720, section 12.1). */
const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0x82f6_3b78 : value >>> 1;
  return value;
});

class Crc32c implements Hasher {
  private value = 0xffff_ffff;

  update(bytes: Buffer): void {
    let value = this.value;
    for (const byte of bytes) value = (value >>> 8) ^ (CRC32C_TABLE[(value ^ byte) & 0xff] ?? 0);
    this.value = value;
  }

  digest(): Buffer {
    return bigEndian(~this.value);
  }
}

/** The reflected polynomial of the NVMe specification, in halves: BigInt arithmetic for every byte would be far too slow. */
const CRC64NVME_TABLE = Array.from({ length: 256 }, (_, index) => {
  let value = BigInt(index);
  for (let bit = 0; bit < 8; bit++) value = value & 1n ? (value >> 1n) ^ 0x9a6c_9329_ac4b_c9b5n : value >> 1n;
  return { high: Number(value >> 32n), low: Number(value & 0xffff_ffffn) };
});
const CRC64NVME_HIGH = Uint32Array.from(CRC64NVME_TABLE, ({ high }) => high);
const CRC64NVME_LOW = Uint32Array.from(CRC64NVME_TABLE, ({ low }) => low);

class Crc64Nvme implements Hasher {
  private high = 0xffff_ffff;
  private low = 0xffff_ffff;

  update(bytes: Buffer): void {
    let { high, low } = this;
    for (const byte of bytes) {
      const index = (low ^ byte) & 0xff;
      low = ((low >>> 8) | (high << 24)) ^ (CRC64NVME_LOW[index] ?? 0);
      high = (high >>> 8) ^ (CRC64NVME_HIGH[index] ?? 0);
    }
    this.high = high;
    this.low = low;
  }

  digest(): Buffer {
    return Buffer.concat([bigEndian(~this.high), bigEndian(~this.low)]);
  }
}

function bigEndian(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
