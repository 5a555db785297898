import * as z from 'zod';
import { Box } from '../../pipeline/motion';

/** Something that was seen in a picture. */
export const SeenObject = z.object({
  /** Number of the class in the model. */
  class: z.number().int().nonnegative(),
  name: z.string(),
  /** How sure the model is, from 0 to 1. */
  score: z.number(),
  /** Left, top, right and bottom, as fractions of the picture. */
  box: Box,
});
export type SeenObject = z.infer<typeof SeenObject>;

/** A line of a segment's records: one for each picture, by falling score. */
export const ObjectsRecord = z.object({
  /** In units of the source's time base. */
  pts: z.number().int(),
  objects: z.array(SeenObject),
});
export type ObjectsRecord = z.infer<typeof ObjectsRecord>;

/** A line of the output. */
export const ObjectsPicture = ObjectsRecord.extend({
  /** From 0. */
  picture: z.number().int().nonnegative(),
  /** Seconds from the video's first frame. */
  time: z.number(),
});
export type ObjectsPicture = z.infer<typeof ObjectsPicture>;
