import * as z from 'zod';

/** What was filmed in one go: frames from `startFrame` until `endFrame`, which belongs to the next shot. */
export const Shot = z.object({
  /** From 1. */
  shot: z.number().int().positive(),
  /** Seconds from the video's first frame. */
  start: z.number().nonnegative(),
  end: z.number().nonnegative(),
  /** Numbers of frames, from 0. */
  startFrame: z.number().int().nonnegative(),
  endFrame: z.number().int().positive(),
  /** Time of the shot's first frame, in units of the time base. */
  startPts: z.number().int(),
  /** How much the first frame differs from the one before, from 0 to 1; 0 of the first shot. */
  distance: z.number().min(0).max(1),
});
export type Shot = z.infer<typeof Shot>;

/** The video as a row of shots, without gaps. */
export const ShotList = z.object({
  video: z.object({
    frameCount: z.number().int().positive(),
    durationSeconds: z.number().nonnegative(),
    /** Seconds, as a fraction. */
    timeBase: z.string(),
  }),
  shots: z.array(Shot).min(1),
});
export type ShotList = z.infer<typeof ShotList>;
