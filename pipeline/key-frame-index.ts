import * as z from 'zod';

/** Where a video can be cut. Kept beside the plan as an object of its own: it grows with the video. */
export const KeyFrameIndex = z.object({
  /** Presentation times in units of the time base, ascending, each once. */
  keyFrames: z.array(z.number().int()).min(1),
  /**
   * For each key frame, how many frames are shown from it on until the next; the first counts what comes before it, too.
   * Absent where the container's index knows its key frames only.
   */
  framesFrom: z.array(z.number().int().nonnegative()).min(1).optional(),
  startPts: z.number().int(),
  /** End of the last frame; as the header says it where the index doesn't know. */
  endPts: z.number().int(),
  /** The sum of `framesFrom`; without it about as many as duration and frame rate make. */
  frameCount: z.number().int().positive(),
});
export type KeyFrameIndex = z.infer<typeof KeyFrameIndex>;
