import type { ByteReader } from '../../../media/index/byte-reader';

/** A file in memory that notes each read. */
export interface CountingReader extends ByteReader {
  readonly reads: { position: number; length: number }[];
  /** Bytes handed out. */
  readonly bytesRead: () => number;
}

/** @param sizeBytes length that the file claims, if it is to be longer than what is in memory: the rest are zeros */
export function readerOf(content: Buffer, sizeBytes = content.length): CountingReader {
  const reads: CountingReader['reads'] = [];
  return {
    sizeBytes,
    reads,
    bytesRead: () => reads.reduce((sum, { length }) => sum + length, 0),
    read(position, wanted) {
      const length = Math.max(0, Math.min(wanted, sizeBytes - position));
      reads.push({ position, length });
      const bytes = Buffer.alloc(length);
      if (length > 0) content.copy(bytes, 0, position, position + length);
      return Promise.resolve(bytes);
    },
    close: () => Promise.resolve(),
  };
}
