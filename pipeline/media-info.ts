import * as z from 'zod';
import { Rational } from './rational';

export const FieldOrder = z.enum(['progressive', 'tt', 'bb', 'tb', 'bt']);
export type FieldOrder = z.infer<typeof FieldOrder>;

export const VideoStream = z.object({
  /** Number of the stream in its file. */
  index: z.number().int().nonnegative(),
  codec: z.string(),
  /** As displayed, after rotation. */
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  pixelFormat: z.string(),
  /** Width of a pixel to its height, as displayed; absent where nobody says so, which means square. */
  sampleAspectRatio: Rational.optional(),
  /** How numbers become colours, in ffprobe's words; absent where nobody says so. */
  colorRange: z.string().optional(),
  colorPrimaries: z.string().optional(),
  colorTransfer: z.string().optional(),
  colorMatrix: z.string().optional(),
  /** Interlaced frames hold two fields; the one that the word begins with, top or bottom, is shown first. */
  fieldOrder: FieldOrder.optional(),
  /** Clockwise, in degrees: 0, 90, 180 or 270. */
  rotation: z.number().int(),
  timeBase: Rational,
  frameRate: Rational.optional(),
  /** Presentation time of the first frame, in units of the time base. */
  startPts: z.number().int(),
  /** End of the last frame, in units of the time base. */
  endPts: z.number().int(),
  /** Frames that the container announces, or about as many as its duration and frame rate make; what was really decoded stands in the motion report. */
  frameCount: z.number().int().positive(),
});
export type VideoStream = z.infer<typeof VideoStream>;

export const AudioStream = z.object({
  index: z.number().int().nonnegative(),
  codec: z.string(),
  /** 0 where a stream is announced, but holds nothing. */
  channels: z.number().int().nonnegative(),
  sampleRate: z.number().int().nonnegative(),
  /** As ffmpeg names it: stereo, 5.1(side). */
  channelLayout: z.string().optional(),
  language: z.string().optional(),
  timeBase: Rational.optional(),
  /** When it begins to be heard, in units of its own time base. */
  startPts: z.number().int().optional(),
  /** As the container says. */
  durationSeconds: z.number().nonnegative().optional(),
});
export type AudioStream = z.infer<typeof AudioStream>;

export const SubtitleStream = z.object({
  index: z.number().int().nonnegative(),
  codec: z.string(),
  language: z.string().optional(),
  /** Of words; else of pictures. */
  isText: z.boolean(),
});
export type SubtitleStream = z.infer<typeof SubtitleStream>;

/** What Probe finds out about a video: small enough to travel in a state's output. */
export const MediaInfo = z.object({
  /** ffprobe's names of the container, comma separated. */
  format: z.string(),
  /** Of the video stream, first frame's start to last frame's end. */
  durationSeconds: z.number().nonnegative(),
  video: VideoStream,
  audio: z.array(AudioStream),
  subtitles: z.array(SubtitleStream).default([]),
  chapterCount: z.number().int().nonnegative().default(0),
  creationTime: z.string().optional(),
  /** The file says something about itself: when it was made, a title, a place. */
  isTagged: z.boolean().default(false),
  /** Number of key frames at which the video could be cut. */
  keyFrameCount: z.number().int().positive(),
});
export type MediaInfo = z.infer<typeof MediaInfo>;
