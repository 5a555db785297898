import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/**
 * A frame and its presentation time; the pixels' buffer is reused, so that who wants to keep them must copy. The decoder waits for a
 * promise.
 */
export type OnFrame = (pts: number, pixels: Uint8Array) => void | Promise<void>;

const noPixels = new Uint8Array(0);

/** Reads the times of frames that ffmpeg writes to a file of its own. */
export async function readTimes(times: Readable, onFrame: OnFrame): Promise<void> {
  for await (const line of createInterface({ input: times })) {
    if (line.startsWith('#')) continue;
    const done = onFrame(parseTime(line), noPixels);
    if (done) await done;
  }
}

/**
 * Pairs raw frames with their times.
 * @param times framecrc lines, one per frame, in the same order as the frames
 * @param frames gray pixels, `frameBytes` per frame
 * @throws Error when one stream ends before the other
 */
export async function readFrames(
  times: Readable,
  frames: Readable,
  frameBytes: number,
  onFrame: OnFrame,
): Promise<void> {
  const lines = createInterface({ input: times })[Symbol.asyncIterator]();
  const frame = new Uint8Array(frameBytes);
  let filled = 0;
  for await (const chunk of frames) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of raw frames must carry bytes');
    for (let offset = 0; offset < chunk.length;) {
      const length = Math.min(frameBytes - filled, chunk.length - offset);
      frame.set(chunk.subarray(offset, offset + length), filled);
      filled += length;
      offset += length;
      if (filled < frameBytes) continue;
      const done = onFrame(await nextTime(lines), frame);
      if (done) await done;
      filled = 0;
    }
  }
  if (filled > 0) throw new Error(`The last frame has ${filled} of ${frameBytes} bytes`);
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    if (!line.value.startsWith('#')) throw new Error(`The time "${line.value}" came without its frame`);
  }
}

async function nextTime(lines: AsyncIterator<string>): Promise<number> {
  for (;;) {
    const line = await lines.next();
    if (line.done === true) throw new Error('A frame came without its time');
    if (!line.value.startsWith('#')) return parseTime(line.value);
  }
}

/** Reads framecrc's `0, dts, pts, duration, size, checksum`; lines that begin with # describe the stream. */
function parseTime(line: string): number {
  const pts = Number(line.split(',')[2]);
  if (!Number.isInteger(pts)) throw new Error(`A frame has the time "${line}"`);
  return pts;
}
