import type { KernelCost } from '../kernels/kernel';
import { functionMemory } from './function-memory';
import type { MediaInfo } from './media-info';
import { megapixelsPerSecond } from './pixel-rate';
import { type Architecture, priceTableOf, usualRegion } from './price-table';
import { type FargateSize, fargateDollars, lambdaDollars, transitionDollars } from './prices';
import type { Segment } from './segment';
import { warmUpSeconds } from './warm-up';

/** vCPU seconds to decode a million pixels, measured with 720p and 1080p on one x86 processor. */
const decodeOfCodec: Readonly<Record<string, number>> = {
  mpeg1video: 0.0016,
  mpeg2video: 0.0016,
  mpeg4: 0.0018,
  mjpeg: 0.0024,
  h264: 0.0032,
  hevc: 0.004,
  av1: 0.004,
  vp8: 0.004,
  vp9: 0.005,
  prores: 0.0099,
};
const decodeOfOthers = 0.005;

/** Of a task, which is billed from the pull of its image on: to pull it, to boot, to start the program and to read the plan. */
export const taskStartSeconds = 20;
/** Of a function that was asleep, with a runtime for models and the models themselves. */
export const functionStartSeconds = 4;

/** How much of several processors work gets hold of that waits for disk, network and its own other half now and then. */
export const efficiency = 0.85;

/** vCPU seconds to write a million bytes of sampled pictures, gzipped, and to read them. */
const perSampleMegabyte = { write: 0.015, read: 0.004 };

/** Pixels of the largest picture that models are given: 1280x1280. */
const largestSample = 1_638_400;

/** States that a segment enters, besides one for each task, one for the Map over several tasks, and one for the function. */
const statesOfSegment = 3;

/** A kernel, as far as it matters who runs it. */
export interface WeighedKernel<Name extends string> {
  name: Name;
  cost: KernelCost;
  /** It sees more frames than the segment's. */
  looksAround: boolean;
  /** It looks at single pictures, in a task or in a function. */
  inspects: boolean;
}

/** What the tasks of a job's segments are, and what they run on. */
export interface Conditions {
  media: MediaInfo;
  segments: readonly Segment[];
  capacity: {
    vcpus: number;
    /** 2 GiB for each vCPU where nothing is said. */
    memoryGib?: number;
    storageGib?: number;
    /** Share of the tasks that run on Spot. */
    spotShare: number;
    architecture?: Architecture;
    /** Whose prices hold; the usual region's where nothing is said. */
    region?: string;
  };
}

/** One way to do the work on each segment. */
export interface Way<Name extends string> {
  mode: 'fused' | 'split';
  /** Kernels of each task. */
  tasks: readonly (readonly WeighedKernel<Name>[])[];
  /** Who runs models over pictures; in a function it is done when the segment's tasks have ended. */
  inspectIn: 'task' | 'function';
}

/** Of a segment, on average: from its start to its end, and what AWS takes for it. */
export interface Estimate {
  seconds: number;
  dollars: number;
  /** Of the function, where it takes the longest: to see whether it is allowed to, and whether its pictures find room. */
  longestFunctionSeconds: number;
  mostSampleBytes: number;
}

/** What is done on one segment, in seconds of work: starts of tasks and functions aren't counted. */
export interface SegmentWork {
  /** Of each of its tasks. */
  tasks: number[];
  /** Of the function that comes after them, 0 where there is none. */
  inspect: number;
}

/** The work on a segment, done in this way. */
export function segmentWork<Name extends string>(
  way: Way<Name>,
  segment: Segment,
  conditions: Conditions,
): SegmentWork {
  const isSampled = isSampledIn(way);
  const sampled = way.tasks.flat().filter(isSampled);
  return {
    tasks: way.tasks.map((kernels) => {
      const work = sum(kernels, (kernel) => kernelSeconds(kernel, isSampled(kernel), segment, conditions));
      return (decodeSeconds(kernels, segment, conditions) + work) / (conditions.capacity.vcpus * efficiency);
    }),
    inspect: sampled.length > 0 ? functionSeconds(sampled, segment, conditions) : 0,
  };
}

/** States that a segment enters when nothing goes wrong. */
export const transitionsOfSegment = ({ mode, tasks, inspectIn }: Pick<Way<string>, 'mode' | 'tasks' | 'inspectIn'>) =>
  statesOfSegment + tasks.length + (mode === 'split' ? 1 : 0) + (inspectIn === 'function' ? 1 : 0);

