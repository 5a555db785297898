import { PipelineError } from '../../pipeline/errors';
import type { MediaInfo } from '../../pipeline/media-info';
import { framesPerSecond } from '../../pipeline/pixel-rate';
import type { JobOptions } from '../../pipeline/job-options';
import type { Kernel } from '../kernel';
import { pictureListKey, picturesPrefix, sheetKey, spriteTrackKey, spritesPrefix } from './keys';
import { GivenPicturesOptions, type PictureFormat, type PicturesAt } from './options';
import { pictureSize } from './picture-size';

/** Pictures of a job: each is a file, which is uploaded and copied. */
export const mostPictures = 100_000;

/** Pixels of a side: https://developers.google.com/speed/webp/faq */
const webpSide = 16_383;

/** vCPU seconds for a megapixel of a picture, converted and encoded, and for a picture of any size. */
const perMegapixel: Readonly<Record<PictureFormat, number>> = { jpeg: 0.035, webp: 0.18, png: 0.1 };
const perPicture = 0.003;

/** Who finds out where pictures are to be taken: it isn't known before all segments are merged. */
const finders = { scenes: 'histogram', motion: 'motion' } as const;

/** Whether the pictures are those of a time that only another kernel's result tells. */
export const areTakenLater = (at: PicturesAt): at is keyof typeof finders => at in finders;

/** Pictures of the video as files, a contact sheet of them, and a track of small ones for players. */
export const pictures: Kernel<typeof GivenPicturesOptions> = {
  options: GivenPicturesOptions,
  check({ options, media }) {
    const { at, everySeconds, format, longerSide } = options.pictures;
    if (areTakenLater(at) && !options.kernels.includes(finders[at])) {
      const message = `Pictures at ${at} are taken where the kernel ${finders[at]} finds something, and the job doesn't run it. Add ${finders[at]} to the kernels.`;
      throw new PipelineError('InvalidOptions', message, { figures: { at, kernel: finders[at] } });
    }
    const { width, height } = pictureSize(media.video, longerSide);
    if (format === 'webp' && Math.max(width, height) > webpSide) {
      const message = `A WebP picture has at most ${webpSide} pixels on a side, and these would be ${width}x${height}. Set longerSide, or take jpeg or png.`;
      throw new PipelineError('InvalidOptions', message, { figures: { width, height, limit: webpSide } });
    }
    const count = pictureCount(options, media);
    if (count > mostPictures) {
      const remedy =
        at === 'keys'
          ? "Take them at 'interval'"
          : `Raise everySeconds from ${everySeconds} to at least ${Math.ceil((1000 * media.durationSeconds) / mostPictures) / 1000}`;
      const message = `The video would give ${count} pictures, and a job may have ${mostPictures}. ${remedy}.`;
      throw new PipelineError('LimitExceeded', message, { figures: { pictures: count, limit: mostPictures } });
    }
  },
  outputs: ({ jobId, name, options }) => ({
    pictures: picturesPrefix(jobId),
    pictureList: pictureListKey(jobId, name),
    ...(options.pictures.sheet ? { sheet: sheetKey(jobId, name) } : {}),
    ...(options.pictures.sprites ? { sprites: spritesPrefix(jobId), spriteTrack: spriteTrackKey(jobId, name) } : {}),
  }),
  cost({ options, media }) {
    if (areTakenLater(options.pictures.at)) return { perVideoSecond: 0 };
    const { width, height } = pictureSize(media.video, options.pictures.longerSide);
    // A large frame that becomes a small picture is read all the same.
    const megapixels = Math.max(width * height, (media.video.width * media.video.height) / 4) / 1e6;
    const each = perPicture + perMegapixel[options.pictures.format] * megapixels;
    return { perVideoSecond: (each * pictureCount(options, media)) / Math.max(media.durationSeconds, 1) };
  },
  merges: true,
  illustrates: ({ pictures: { at, sheet, sprites } }) => areTakenLater(at) || sheet || sprites,
  program: () => import('./program').then(({ program }) => program),
};

/** How many there will be, as far as headers tell; 0 where only another kernel's result does. */
function pictureCount({ pictures: { at, everySeconds } }: JobOptions, media: MediaInfo): number {
  if (areTakenLater(at)) return 0;
  if (at === 'keys') return media.keyFrameCount;
  return Math.ceil(Math.min(media.durationSeconds / everySeconds, media.durationSeconds * framesPerSecond(media)));
}
