import { JobOptions } from '../../pipeline/job-options';
import { JobPolicy } from '../../pipeline/job-policy';
import type { KeyFrameIndex } from '../../pipeline/key-frame-index';
import type { MediaInfo, VideoStream } from '../../pipeline/media-info';
import { type Box, MovingObject } from '../../pipeline/motion';
import type { Plan } from '../../pipeline/plan';
import { planJob } from '../../pipeline/plan-job';
import type { Source } from '../../pipeline/source';
import type { Verification } from '../../pipeline/verification';

/** One video and its job, as most tests need them: a minute, 25 frames a second, a key frame every two seconds. */
export const timeBase = { numerator: 1, denominator: 12_800 };
const second = timeBase.denominator;

export const source: Source = {
  bucket: 'videos',
  key: 'yard/gate.mp4',
  version: 'v1',
  versionId: 'v1',
  etag: '9e107d9d372bb6826bd81d3542a419d6',
  sizeBytes: 1_000_000,
};

export const index: KeyFrameIndex = {
  keyFrames: Array.from({ length: 30 }, (_, gop) => gop * 2 * second),
  framesFrom: Array.from({ length: 30 }, () => 50),
  startPts: 0,
  endPts: 60 * second,
  frameCount: 1500,
};

export const mediaInfo = (
  { video, ...media }: Partial<MediaInfo> = {},
  stream: Partial<VideoStream> = {},
): MediaInfo => ({
  format: 'mov,mp4,m4a,3gp,3g2,mj2',
  durationSeconds: 60,
  audio: [],
  subtitles: [],
  chapterCount: 0,
  isTagged: false,
  keyFrameCount: 30,
  ...media,
  video: {
    index: 0,
    codec: 'h264',
    width: 640,
    height: 360,
    pixelFormat: 'yuv420p',
    rotation: 0,
    timeBase,
    startPts: 0,
    endPts: 60 * second,
    frameCount: 1500,
    ...video,
    ...stream,
  },
});

/** What the concatenation says of the video above, with one track of sound. */
export const verification: Verification = {
  frames: { written: 1500, announced: 1500 },
  greatestTimeErrorSeconds: 0,
  duration: { sourceSeconds: 60, seconds: 60 },
  audio: [{ stream: 1, codec: 'aac', as: 'copied', offsetSeconds: -0.021333, errorSeconds: 0.000333 }],
  subtitles: [],
  leftOut: [],
  chapterCount: 0,
};

/** Something that moves, and looks like a thing: with an outline of its own, in focus, through which no ground shows. */
export const movingObject = (
  box: Box,
  area: number,
  regions: [region: number, part: number][],
  looks: Partial<MovingObject> = {},
): MovingObject =>
  MovingObject.parse({ box, area, regions, moving: 1, edge: 0.6, sharp: 1, alike: 0, contrast: 60, ...looks });

export const jobOptions = (options: Partial<JobOptions> = {}): JobOptions => JobOptions.parse(options);

export const policy: JobPolicy = JobPolicy.parse({ maxConcurrency: 1000 });

/** Some time in 2027, in epoch seconds. */
export const expiresAt = 1_800_000_000;

/** The job above, planned: with the default options one segment, with `segmentSeconds: 10` six. */
export function plannedJob(options: Partial<JobOptions> = {}, media: MediaInfo = mediaInfo()) {
  const buckets = { work: 'work', output: 'results' };
  return planJob({ jobId: 'job-1', source, media, index, options: jobOptions(options), policy, buckets, expiresAt });
}

export const planOf = (options: Partial<JobOptions> = {}, media?: MediaInfo): Plan => plannedJob(options, media).plan;