/** How long the work on a segment takes in this way, and what it costs. What is the same in all ways isn't counted: joining, merging, storage. */
export function estimateWay<Name extends string>(way: Way<Name>, conditions: Conditions): Estimate {
  const { spotShare, architecture = 'x86_64', region = usualRegion } = conditions.capacity;
  const { segments } = conditions;
  const table = priceTableOf(region);
  const size = sizeOf(conditions.capacity);
  const sampled = way.tasks.flat().filter(isSampledIn(way));
  const transitions = transitionDollars(transitionsOfSegment(way), table);
  const total = { seconds: 0, dollars: 0, longestFunctionSeconds: 0, mostSampleBytes: 0 };
  for (const segment of segments) {
    const { tasks: work, inspect } = segmentWork(way, segment, conditions);
    const tasks = work.map((seconds) => taskStartSeconds + seconds);
    const called = inspect > 0 ? functionStartSeconds + inspect : 0;
    total.seconds += Math.max(...tasks) + called;
    total.dollars += sum(tasks, (seconds) => fargateDollars(size, seconds, spotShare, table)) + transitions;
    if (called > 0) total.dollars += lambdaDollars(functionMemory.inspectPictures, called, architecture, table);
    total.longestFunctionSeconds = Math.max(total.longestFunctionSeconds, called);
    const bytes = sum(sampled, (kernel) => 1e6 * sampleMegabytes(kernel, segment, conditions));
    total.mostSampleBytes = Math.max(total.mostSampleBytes, bytes);
  }
  const count = Math.max(1, segments.length);
  return { ...total, seconds: total.seconds / count, dollars: total.dollars / count };
}

/** What the tasks of segments run on. */
export function sizeOf({
  vcpus,
  memoryGib = 2 * vcpus,
  storageGib,
  architecture = 'x86_64',
}: Conditions['capacity']): FargateSize {
  return { vcpus, memoryGib, architecture, ...(storageGib === undefined ? {} : { storageGib }) };
}

const isSampledIn =
  <Name extends string>({ inspectIn }: Way<Name>) =>
  ({ inspects }: WeighedKernel<Name>): boolean =>
    inspects && inspectIn === 'function';

/** From the key frame at which the decoder begins to the last frame that one of the kernels looks at. */
function decodeSeconds<Name extends string>(
  kernels: readonly WeighedKernel<Name>[],
  segment: Segment,
  { media }: Conditions,
): number {
  const looksAround = kernels.some((kernel) => kernel.looksAround);
  const seconds = lengthOf(segment) + warmUpSeconds(segment, looksAround, media);
  return seconds * decodePerSecond(media);
}

/** vCPU seconds to decode a second of this video. */
const decodePerSecond = (media: MediaInfo): number =>
  megapixelsPerSecond(media) * (decodeOfCodec[media.video.codec] ?? decodeOfOthers);

/** What a kernel takes in a task. */
function kernelSeconds<Name extends string>(
  kernel: WeighedKernel<Name>,
  isSampled: boolean,
  segment: Segment,
  conditions: Conditions,
): number {
  const { perVideoSecond, perPicture = 0 } = kernel.cost;
  const inspecting = isSampled
    ? perSampleMegabyte.write * sampleMegabytes(kernel, segment, conditions)
    : perPicture * picturesOf(kernel, segment);
  const around = kernel.looksAround ? warmUpSeconds(segment, true, conditions.media) : 0;
  return perVideoSecond * (lengthOf(segment) + around) + inspecting;
}

/** What a second around a segment takes, as a fraction of what a second of the segment takes: nothing of it is encoded. */
export function warmUpShare<Name extends string>({ tasks }: Way<Name>, { media }: Pick<Conditions, 'media'>): number {
  const decode = decodePerSecond(media);
  const looking = ({ cost }: WeighedKernel<Name>) =>
    cost.perVideoSecond + (cost.perPicture ?? 0) * (cost.picturesPerSecond ?? 0);
  const within = sum(tasks, (kernels) => decode + sum(kernels, looking));
  const around = sum(tasks, (kernels) => {
    const lookers = kernels.filter(({ looksAround }) => looksAround);
    return lookers.length === 0 ? 0 : decode + sum(lookers, ({ cost }) => cost.perVideoSecond);
  });
  return around / within;
}

function functionSeconds<Name extends string>(
  kernels: readonly WeighedKernel<Name>[],
  segment: Segment,
  conditions: Conditions,
): number {
  const vcpus = functionMemory.inspectPictures / priceTableOf(usualRegion).lambda.mibPerVcpu;
  const work = sum(kernels, (kernel) => {
    const inspecting = (kernel.cost.perPicture ?? 0) * picturesOf(kernel, segment);
    return inspecting + perSampleMegabyte.read * sampleMegabytes(kernel, segment, conditions);
  });
  return work / (vcpus * efficiency);
}

/** Not compressed, which is the most that they can be. */
function sampleMegabytes<Name extends string>(
  kernel: WeighedKernel<Name>,
  segment: Segment,
  { media: { video } }: Conditions,
): number {
  return (picturesOf(kernel, segment) * 3 * Math.min(largestSample, video.width * video.height)) / 1e6;
}

/** A segment has its first frame taken in any case. */
const picturesOf = <Name extends string>({ cost }: WeighedKernel<Name>, segment: Segment): number =>
  cost.picturesPerSecond === undefined ? 0 : Math.max(1, cost.picturesPerSecond * lengthOf(segment));

const lengthOf = ({ timeRange: { start, end } }: Segment): number => Math.max(0, end - start);

const sum = <T>(values: readonly T[], of: (value: T) => number): number =>
  values.reduce((total, value) => total + of(value), 0);
