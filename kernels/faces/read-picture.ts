import { buffer } from 'node:stream/consumers';
import { resolve } from 'node:path';
import type { Ffmpeg } from '../../media/locate';
import { ProcessFailed, run } from '../../media/run';
import type { Picture } from './picture';

/**
 * Reads a picture's file, turned as its camera was held.
 * @param longerSide in pixels; larger pictures are made smaller, smaller ones stay as they are
 * @returns undefined when ffmpeg can't read it
 */
export async function readPicture(
  ffmpeg: Pick<Ffmpeg, 'path'>,
  path: string,
  longerSide: number,
  signal?: AbortSignal,
): Promise<Picture | undefined> {
  // No larger than it is: the box that it has to fit into is never larger than the picture itself.
  const box = `w='min(${longerSide},iw)':h='min(${longerSide},ih)':force_original_aspect_ratio=decrease`;
  const scaling = `scale=${box}:flags=bilinear+accurate_rnd+full_chroma_int+bitexact`;
  const args = [
    // Absolute, so that no name is taken for an address.
    ...['-nostdin', '-v', 'error', '-i', `file:${resolve(path)}`, '-map', '0:v:0', '-frames:v', '1'],
    ...['-vf', `${scaling},format=rgb24`, '-c:v', 'ppm', '-f', 'image2pipe', 'pipe:1'],
  ];
  let content: Buffer = Buffer.alloc(0);
  const read = async (pipe: (fd: number) => NodeJS.ReadableStream) => void (content = await buffer(pipe(1)));
  try {
    await run(ffmpeg.path, args, { pipes: [1], read, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (error instanceof ProcessFailed) return undefined;
    throw error;
  }
  return parsePpm(content);
}

/** A portable pixmap as ffmpeg writes it: `P6`, width and height, 255, each on a line of its own, then rgb24. */
function parsePpm(content: Buffer): Picture | undefined {
  const header = /^P6\n(\d+) (\d+)\n255\n/.exec(content.toString('latin1', 0, 40));
  if (!header) return undefined;
  const [width, height] = [Number(header[1]), Number(header[2])];
  const pixels = content.subarray(header[0].length);
  return pixels.length === 3 * width * height ? { width, height, pixels } : undefined;
}
