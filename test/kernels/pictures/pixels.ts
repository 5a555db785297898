import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../media/run';
import { tools } from '../../tools';

/** A file decoded by a plain ffmpeg, through the given filters: RGB, frame after frame. */
export async function pixelsOf(path: string, filters = 'null'): Promise<Buffer> {
  const { ffmpeg } = await tools();
  const parts: Buffer[] = [];
  const args = [
    '-nostdin',
    '-v',
    'error',
    '-copyts',
    '-i',
    path,
    '-vf',
    `${filters},format=rgb24`,
    ...ffmpeg.passFrames,
  ];
  await run(ffmpeg.path, [...args, '-f', 'rawvideo', '-'], {
    pipes: [1],
    read: async (pipe) => {
      for await (const part of pipe(1)) if (Buffer.isBuffer(part)) parts.push(part);
    },
  });
  return Buffer.concat(parts);
}

/** The same of a file in memory, or of several pictures of one size. */
export async function pixelsIn(
  folder: string,
  content: Buffer | undefined | readonly (Buffer | undefined)[],
  filters?: string,
): Promise<Buffer> {
  const pictures = [content].flat().flatMap((picture) => picture ?? []);
  if (pictures.length === 0) throw new Error('There is no such file');
  const own = await mkdtemp(join(folder, 'picture-'));
  const path = join(own, 'picture');
  await writeFile(path, Buffer.concat(pictures));
  const pixels = await pixelsOf(path, filters);
  await rm(own, { recursive: true });
  return pixels;
}

/** Mean difference of two pictures' samples, in levels. */
export function difference(one: Uint8Array, other: Uint8Array): number {
  if (one.length !== other.length) return Infinity;
  let sum = 0;
  for (const [place, sample] of one.entries()) sum += Math.abs(sample - (other[place] ?? 0));
  return sum / one.length;
}
