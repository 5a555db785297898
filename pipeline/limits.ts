import * as z from 'zod';
import { PipelineError } from './errors';
import type { MediaInfo } from './media-info';
import type { Rational } from './rational';

/** How much one job may take on: what is beyond is refused by Probe, before any task starts. */
export const Limits = z.strictObject({
  /**
   * Pixels of one frame. Unless told otherwise 8192x4352: the most that H.264, which results are written in, has a level for,
   * and 2.6 GB in a task of 4; 8192x8192 would take 4.8.
   */
  pixels: z.number().int().min(1).max(134_217_728).default(35_651_584),
  /** Hours from the first frame to the last: a day, as long as an execution may take. */
  hours: z.number().min(0.001).max(1000).default(24),
  /** Streams of all kinds. A thousand take ffprobe up to 1.7 GB. */
  streams: z.number().int().min(1).max(1000).default(100),
  /** Frames: a day at 60 a second. Where each is a key frame, they take Probe 1.1 of the 1.8 GB that its function has. */
  frames: z.number().int().min(1).max(10_368_000).default(5_184_000),
  /**
   * Frames times pixels, in thousand millions: all the work there is. A day of 4K at 30 frames a second, which takes some 64
   * vCPU hours, about $3. It stops what stays within each of the other limits: a day of 8K at 60 would be $27.
   */
  gigapixels: z.number().min(0.001).max(1_000_000).default(21_500),
});
export type Limits = z.infer<typeof Limits>;

/** The highest that each limit can be set to. */
export const highestLimits: Limits = Limits.parse(
  Object.fromEntries(Object.entries(Limits.shape).map(([key, limit]) => [key, limit.unwrap().maxValue])),
);

/** Pixels of a side: x264 takes no more. */
const longestSide = 16_384;

/** Frames a second beyond which a container's average is a guess gone wrong, and says nothing about how many there are. */
const fastest = 240;

/**
 * Samples of all streams for each frame that is allowed: room for nine sound tracks. ffmpeg builds an index of them all, of 24 bytes
 * each, whenever it opens an MP4.
 */
const samplesPerFrame = 10;

/** What is known of a video so far, as its headers claim it; undefined where they don't. */
export interface StreamFacts {
  /** Pixels. */
  width?: number;
  height?: number;
  /** Number of streams of all kinds, or how many were counted before ffprobe gave up. */
  streams?: number;
  durationSeconds?: number;
  /** Frames a second, on average. */
  frameRate?: Rational;
  frames?: number;
  /** Of all streams together, as far as the container has an index of them. */
  samples?: number;
}

/**
 * Refuses a video for what its headers claim, before anything more of it is read.
 * @param name what to call the video in messages
 * @throws PipelineError LimitExceeded with the value, the limit, and the key to raise
 */
export function checkStreams(facts: StreamFacts, limits: Limits, name: string): void {
  const { width = 0, height = 0, streams = 0, durationSeconds = 0, samples = 0 } = facts;
  const side = Math.max(width, height);
  if (side > longestSide) {
    const message = `"${name}" has pictures of ${width}x${height}; no side may be longer than ${longestSide} pixels, all that the encoder takes. Scale it down.`;
    throw new PipelineError('LimitExceeded', message, {
      figures: { limit: 'side', value: side, allowed: longestSide, width, height },
    });
  }
  const pixels = width * height;
  const frames = facts.frames ?? durationSeconds * usualRate(facts.frameRate);
  const check = (limit: keyof Limits, value: number, has: string, remedy: string) => {
    const allowed = limits[limit];
    if (!(value > allowed)) return;
    const raise =
      value <= highestLimits[limit]
        ? `, or raise jobs.limits.${limit} in stages.json (to ${grouped(highestLimits[limit])} at most)`
        : '';
    const message = `"${name}" ${has}; at most ${grouped(allowed)} ${limit} are allowed. ${remedy}${raise}.`;
    throw new PipelineError('LimitExceeded', message, { figures: { limit, value, allowed } });
  };
  const size = `${width}x${height}`;
  check('pixels', pixels, `has pictures of ${size}, ${grouped(pixels)} pixels each`, 'Scale it down');
  check('streams', streams, `has ${grouped(streams)} streams or more`, 'Upload it with the streams that matter');
  check('hours', durationSeconds / 3600, `lasts ${grouped(durationSeconds / 3600)} hours`, 'Cut it into parts');
  check('frames', frames, `has ${grouped(frames)} frames`, 'Cut it into parts');
  const most = limits.frames * samplesPerFrame;
  if (samples > most) {
    const message = `"${name}" has ${grouped(samples)} samples in all its streams; at most ${grouped(most)} are allowed, ${samplesPerFrame} for each frame. Upload it with the streams that matter, or cut it into parts.`;
    throw new PipelineError('LimitExceeded', message, { figures: { limit: 'samples', value: samples, allowed: most } });
  }
  const gigapixels = (frames * pixels) / 1e9;
  const work = `has ${grouped(frames)} frames of ${size}, ${grouped(gigapixels)} gigapixels in all`;
  check('gigapixels', gigapixels, work, 'Scale it down or cut it into parts');
}

/**
 * Refuses a video for what was found in it.
 * @throws PipelineError LimitExceeded with the value, the limit, and the key to raise
 */
export function checkLimits({ durationSeconds, video }: MediaInfo, limits: Limits, name: string): void {
  const { width, height, frameRate, frameCount: frames } = video;
  checkStreams({ width, height, durationSeconds, frameRate, frames }, limits, name);
}

function usualRate(rate: Rational | undefined): number {
  const perSecond = rate ? rate.numerator / rate.denominator : 0;
  return perSecond <= fastest ? perSecond : 0;
}

const format = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 });
const grouped = (value: number): string => format.format(value);
