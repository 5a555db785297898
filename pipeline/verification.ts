import * as z from 'zod';

/** A stream of the source that the container can't carry. */
export const LeftOut = z.object({
  /** Number of the stream in the source. */
  stream: z.number().int().nonnegative(),
  kind: z.enum(['audio', 'subtitle']),
  codec: z.string(),
  /** In words. */
  reason: z.string(),
});
export type LeftOut = z.infer<typeof LeftOut>;

/** What the concatenation has found out about the joined video, compared with its source, before it let it go. */
export const Verification = z.object({
  frames: z.object({
    /** In the joined video: as many as the segments have decoded. */
    written: z.number().int().positive(),
    /** By the index of the source, where that counts; a damaged source may yield fewer. */
    announced: z.number().int().nonnegative().nullable(),
  }),
  /** Farthest that a frame is from its time in the source: 0 in MP4, up to a millisecond in Matroska. */
  greatestTimeErrorSeconds: z.number().nonnegative(),
  /** From the first frame's start to the last one's end. */
  duration: z.object({ sourceSeconds: z.number(), seconds: z.number() }),
  /** In the order in which they lie in the joined video. */
  audio: z.array(
    z.object({
      /** Number of the stream in the source. */
      stream: z.number().int().nonnegative(),
      codec: z.string(),
      as: z.enum(['copied', 'aac']),
      /** When sound begins less when pictures begin: in the source, and how far the joined video is off. */
      offsetSeconds: z.number(),
      errorSeconds: z.number().nonnegative(),
    }),
  ),
  subtitles: z.array(
    z.object({
      stream: z.number().int().nonnegative(),
      codec: z.string(),
      as: z.enum(['copied', 'mov_text', 'subrip']),
    }),
  ),
  leftOut: z.array(LeftOut),
  chapterCount: z.number().int().nonnegative(),
});
export type Verification = z.infer<typeof Verification>;
