import * as z from 'zod';
import { Mask, Region } from './region';

/** [x0, y0, x1, y1] in relative coordinates: left, top, right, bottom. */
export const Box = z.tuple([z.number(), z.number(), z.number(), z.number()]);
export type Box = z.infer<typeof Box>;

/** To six digits: microseconds, or a hundredth of a pixel in 8K. More would only make the lines longer. */
export const sixDigits = (value: number): number => Math.round(value * 1e6) / 1e6;

/**
 * Why a frame says less than others: `camera`: it moves, or the picture as a whole changes, so that nothing can be told of
 * single objects; `light`: the lighting jumped.
 */
export const MotionFlag = z.enum(['camera', 'light']);
export type MotionFlag = z.infer<typeof MotionFlag>;

/** Something that differs from its background, in one frame. */
export const MovingObject = z.object({
  box: Box,
  /** Fraction of the picture that it covers, 0 to 1. */
  area: z.number(),
  /** Which part of it looks other than a moment ago, 0 to 1. */
  moving: z.number(),
  /**
   * Whose its outline is, -1 to 1: above 0 there are edges in the frame that the background doesn't have, as of a thing; below 0 the
   * background has edges that the frame doesn't, as where a thing was; about 0 for soft shadows and light. Missing where most of
   * the outline is the region's, or the picture's.
   */
  edge: z.number().optional(),
  /** How steep its outline is against its contrast: about 1 for things in focus, near 0 for shadows, light and what is on the lens. */
  sharp: z.number().optional(),
  /** How much the ground shows through, -1 to 1: near 1 where only the light on it differs, 0 for a thing before it, or where nothing can be told. */
  alike: z.number(),
  /** Mean difference from the background, in gray levels. */
  contrast: z.number(),
  /** What of it lies in which region (by number, from 0), as a fraction of the picture. */
  regions: z.array(z.tuple([z.number().int().nonnegative(), z.number()])),
});
export type MovingObject = z.infer<typeof MovingObject>;

/** What the motion kernel says of one frame, before the segments are merged: a line of a segment's NDJSON. */
export const MotionRecord = z.object({
  /** Presentation time in units of the source's time base. */
  pts: z.number().int(),
  objects: z.array(MovingObject).default([]),
  /** What came into the background here (edge above 0) or went from it (below 0), against some seconds before. */
  steps: z.array(MovingObject).default([]),
  flags: z.array(MotionFlag).default([]),
});
export type MotionRecord = z.infer<typeof MotionRecord>;

/** The same for the whole video, once it is decided what counts: a line of `<name>.motion-frames.ndjson`. */
export const MotionFrame = z.object({
  /** From 0, over the whole video. */
  frame: z.number().int().nonnegative(),
  pts: z.number().int(),
  /** Seconds from the first video frame. */
  time: z.number(),
  /** Fraction of the picture that moves, 0 to 1. */
  area: z.number(),
  boxes: z.array(Box),
  /** The regions in which something moves, in the order in which they were given. */
  regions: z.array(
    z.object({
      region: z.string(),
      /** Fraction of the region that moves, 0 to 1. */
      score: z.number(),
      /** Which of the frame's boxes, by number from 0. */
      boxes: z.array(z.number().int().nonnegative()),
    }),
  ),
  flags: z.array(MotionFlag),
});
export type MotionFrame = z.infer<typeof MotionFrame>;

export const MotionEvent = z.object({
  /** Name of the region in which something moves. */
  region: z.string(),
  /** Seconds from the first video frame, half-open [start, end), with the pads that were asked for. */
  start: z.number(),
  end: z.number(),
  /** Frame numbers, half-open too. */
  startFrame: z.number().int(),
  endFrame: z.number().int(),
  /** Time of the frame in which most of the region moves, in seconds. */
  peak: z.number(),
  /** Fraction of the region that moves at the peak, 0 to 1. */
  score: z.number(),
  /** Around everything that moved in the region during the event. */
  box: Box,
});
export type MotionEvent = z.infer<typeof MotionEvent>;

/** A stretch of the video of which motion detection can't tell: read there, not silence. */
export const UnreliableSpan = z.object({
  start: z.number(),
  end: z.number(),
  startFrame: z.number().int(),
  endFrame: z.number().int(),
  reason: MotionFlag,
});
export type UnreliableSpan = z.infer<typeof UnreliableSpan>;

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
  masks: z.array(Mask),
  /** In the order of their start; those of several regions may overlap. */
  events: z.array(MotionEvent),
  /** Where the camera moved, or the picture changed as a whole. */
  unreliable: z.array(UnreliableSpan),
});
export type MotionReport = z.infer<typeof MotionReport>;
