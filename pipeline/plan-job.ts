import { capacityOf } from './capacity';
import { checkCost } from './check-cost';
import { chooseTasks } from './choose-tasks';
import { estimateJob } from './estimate-job';
import { fanOutOver } from './fan-out';
import { framesAround } from './frames-around';
import type { JobOptions } from './job-options';
import type { PlanningPolicy } from './job-policy';
import { baseName, pageKey, planKey, s3Uri } from './keys';
import type { KeyFrameIndex } from './key-frame-index';
import type { MediaInfo } from './media-info';
import type { ModelFacts } from './model';
import type { Plan, Planned, SegmentItem } from './plan';
import { planSegments } from './plan-segments';
import { kernelsOf } from './requirements';
import { type TaskName, taskOf } from './segment';
import type { Source } from './source';
import { warmUpSeconds } from './warm-up';

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
  policy: Pick<PlanningPolicy, 'maxConcurrency' | 'spotShare' | 'stallSeconds' | 'fleet' | 'maxCostUsd'>;
  buckets: { work: string; output: string };
  /** Epoch seconds: see recordExpiry(). */
  expiresAt: number;
}

/**
 * Decides everything about a job before any of it runs.
 * @throws PipelineError CostLimitExceeded when it would cost more than it may; InvalidOptions or LimitExceeded, see chooseTasks
 */
export function planJob(job: JobToPlan): { plan: Plan; planned: Planned; items: SegmentItem[] } {
  const { jobId, source, media, index, options, models = [], policy, buckets, expiresAt } = job;
  const chosen = kernelsOf(options);
  const hasNoIndex = withoutIndex.test(media.format);
  const segments = planSegments(index, media.video.timeBase, {
    segmentSeconds: options.segmentSeconds,
    around: (start, end) => framesAround(chosen, media, start, end),
    seekEarlier: hasNoIndex,
  });
  const { fleet, spotShare } = policy;
  const { architecture, region } = fleet;
  const capacity = { ...fleet.segment, spotShare, architecture, region };
  const choice = chooseTasks({ options, media, segments, models, capacity });
  const { mode, tasks: taskKernels, inspectIn, reason } = choice;
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
  const warmUps = segments.map((segment) => warmUpSeconds(segment, looksAround, media));
  const longest = segments.reduce(
    (most, { timeRange: { start, end } }, index) => Math.max(most, end - start + (warmUps[index] ?? 0)),
    0,
  );
  const { fanOut, maxConcurrency, items, given } = fanOutOver(segments, {
    jobId,
    workBucket: buckets.work,
    spotShare,
    maxConcurrency: Math.min(options.maxConcurrency, policy.maxConcurrency),
  });
  const estimate = estimateJob({
    ...{ options, media, models, segments, choice, fleet, spotShare, maxConcurrency },
    sizeBytes: source.sizeBytes,
    isReadWhole: hasNoIndex,
  });
  checkCost(estimate, options, policy);
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
        warmUpSeconds: warmUps.reduce((sum, one) => sum + one, 0),
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
          [...chosen.map(({ outputs }) => outputs({ jobId, name, options })), { page: pageKey(jobId, name) }].flatMap(
            (keys) => Object.entries(keys).map(([kind, key]) => [kind, s3Uri(buckets.output, key)]),
          ),
        ),
        timeouts: timeouts(longest, media.durationSeconds),
        // The concatenation counts as one more task after the last segment.
        concatCapacity: capacityOf(segments.length, spotShare),
        estimate,
        expiresAt,
      },
      done: 0,
      ...given,
    },
  };
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
