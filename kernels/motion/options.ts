import * as z from 'zod';
import { Sensitivity } from '../../pipeline/region';

/** `copy`: cut at the key frames around an event, nothing encoded; `exact`: encoded anew, from its first frame to its last. */
export const EventClips = z.enum(['none', 'copy', 'exact']);
export type EventClips = z.infer<typeof EventClips>;

/** An hour: more would make one event of a day. */
const longestSeconds = 3600;
const range = `It goes from 0 to ${longestSeconds} seconds`;
const Seconds = z.number().min(0, range).max(longestSeconds, range);

/** Ten minutes: until then, frames wait to be told who stands in them. */
const longestStand = 600;
const standRange = `It goes from 0 to ${longestStand} seconds`;
const StandSeconds = z.number().min(0, standRange).max(longestStand, standRange);

/** What the owner of a video may choose for motion detection. Times are in seconds of the video. */
export const MotionOptions = z.strictObject({
  /** Of all regions, times each region's own. 1 is normal; with 2 a difference half as large counts. */
  sensitivity: Sensitivity.default(1),
  /** Events shorter than this are left out, before pads are added. */
  minLengthSeconds: Seconds.default(0),
  /** Motion that stops for no longer than this goes on in the same event. */
  maxGapSeconds: Seconds.default(2),
  /** Added before and after each event; events that then overlap become one. */
  padBeforeSeconds: Seconds.default(0),
  padAfterSeconds: Seconds.default(0),
  /** For how long something that was seen arriving counts although it stands still. */
  maxStandSeconds: StandSeconds.default(60),
  /** A video of each event. */
  clips: EventClips.default('none'),
  /** A copy of the video with boxes and regions drawn in. */
  annotate: z.boolean().default(false),
});
export type MotionOptions = z.infer<typeof MotionOptions>;

/** As a field of a job's options: what isn't said is as by default. */
export const GivenMotionOptions = MotionOptions.prefault({});
