import * as z from 'zod';
import { KernelName } from './job-options';
import type { MediaInfo } from './media-info';

/**
 * A piece of the video between two key frames. A frame belongs to it by its presentation time, half-open [start, end):
 * every frame of the source belongs to exactly one segment. Times are integers in units of the video's time base.
 */
export const Segment = z.object({
  index: z.number().int().nonnegative(),
  /** Time of the segment's first frame, a key frame; null for the first segment, which takes whatever comes first. */
  start: z.number().int().nullable(),
  /** Time of the next segment's first frame; null for the last segment, which takes all that is left. */
  end: z.number().int().nullable(),
  /** Where decoding starts so that all frames from `start` come out whole; null: at the beginning of the file. */
  seek: z.number().int().nullable(),
  /** The same for kernels that look around: the key frame at or before the first frame that they need. */
  warmUpSeek: z.number().int().nullable(),
  /** Where the frames end that such kernels need, after `end`; null: at the end of the file. */
  lookAheadEnd: z.number().int().nullable().default(null),
  /** How many frames the container's index announces for it; null where it doesn't count. A damaged source may hold fewer. */
  announcedFrames: z.number().int().nonnegative().nullable(),
  /** Seconds from the first video frame: for people, estimates and messages, never for cutting. */
  timeRange: z.object({ start: z.number(), end: z.number() }),
});
export type Segment = z.infer<typeof Segment>;

/** All of it, as one segment: for work that begins at the first frame and ends with the last. */
export const wholeVideo = ({ durationSeconds }: Pick<MediaInfo, 'durationSeconds'>): Segment => ({
  ...{ index: 0, start: null, end: null, seek: null, warmUpSeek: null, lookAheadEnd: null, announcedFrames: null },
  timeRange: { start: 0, end: durationSeconds },
});

/** Which program run does what: `fused` runs several kernels of a segment on one decode, the others one kernel each; `inspect` is a function's. */
export const TaskName = z.enum(['fused', ...KernelName.options, 'inspect', 'concat', 'illustrate']);
export type TaskName = z.infer<typeof TaskName>;

/** The task that runs the given kernels on one decode. */
export const taskOf = ([first, ...others]: readonly KernelName[]): TaskName =>
  first === undefined || others.length > 0 ? 'fused' : first;

/**
 * Presentation times of many frames, short: runs of `count` frames, `step` apart, from `first`.
 * A constant frame rate is one run, whatever the length.
 */
export const FrameTimes = z.array(
  z.tuple([
    z.number().int().describe('first'),
    z.number().int().describe('step'),
    z.number().int().positive().describe('count'),
  ]),
);
export type FrameTimes = z.infer<typeof FrameTimes>;

export function packFrameTimes(times: readonly number[]): FrameTimes {
  const runs: FrameTimes = [];
  for (const time of times) {
    const run = runs.at(-1);
    if (run?.[2] === 1) {
      run[1] = time - run[0];
      run[2] = 2;
    } else if (run && time === run[0] + run[1] * run[2]) run[2] += 1;
    else runs.push([time, 0, 1]);
  }
  return runs;
}

export function* unpackFrameTimes(runs: FrameTimes): Generator<number> {
  for (const [first, step, count] of runs) {
    for (let frame = 0; frame < count; frame += 1) yield first + step * frame;
  }
}

export const countFrames = (runs: FrameTimes): number => runs.reduce((sum, [, , count]) => sum + count, 0);

/** What a finished segment task says of its work. Written last, so that its existence means the rest is whole. */
export const SegmentResult = z.object({
  index: z.number().int().nonnegative(),
  task: TaskName,
  /** Times of the segment's frames, in units of the source's time base, as decoded. */
  frameTimes: FrameTimes,
  /** Keys in the work bucket, by kernel. */
  outputs: z.partialRecord(KernelName, z.string()),
  /** Lines of each that holds records. */
  records: z.partialRecord(KernelName, z.number().int().nonnegative()).default({}),
  finishedAt: z.iso.datetime(),
});
export type SegmentResult = z.infer<typeof SegmentResult>;
