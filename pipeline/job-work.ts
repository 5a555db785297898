import type { Kernel } from '../kernels/kernel';
import { kernels as registered } from '../kernels/registry';
import { type Choice, weighKernels } from './choose-tasks';
import { transitionsOfSuccess } from './count-transitions';
import {
  type Conditions,
  type SegmentWork,
  type Way,
  efficiency,
  segmentWork,
  transitionsOfSegment,
} from './estimate-task';
import type { Fleet } from './fleet';
import { functionMemory } from './function-memory';
import type { JobOptions, KernelName } from './job-options';
import type { MediaInfo } from './media-info';
import type { ModelFacts } from './model';
import { kernelsOf } from './requirements';
import type { Segment } from './segment';

/** One call of a function. */
export interface FunctionCall {
  memoryMib: number;
  /** Of work, without waking up. */
  seconds: number;
}

/** All work of a job in seconds, without starts: what nobody can hurry, in the order in which it is done. */
export interface JobWork {
  /** Before anything is fanned out, one after the other. */
  understanding: FunctionCall[];
  segments: SegmentWork[];
  /** The model function of a segment. */
  inspectMemoryMib: number;
  /** Absent where there is nothing to join, to merge, to illustrate. */
  concat?: number;
  merge?: FunctionCall;
  illustrate?: number;
  /** After the success, or beside the work: nobody waits for them. */
  aside: FunctionCall[];
  /** States that are entered once, and by each segment. */
  transitions: { job: number; segment: number };
  /** Requests to S3, as far as they grow with the job. */
  requests: { reads: number; writes: number };
}

export interface JobToReckon {
  options: JobOptions;
  media: MediaInfo;
  models: readonly ModelFacts[];
  segments: readonly Segment[];
  choice: Choice;
  sizeBytes: number;
  /** There is no index in the file: it is read as a whole to find where it can be cut. */
  isReadWhole: boolean;
  fleet: Fleet;
}

/** Bytes a second of a source that is read through, and of one that is joined: read, its gray video fetched, written and uploaded. */
const readPerSecond = 60e6;
const joinedPerSecond = 25e6;

/** Seconds of merging for each segment, and for each frame that a kernel has looked at. */
const perMergedSegment = 0.03;
const perMergedFrame = 3e-5;
/** Of the gray video, each of whose frames is compared with the source's. */
const perVerifiedFrame = 2e-5;

/** Tasks report, keep and read a few small objects each; sources are read in windows of some MB. */
const requestsOfTask = { reads: 6, writes: 4 };
const requestsOfJob = { reads: 25, writes: 15 };
const window = 8e6;

/** Illustrations whose kernel doesn't say what they take, in vCPU seconds for a second of video. */
const usualIllustration = 0.005;

/** What there is to do, by what is known of kernels, codecs and S3. */
export function workOf(job: JobToReckon): JobWork {
  const { options, media, models, segments, choice, sizeBytes, isReadWhole } = job;
  const conditions = conditionsOf(job);
  const way = wayOf(choice, weighKernels({ options, media, models }));
  const chosen = kernelsOf(options);
  const encodes = options.kernels.includes('grayscale');
  const merges = chosen.some((kernel) => kernel.merges);
  const usesModels = chosen.some((kernel) => kernel.models);
  const illustrates = chosen.some((kernel) => kernel.illustrates?.(options));
  const tasks = segments.length * way.tasks.length + (encodes ? 1 : 0);
  const frames = media.video.frameCount;
  return {
    understanding: [
      { memoryMib: functionMemory.probe, seconds: 1.5 + (isReadWhole ? sizeBytes / readPerSecond : 0) },
      ...(usesModels ? [{ memoryMib: functionMemory.checkModels, seconds: 6 }] : []),
      { memoryMib: functionMemory.planSegments, seconds: 0.8 + segments.length * 0.001 },
    ],
    segments: segments.map((segment) => segmentWork(way, segment, conditions)),
    inspectMemoryMib: functionMemory.inspectPictures,
    // Segments and source are read, the gray video is written, looked through and uploaded.
    ...(encodes
      ? { concat: 2 + sizeBytes / joinedPerSecond + segments.length * 0.05 + frames * perVerifiedFrame }
      : {}),
    ...(merges
      ? {
          merge: {
            memoryMib: functionMemory.mergeResults,
            seconds: 0.5 + perMergedSegment * segments.length + perMergedFrame * frames * chosen.length,
          },
        }
      : {}),
    ...(illustrates ? { illustrate: illustration(job) } : {}),
    // The page, the clearing of work objects, and each task's end that is written down.
    aside: [
      { memoryMib: functionMemory.writePage, seconds: 1 },
      { memoryMib: functionMemory.clearWork, seconds: 1 },
      ...Array.from({ length: tasks }, () => ({ memoryMib: functionMemory.recordRun, seconds: 0.1 })),
    ],
    transitions: {
      job: transitionsOfSuccess({ usesModels, encodes, merges, illustrates }),
      segment: transitionsOfSegment(way),
    },
    requests: {
      reads: requestsOfJob.reads + tasks * requestsOfTask.reads + (sizeBytes / window) * (way.tasks.length + 1),
      writes: requestsOfJob.writes + tasks * requestsOfTask.writes,
    },
  };
}

export const conditionsOf = ({
  media,
  segments,
  fleet,
}: Pick<JobToReckon, 'media' | 'segments' | 'fleet'>): Conditions => ({
  media,
  segments,
  capacity: { ...fleet.segment, architecture: fleet.architecture, region: fleet.region, spotShare: 0 },
});

export function wayOf(
  { mode, tasks, inspectIn }: Pick<Choice, 'mode' | 'tasks' | 'inspectIn'>,
  kernels: ReturnType<typeof weighKernels>,
): Way<KernelName> {
  return { mode, inspectIn, tasks: tasks.map((names) => kernels.filter(({ name }) => names.includes(name))) };
}

function illustration({ options, media, fleet }: JobToReckon): number {
  const perSecond = options.kernels
    .map((name): Kernel => registered[name])
    .filter(({ illustrates }) => illustrates?.(options))
    .reduce((sum, { illustrationCost }) => sum + (illustrationCost?.({ options, media }) ?? usualIllustration), 0);
  return 3 + (perSecond * media.durationSeconds) / (fleet.concat.vcpus * efficiency);
}
