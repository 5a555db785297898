import { capacityOf } from './capacity';
import type { JobOptions } from './job-options';
import type { PlanningPolicy } from './job-policy';
import { baseName, grayKey, itemsKey, motionFramesKey, motionKey, planKey, s3Uri, segmentItem } from './keys';
import type { KeyFrameIndex } from './key-frame-index';
import type { MediaInfo } from './media-info';
import { warmUpSeconds } from './motion-window';
import type { Plan, Planned, SegmentItem } from './plan';
import { planSegments } from './plan-segments';
import { toSeconds } from './rational';
import { type Segment, type TaskName, taskOf } from './segment';
import type { Source } from './source';

/** An inline Map runs at most 40 iterations at once, and all of them share the execution's 25,000 history events. */
export const inlineLimit = 40;

/** Containers in which a seek lands by guess: they carry no index of key frames. */
const withoutIndex = /(?:^|,)(?:mpegts|mpeg|mpegvideo|h264|hevc)(?:,|$)/;

export interface JobToPlan {
  jobId: string;
  source: Source;
  media: MediaInfo;
  index: KeyFrameIndex;
  options: JobOptions;
  policy: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare'>;
  buckets: { work: string; output: string };
  /** Epoch seconds: see recordExpiry(). */
  expiresAt: number;
}

/** Decides everything about a job before any of it runs. */
export function planJob(job: JobToPlan): { plan: Plan; planned: Planned; items: SegmentItem[] } {
  const { jobId, source, media, index, options, policy, buckets, expiresAt } = job;
  const { kernels } = options;
  const segments = planSegments(index, media.video.timeBase, {
    segmentSeconds: options.segmentSeconds,
    warmUpSeconds: warmUpSeconds(kernels),
    seekEarlier: withoutIndex.test(media.format),
  });
  const { mode, modeReason } = chooseMode(options);
  const name = baseName(source.key);
  const plan: Plan = { jobId, source, name, options, media, mode, kernels, segments, expiresAt };
  const tasks: TaskName[] = mode === 'fused' ? [taskOf(kernels)] : [...kernels];
  const longest = Math.max(...segments.map(({ timeRange }) => timeRange.end - timeRange.start));
  const fanOut = segments.length <= inlineLimit ? 'inline' : 'distributed';
  const items = segments.map((segment) => ({
    index: segment.index,
    record: segmentItem(segment.index),
    capacity: capacityOf(segment.index, policy.spotShare),
  }));
  const output = (key: string) => s3Uri(buckets.output, key);
  return {
    plan,
    items,
    planned: {
      summary: {
        uri: s3Uri(buckets.work, planKey(jobId)),
        mode,
        modeReason,
        segmentCount: segments.length,
        segmentSeconds: options.segmentSeconds,
        warmUpSeconds: warmUp(segments, kernels, media),
        maxConcurrency: Math.min(
          options.maxConcurrency,
          policy.maxConcurrency,
          fanOut === 'inline' ? inlineLimit : Infinity,
        ),
        kernels: kernels.join(','),
        tasks,
        encodes: kernels.includes('grayscale'),
        detectsMotion: kernels.includes('motion'),
        fanOut,
        outputs: {
          ...(kernels.includes('grayscale') ? { gray: output(grayKey(jobId, name, options.container)) } : {}),
          ...(kernels.includes('motion')
            ? { motion: output(motionKey(jobId, name)), motionFrames: output(motionFramesKey(jobId, name)) }
            : {}),
        },
        timeouts: timeouts(longest, media.durationSeconds),
        // The concatenation counts as one more task after the last segment.
        concatCapacity: capacityOf(segments.length, policy.spotShare),
        expiresAt,
      },
      items: fanOut === 'inline' ? items : [],
      itemsBucket: buckets.work,
      itemsKey: itemsKey(jobId),
    },
  };
}

/** Of all segments together. */
function warmUp(segments: readonly Segment[], kernels: JobOptions['kernels'], { video }: MediaInfo): number {
  const looksBack = warmUpSeconds(kernels) > 0;
  const before = segments.map(({ start, seek, warmUpSeek }) =>
    start === null ? 0 : start - ((looksBack ? warmUpSeek : seek) ?? video.startPts),
  );
  return toSeconds(
    before.reduce((sum, ticks) => sum + ticks, 0),
    video.timeBase,
  );
}

function chooseMode({ mode, kernels }: JobOptions): { mode: 'fused' | 'split'; modeReason: string } {
  if (kernels.length === 1)
    return { mode: 'fused', modeReason: `${kernels.join()} is the only kernel: one task per segment` };
  if (mode === 'auto') {
    return { mode: 'fused', modeReason: 'chosen: one decode for all kernels costs less than a decode for each' };
  }
  return { mode, modeReason: 'as asked' };
}

/**
 * How long a task may run, in seconds: generous, because they only end what hangs. A segment gets ten minutes to
 * start and a minute per second of video (8K on one processor), the concatenation only copies.
 */
const timeouts = (longestSegment: number, duration: number) => ({
  segment: 600 + Math.ceil(longestSegment * 60),
  concat: 900 + Math.ceil(duration * 2),
});
