import * as z from 'zod';

/** `interval`: one every so many seconds; `keys`: the key frames; `scenes`: the first frame of each shot; `motion`: the peak of each event. */
export const PicturesAt = z.enum(['interval', 'keys', 'scenes', 'motion']);
export type PicturesAt = z.infer<typeof PicturesAt>;

export const PictureFormat = z.enum(['jpeg', 'webp', 'png']);
export type PictureFormat = z.infer<typeof PictureFormat>;

const intervalRange = 'It goes from 0.04 to 3600 seconds';

/** What the owner of a video may choose for pictures. */
export const PicturesOptions = z.strictObject({
  at: PicturesAt.default('interval'),
  /** Seconds from one picture to the next, to the millisecond, 0.04 to 3600: the first frame of each such stretch. For `interval`. */
  everySeconds: z
    .number()
    .min(0.04, intervalRange)
    .max(3600, intervalRange)
    .multipleOf(0.001, 'Give it to the millisecond')
    .default(1),
  format: PictureFormat.default('jpeg'),
  /** 1 to 100, as libjpeg and libwebp count it; PNG loses nothing and takes no notice. Sheet and sprites are JPEG of this quality. */
  quality: z.number().int().min(1).max(100).default(80),
  /** Pixels of a picture's longer side, 16 to 16384; null: as large as the video. Pictures are never enlarged. */
  longerSide: z.number().int().min(16).max(16_384).nullable().default(null),
  /** A contact sheet: the whole video in one picture. */
  sheet: z.boolean().default(true),
  /** A WebVTT track with small pictures, which players show over their time line. */
  sprites: z.boolean().default(true),
  /** Pixels of the longer side of a small picture, on the sheet and in the track, 16 to 320. */
  tileSide: z.number().int().min(16).max(320).default(160),
});
export type PicturesOptions = z.infer<typeof PicturesOptions>;

/** As a field of a job's options: what isn't said is as by default. */
export const GivenPicturesOptions = PicturesOptions.prefault({});
