import * as z from 'zod';
import { sixDigits } from '../../pipeline/motion';
import type { Plan } from '../../pipeline/plan';
import { formatRational, toSeconds } from '../../pipeline/rational';
import { pictureName, picturesPrefix } from './keys';
import { PicturesAt } from './options';
import { pictureSize } from './picture-size';

/** A picture that a segment's task has made: a line of the segment's NDJSON. */
export const PictureRecord = z.object({
  /** Time of the frame, in units of the source's time base. */
  pts: z.number().int(),
  segment: z.number().int().nonnegative(),
  /** From 0 in each segment. */
  picture: z.number().int().nonnegative(),
});
export type PictureRecord = z.infer<typeof PictureRecord>;

export const Picture = z.object({
  /** From 0, over the whole video. */
  picture: z.number().int().nonnegative(),
  pts: z.number().int(),
  /** Seconds from the first video frame. */
  time: z.number(),
  /** Where it is, seen from this list. */
  file: z.string(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
});
export type Picture = z.infer<typeof Picture>;

/** `<name>.pictures.json` */
export const PictureList = z.object({
  video: z.object({ durationSeconds: z.number(), timeBase: z.string(), startPts: z.number().int() }),
  at: PicturesAt,
  /** In the order of their time. */
  pictures: z.array(Picture),
});
export type PictureList = z.infer<typeof PictureList>;

/** @param times of the pictures, in units of the time base, ascending */
export function pictureList(
  { jobId, name, media, options }: Pick<Plan, 'jobId' | 'name' | 'media' | 'options'>,
  times: readonly number[],
): PictureList {
  const { startPts, timeBase } = media.video;
  const { at, format, longerSide } = options.pictures;
  const folder = picturesPrefix(jobId).slice(jobId.length + 1);
  return {
    video: { durationSeconds: media.durationSeconds, timeBase: formatRational(timeBase), startPts },
    at,
    pictures: times.map((pts, picture) => ({
      picture,
      pts,
      time: sixDigits(toSeconds(pts - startPts, timeBase)),
      file: `${folder}${pictureName(name, picture, format)}`,
      ...pictureSize(media.video, longerSide),
    })),
  };
}

/** As JSON, a line for each picture. */
export function* listLines({ pictures, ...others }: PictureList): Generator<string> {
  yield `${JSON.stringify(others).slice(0, -1)},"pictures":[`;
  for (const [number, picture] of pictures.entries()) yield `${number === 0 ? '' : ','}\n${JSON.stringify(picture)}`;
  yield '\n]}\n';
}
