import { z } from 'zod';
import { Rational } from './rational';

export const VideoStream = z.object({
  /** Number of the stream in its file. */
  index: z.number().int().nonnegative(),
  codec: z.string(),
  /** As displayed, after rotation. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  pixelFormat: z.string(),
  colorRange: z.string().optional(),
  /** Clockwise, in degrees: 0, 90, 180 or 270. */
  rotation: z.number().int(),
  timeBase: Rational,
  frameRate: Rational.optional(),
  /** Presentation time of the first frame, in units of the time base. */
  startPts: z.number().int(),
  /** End of the last frame, in units of the time base. */
  endPts: z.number().int(),
  /** Frames that the container announces; what was really decoded stands in the motion report. */
  frameCount: z.number().int().positive(),
});
export type VideoStream = z.infer<typeof VideoStream>;

export const AudioStream = z.object({
  index: z.number().int().nonnegative(),
  codec: z.string(),
  channels: z.number().int().nonnegative(),
  sampleRate: z.number().int().nonnegative(),
});
export type AudioStream = z.infer<typeof AudioStream>;

/** What Probe finds out about a video: small enough to travel in a state's output. */
export const MediaInfo = z.object({
  /** ffprobe's names of the container, comma separated. */
  format: z.string(),
  /** Of the video stream, first frame's start to last frame's end. */
  durationSeconds: z.number().nonnegative(),
  /** Where the earliest stream starts, in seconds of the file's own clock. */
  startSeconds: z.number(),
  video: VideoStream,
  audio: z.array(AudioStream),
  /** Number of key frames at which the video could be cut. */
  keyFrameCount: z.number().int().positive(),
});
export type MediaInfo = z.infer<typeof MediaInfo>;

/** Where a video can be cut. Kept beside the plan as an object of its own: it grows with the video. */
export const KeyFrameIndex = z.object({
  /** Presentation times in units of the time base, ascending, each once. */
  keyFrames: z.array(z.number().int()).min(1),
  /** For each key frame, how many frames are shown from it on until the next; the first counts what comes before it, too. */
  framesFrom: z.array(z.number().int().nonnegative()).min(1),
  startPts: z.number().int(),
  endPts: z.number().int(),
  frameCount: z.number().int().positive(),
});
export type KeyFrameIndex = z.infer<typeof KeyFrameIndex>;
