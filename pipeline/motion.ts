import { z } from 'zod';
import { Region } from './region';

/** [x0, y0, x1, y1] in relative coordinates: left, top, right, bottom. */
export const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof Box>;

/** What the motion kernel says of one frame, before the segments are merged: a line of a segment's NDJSON. */
export const MotionRecord = z.object({
  /** Presentation time in units of the source's time base. */
  pts: z.number().int(),
  /** Fraction of the picture that moves, 0 to 1. */
  area: z.number(),
  boxes: z.array(Box),
});
export type MotionRecord = z.infer<typeof MotionRecord>;

/** The same for the whole video: a line of `<name>.motion-frames.ndjson`. */
export const MotionFrame = z.object({
  /** From 0, over the whole video. */
  frame: z.number().int().nonnegative(),
  pts: z.number().int(),
  /** Seconds from the first video frame. */
  time: z.number(),
  area: z.number(),
  boxes: z.array(Box),
});
export type MotionFrame = z.infer<typeof MotionFrame>;

export const MotionEvent = z.object({
  /** Seconds from the first video frame, half-open [start, end). */
  start: z.number(),
  end: z.number(),
  /** Frame numbers, half-open too. */
  startFrame: z.number().int(),
  endFrame: z.number().int(),
  /** Time of the frame in which most of the picture moves, in seconds. */
  peak: z.number(),
  /** Fraction of the picture that moves at the peak, 0 to 1. */
  score: z.number(),
  /** Around everything that moved during the event. */
  box: Box,
});
export type MotionEvent = z.infer<typeof MotionEvent>;

/** `<name>.motion.json` */
export const MotionReport = z.object({
  video: z.object({
    width: z.number().int(),
    height: z.number().int(),
    frameCount: z.number().int(),
    durationSeconds: z.number(),
    timeBase: z.string(),
  }),
  regions: z.array(Region),
  events: z.array(MotionEvent),
});
export type MotionReport = z.infer<typeof MotionReport>;
