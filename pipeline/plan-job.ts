import { capacityOf } from './capacity';
import { fanOutOver } from './fan-out';
import type { JobOptions } from './job-options';
import type { PlanningPolicy } from './job-policy';
import {
  annotatedKey,
  baseName,
  eventClipsPrefix,
  grayKey,
  motionChaptersKey,
  motionCsvKey,
  motionFramesKey,
  motionKey,
  planKey,
  s3Uri,
} from './keys';
import type { KeyFrameIndex } from './key-frame-index';
import type { MediaInfo } from './media-info';
import { framesAround, looksAround } from './motion-window';
import type { Plan, Planned, SegmentItem } from './plan';
import { justThese, planSegments } from './plan-segments';
import { toSeconds } from './rational';
import { type Segment, type TaskName, taskOf } from './segment';
import type { Source } from './source';

/** Containers in which a seek lands by guess: they carry no index of key frames. */
const withoutIndex = /(?:^|,)(?:mpegts|mpeg|mpegvideo|h264|hevc)(?:,|$)/;

export interface JobToPlan {
  jobId: string;
  source: Source;
  media: MediaInfo;
  index: KeyFrameIndex;
  options: JobOptions;
  policy: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare' | 'stallSeconds'>;
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
    around: looksAround(kernels) ? (start, end) => framesAround(media, start, end) : justThese,
    seekEarlier: withoutIndex.test(media.format),
  });
  const { mode, modeReason } = chooseMode(options);
  const name = baseName(source.key);
  const plan: Plan = {
    jobId,
    source,
    name,
    options,
    media,
    mode,
    kernels,
    segments,
    expiresAt,
    stallSeconds: policy.stallSeconds,
  };
  const tasks: TaskName[] = mode === 'fused' ? [taskOf(kernels)] : [...kernels];
  const warmUps = segments.map((segment) => warmUpOf(segment, kernels, media));
  const seconds = (ticks: number) => toSeconds(ticks, media.video.timeBase);
  const longest = segments.reduce(
    (most, { timeRange: { start, end } }, index) => Math.max(most, end - start + seconds(warmUps[index] ?? 0)),
    0,
  );
  const { fanOut, maxConcurrency, items, given } = fanOutOver(segments, {
    jobId,
    workBucket: buckets.work,
    spotShare: policy.spotShare,
    maxConcurrency: Math.min(options.maxConcurrency, policy.maxConcurrency),
  });
  const makesClips = kernels.includes('motion') && options.motion.clips !== 'none';
  const annotates = kernels.includes('motion') && options.motion.annotate;
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
        warmUpSeconds: seconds(warmUps.reduce((sum, ticks) => sum + ticks, 0)),
        maxConcurrency,
        kernels: kernels.join(','),
        tasks,
        encodes: kernels.includes('grayscale'),
        detectsMotion: kernels.includes('motion'),
        illustrates: makesClips || annotates,
        fanOut,
        outputs: {
          ...(kernels.includes('grayscale') ? { gray: output(grayKey(jobId, name, options.container)) } : {}),
          ...(kernels.includes('motion')
            ? {
                motion: output(motionKey(jobId, name)),
                motionFrames: output(motionFramesKey(jobId, name)),
                motionCsv: output(motionCsvKey(jobId, name)),
                motionChapters: output(motionChaptersKey(jobId, name)),
              }
            : {}),
          ...(makesClips ? { clips: output(eventClipsPrefix(jobId)) } : {}),
          ...(annotates ? { annotated: output(annotatedKey(jobId, name)) } : {}),
        },
        timeouts: timeouts(longest, media.durationSeconds),
        // The concatenation counts as one more task after the last segment.
        concatCapacity: capacityOf(segments.length, policy.spotShare),
        expiresAt,
      },
      ...given,
    },
  };
}

/** What is decoded before and after a segment, for it alone, in units of the time base. */
function warmUpOf(segment: Segment, kernels: JobOptions['kernels'], { video }: MediaInfo): number {
  const { start, end, seek, warmUpSeek, lookAheadEnd } = segment;
  const around = looksAround(kernels);
  const before = start === null ? 0 : start - ((around ? warmUpSeek : seek) ?? video.startPts);
  const after = end === null || !around ? 0 : (lookAheadEnd ?? video.endPts) - end;
  return before + after;
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
 * start and a minute per second of video that it decodes (8K on one processor), the concatenation only copies.
 */
const timeouts = (longestSegment: number, duration: number) => ({
  segment: 600 + Math.ceil(longestSegment * 60),
  concat: 900 + Math.ceil(duration * 2),
  // Everything is encoded once by one task, and clips that overlap more than once.
  illustrate: 900 + Math.ceil(duration * 60),
});
