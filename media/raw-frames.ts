import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface RawFrame {
  /** Presentation time in units of the source's time base. */
  pts: number;
  /** May be changed; used again for the frame after the next. */
  pixels: Uint8Array;
}

/**
 * Raw frames with their times, one at a time, as fast as they are asked for: the decoder waits meanwhile.
 * @param times framecrc lines, one per frame, in the same order as the frames
 * @throws Error when one stream ends before the other
 */
export async function* rawFrames(times: Readable, frames: Readable, frameBytes: number): AsyncGenerator<RawFrame> {
  const lines = createInterface({ input: times })[Symbol.asyncIterator]();
  let [pixels, other] = [new Uint8Array(frameBytes), new Uint8Array(frameBytes)];
  let filled = 0;
  for await (const chunk of frames) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of raw frames must carry bytes');
    for (let offset = 0; offset < chunk.length;) {
      const length = Math.min(frameBytes - filled, chunk.length - offset);
      pixels.set(chunk.subarray(offset, offset + length), filled);
      filled += length;
      offset += length;
      if (filled < frameBytes) continue;
      yield { pts: await nextTime(lines), pixels };
      [pixels, other] = [other, pixels];
      filled = 0;
    }
  }
  if (filled > 0) throw new Error(`The last frame has ${filled} of ${frameBytes} bytes`);
}

/** framecrc's `0, dts, pts, duration, size, checksum`; lines that begin with # describe the stream. */
async function nextTime(lines: AsyncIterator<string>): Promise<number> {
  for (;;) {
    const line = await lines.next();
    if (line.done === true) throw new Error('A frame came without its time');
    if (!line.value.startsWith('#')) return Number(line.value.split(',')[2]);
  }
}
