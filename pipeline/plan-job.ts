import { capacityOf } from './capacity';
import { chooseTasks } from './choose-tasks';
import { fanOutOver } from './fan-out';
import { framesAround } from './frames-around';
import type { JobOptions } from './job-options';
import type { PlanningPolicy } from './job-policy';
import { baseName, planKey, s3Uri } from './keys';
import type { KeyFrameIndex } from './key-frame-index';
import type { MediaInfo } from './media-info';
import type { ModelFacts } from './model';
import type { Plan, Planned, SegmentItem } from './plan';
import { planSegments } from './plan-segments';
import { toSeconds } from './rational';
import { kernelsOf } from './requirements';
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
  /** What was found out about the models that its kernels run; of those in the tasks' image nothing. */
  models?: readonly ModelFacts[];
  policy: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare' | 'stallSeconds' | 'taskVcpus'>;
  buckets: { work: string; output: string };
  /** Epoch seconds: see recordExpiry(). */
  expiresAt: number;
}

/** Decides everything about a job before any of it runs. */
export function planJob(job: JobToPlan): { plan: Plan; planned: Planned; items: SegmentItem[] } {
  const { jobId, source, media, index, options, models = [], policy, buckets, expiresAt } = job;
  const chosen = kernelsOf(options);
  const segments = planSegments(index, media.video.timeBase, {
    segmentSeconds: options.segmentSeconds,
    around: (start, end) => framesAround(chosen, media, start, end),
    seekEarlier: withoutIndex.test(media.format),
  });
  const capacity = { vcpus: policy.taskVcpus, spotShare: policy.spotShare };
  const { mode, tasks: taskKernels, inspectIn, reason } = chooseTasks({ options, media, segments, models, capacity });
  const name = baseName(source.key);
  const plan: Plan = {
    jobId,
    source,
    name,
    options,
    media,
    mode,
    kernels: options.kernels,
    tasks: taskKernels,
    inspectIn,
    models: [...models],
    segments,
    expiresAt,
    stallSeconds: policy.stallSeconds,
  };
  const tasks: TaskName[] = [...taskKernels.map(taskOf), ...(inspectIn === 'function' ? (['inspect'] as const) : [])];
  const looksAround = chosen.some((kernel) => kernel.around);
  const warmUps = segments.map((segment) => warmUpOf(segment, looksAround, media));
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
  return {
    plan,
    items,
    planned: {
      summary: {
        uri: s3Uri(buckets.work, planKey(jobId)),
        mode,
        modeReason: reason,
        segmentCount: segments.length,
        segmentSeconds: options.segmentSeconds,
        warmUpSeconds: seconds(warmUps.reduce((sum, ticks) => sum + ticks, 0)),
        maxConcurrency,
        kernels: options.kernels.join(','),
        tasks,
        taskKernels: taskKernels.map((names) => names.join(',')),
        inspects: inspectIn === 'function',
        encodes: options.kernels.includes('grayscale'),
        merges: chosen.some(({ merges }) => merges),
        illustrates: chosen.some((kernel) => kernel.illustrates?.(options)),
        fanOut,
        outputs: Object.fromEntries(
          chosen.flatMap(({ outputs }) =>
            Object.entries(outputs({ jobId, name, options })).map(([kind, key]) => [kind, s3Uri(buckets.output, key)]),
          ),
        ),
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
function warmUpOf(segment: Segment, looksAround: boolean, { video }: MediaInfo): number {
  const { start, end, seek, warmUpSeek, lookAheadEnd } = segment;
  const before = start === null ? 0 : start - ((looksAround ? warmUpSeek : seek) ?? video.startPts);
  const after = end === null || !looksAround ? 0 : (lookAheadEnd ?? video.endPts) - end;
  return before + after;
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
