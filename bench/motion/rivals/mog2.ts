import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run, runForText } from '../../../media/run';
import type { Rival } from './rival';
import type { SmallFrames } from './small-frames';

/** Where Debian's package python3-opencv puts OpenCV: into its own Python. */
const python = '/usr/bin/python3';

/** OpenCV's MOG2 at its defaults, without what it takes for shadows; undefined where OpenCV isn't installed. */
export async function findMog2(): Promise<{ rival: Rival; version: string } | undefined> {
  const version = await runForText(python, ['-c', 'import cv2; print(cv2.__version__)']).catch(() => undefined);
  return version === undefined ? undefined : { rival: { name: 'MOG2', foregrounds }, version: version.trim() };
}

async function foregrounds({ width, height, frames }: SmallFrames, signal?: AbortSignal): Promise<Uint8Array[]> {
  const all = new Uint8Array(width * height * frames.length);
  await run(python, [join(__dirname, 'mog2.py'), String(width), String(height)], {
    signal,
    pipes: [0, 1],
    read: async (pipe) => {
      const input = pipe(0);
      if (!(input instanceof Writable)) throw new TypeError('The standard input of MOG2 must be writable');
      const pictures = Readable.from(frames.map(({ pixels }) => pixels));
      await Promise.all([pipeline(pictures, input), collect(pipe(1), all)]);
    },
  });
  return frames.map((_, index) => all.subarray(index * width * height, (index + 1) * width * height));
}

async function collect(output: Readable, into: Uint8Array): Promise<void> {
  let filled = 0;
  for await (const chunk of output) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('A stream of raw frames must carry bytes');
    into.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < into.length) throw new Error(`MOG2 gave ${filled} bytes instead of ${into.length}`);
}
