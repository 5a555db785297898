import * as z from 'zod';
import { PipelineError } from '../../pipeline/errors';

/**
 * What a task writes of a frame: 32-bit counts, channel after channel, little-endian in base64. Numbers as text would take as much
 * room, and much longer to read for a day of video.
 */
export const HistogramRecord = z.object({ pts: z.number().int(), counts: z.string() });
export type HistogramRecord = z.infer<typeof HistogramRecord>;

export const packCounts = ({ buffer, byteOffset, byteLength }: Uint32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

/**
 * @param length how many counts there must be
 * @throws PipelineError FrameMismatch when there are more or fewer
 */
export function unpackCounts({ pts, counts }: HistogramRecord, length: number): Uint32Array {
  const bytes = Buffer.from(counts, 'base64');
  if (bytes.length !== 4 * length) {
    throw new PipelineError('FrameMismatch', `The histogram at ${pts} has ${bytes.length / 4} counts, not ${length}.`, {
      figures: { pts, counts: bytes.length / 4, expected: length },
    });
  }
  // Copied, because a small Buffer lies anywhere within a larger block, and 32-bit numbers need an address they can have.
  const unpacked = new Uint32Array(length);
  new Uint8Array(unpacked.buffer).set(bytes);
  return unpacked;
}
