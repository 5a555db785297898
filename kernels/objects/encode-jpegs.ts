import { join } from 'node:path';
import { Duplex, type Readable } from 'node:stream';
import { run } from '../../media/run';
import type { Tools } from '../kernel';

/** File descriptor from which the encoder reads. */
const picturesPipe = 3;
/** Of ffmpeg's scale, in which 2 is the best: what is drawn in must be readable. */
const quality = 3;

/**
 * Encodes pictures as they come; where there are none, nothing is started.
 * @param pictures rgb24; each may change once the next is asked for
 * @returns paths of the files, one for each picture
 */
export async function encodeJpegs(
  { ffmpeg, folder, signal }: Pick<Tools, 'ffmpeg' | 'folder' | 'signal'>,
  { width, height }: { width: number; height: number },
  pictures: AsyncGenerator<Uint8Array>,
): Promise<string[]> {
  const first = await pictures.next();
  if (first.done === true) return [];
  const paths: string[] = [];
  const name = (number: number | string) => join(folder, `annotated-${number}.jpg`);
  const write = async (pipe: Readable, pixels: Uint8Array) => {
    await into(pipe, pixels);
    paths.push(name(paths.length));
  };
  await run(ffmpeg.path, command({ width, height }, name('%d')), {
    signal,
    pipes: [picturesPipe],
    read: async (pipe) => {
      const encoder = pipe(picturesPipe);
      // An encoder that has ended is told by the write that fails.
      encoder.on('error', () => undefined).resume();
      try {
        await write(encoder, first.value);
        for await (const pixels of pictures) await write(encoder, pixels);
      } finally {
        if (encoder instanceof Duplex) encoder.end();
      }
    },
  });
  return paths;
}

const command = ({ width, height }: { width: number; height: number }, pattern: string): string[] => [
  ...['-nostdin', '-hide_banner', '-v', 'warning', '-protocol_whitelist', 'pipe,file'],
  ...['-f', 'rawvideo', '-pixel_format', 'rgb24', '-video_size', `${width}x${height}`, '-framerate', '25'],
  ...['-i', `pipe:${picturesPipe}`, '-pix_fmt', 'yuvj444p', '-c:v', 'mjpeg', '-q:v', String(quality)],
  ...[
    '-flags',
    '+bitexact',
    '-fflags',
    '+bitexact',
    '-threads',
    '1',
    '-f',
    'image2',
    '-start_number',
    '0',
    '-y',
    pattern,
  ],
];

/** Until it is taken. */
const into = (pipe: Readable, pixels: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    if (!(pipe instanceof Duplex)) throw new Error('The pipe to the encoder leads one way only');
    pipe.write(pixels, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
