import { join } from 'node:path';
import { grayRange, hasLuma } from '../../media/gray-filter';
import type { Ffmpeg } from '../../media/locate';
import { runForText } from '../../media/run';
import type { PictureFile } from '../../media/segment-command';
import { PipelineError } from '../../pipeline/errors';
import type { VideoStream } from '../../pipeline/media-info';
import { numberedByFfmpeg } from './keys';
import type { PictureFormat, PicturesOptions } from './options';
import { type Size, pictureSize, tileSize } from './picture-size';

export const contentTypes: Readonly<Record<PictureFormat, string>> = {
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  png: 'image/png',
};

/** What becomes of the picked frames: a file of each, and small ones for sheet and sprites where these are wanted. */
export function pictureFiles(video: VideoStream, options: PicturesOptions, folder: string): PictureFile[] {
  const { format, quality, longerSide, tileSide } = options;
  const picture: PictureFile = {
    // What ffmpeg numbers it looks for in the whole path.
    path: join(folder.replaceAll('%', '%%'), numberedByFfmpeg(format)),
    filters: pictureFilters(video, pictureSize(video, longerSide), format),
    encoder: [...encoders[format](quality), '-f', 'image2', '-start_number', '0'],
  };
  const tiles: PictureFile = {
    path: tilesPath(folder),
    filters: pictureFilters(video, tileSize(video, tileSide), 'jpeg'),
    encoder: ['-c:v', 'rawvideo', '-f', 'rawvideo'],
  };
  return hasTiles(options) ? [picture, tiles] : [picture];
}

export const tilesPath = (folder: string): string => join(folder, 'tiles');

export const hasTiles = ({ sheet, sprites }: PicturesOptions): boolean => sheet || sprites;

/** Without `bitexact` they would write their version into every file, and compute as the processor does it best. */
const encoders: Readonly<Record<PictureFormat, (quality: number) => string[]>> = {
  jpeg: (quality) => ['-c:v', 'mjpeg', '-flags', '+bitexact', '-qmin', '1', '-q:v', String(jpegScale(quality))],
  webp: (quality) => ['-c:v', 'libwebp', '-quality', String(quality)],
  png: () => ['-c:v', 'png', '-flags', '+bitexact', '-pred', 'mixed', '-compression_level', '3'],
};

export const jpegEncoder = encoders.jpeg;

/**
 * libjpeg's quality in the words of ffmpeg, whose scale goes from 1 (the best) to 31: how coarse the steps are. libjpeg doubles them
 * from 50 to 25 and halves them from 50 to 75, and 8 is about its 50.
 */
export function jpegScale(quality: number): number {
  const coarseness = quality < 50 ? 50 / quality : 2 - quality / 50;
  return Math.min(31, Math.max(1, Math.round(8 * coarseness)));
}

/**
 * JPEG takes its colours by BT.601 in full range, WebP by BT.601 in limited range, whatever the video has.
 * Exact and the same on every processor, for the price of some speed.
 */
function pictureFilters(video: VideoStream, { width, height }: Size, format: PictureFormat): string[] {
  const [pixels, range] = formats[format];
  const scale = [
    `${width}:${height}`,
    'flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp+bitexact',
    ...(hasLuma(video.pixelFormat)
      ? [`in_range=${grayRange(video) === 'pc' ? 'full' : 'limited'}`, `in_color_matrix=${matrixOf(video)}`]
      : []),
    `out_range=${range}`,
    ...(format === 'png' ? [] : ['out_color_matrix=bt601']),
  ];
  return [`scale=${scale.join(':')}`, `format=${pixels}`, 'setsar=1'];
}

const formats: Readonly<Record<PictureFormat, [pixels: string, range: 'full' | 'limited']>> = {
  jpeg: ['yuvj420p', 'full'],
  webp: ['yuv420p', 'limited'],
  png: ['rgb24', 'full'],
};

/** ffprobe's words and those of ffmpeg's scale. */
const matrices: Readonly<Partial<Record<string, string>>> = {
  bt709: 'bt709',
  bt470bg: 'bt470',
  smpte170m: 'smpte170m',
  fcc: 'fcc',
  smpte240m: 'smpte240m',
  bt2020nc: 'bt2020',
  bt2020c: 'bt2020',
};

/** Where nobody says how colours are meant, players go by the size: what is larger than PAL is taken for HD. */
const matrixOf = ({ colorMatrix, width, height }: VideoStream): string =>
  matrices[colorMatrix ?? ''] ?? (Math.min(width, height) > 576 ? 'bt709' : 'bt601');

/**
 * JPEG and PNG are ffmpeg's own; WebP takes a library that not every build has.
 * @throws PipelineError InvalidOptions when this one hasn't
 */
export async function requireEncoder(
  { path }: Pick<Ffmpeg, 'path'>,
  format: PictureFormat,
  signal?: AbortSignal,
): Promise<void> {
  if (format !== 'webp') return;
  const encoders = await runForText(path, ['-hide_banner', '-encoders'], signal ? { signal } : {});
  if (/^ V\S* libwebp /m.test(encoders)) return;
  const message = `The ffmpeg at ${path} can't write WebP: it was built without libwebp. Ask for pictures as jpeg or png, or give it a build that has libwebp.`;
  throw new PipelineError('InvalidOptions', message, { figures: { format, ffmpeg: path } });
}
