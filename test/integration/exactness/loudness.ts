import type { Readable } from 'node:stream';

/** Samples a second at which sound is listened to. */
export const loudnessRate = 16_000;
/** The test tone swings to 4096. */
const loud = 2000;
/** A pause that ends a stretch, in samples: 20 ms, many swings of the tone. */
const pause = loudnessRate / 50;

/** Seconds from the beginning of the samples. */
export interface LoudStretch {
  start: number;
  end: number;
}

/** Where mono samples of 16 bits, little endian, are loud. */
export async function readLoudStretches(samples: Readable): Promise<LoudStretch[]> {
  const stretches: LoudStretch[] = [];
  let position = 0;
  let rest = Buffer.alloc(0);
  for await (const chunk of samples) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('Samples must be bytes');
    const bytes = Buffer.concat([rest, chunk]);
    for (let offset = 0; offset + 1 < bytes.length; offset += 2, position += 1) {
      if (Math.abs(bytes.readInt16LE(offset)) < loud) continue;
      const last = stretches.at(-1);
      if (last && position - last.end <= pause) last.end = position;
      else stretches.push({ start: position, end: position });
    }
    rest = bytes.subarray(bytes.length & ~1);
  }
  return stretches.map(({ start, end }) => ({ start: start / loudnessRate, end: end / loudnessRate }));
}
