import type * as z from 'zod';
import type { Log } from '../aws/log';
import type { Ffmpeg, Ffprobe } from '../media/locate';
import type { OnFrame } from '../media/read-frames';
import type { Branch } from '../media/segment-command';
import type { JobOptions } from '../pipeline/job-options';
import type { KeyFrameIndex } from '../pipeline/key-frame-index';
import type { MediaInfo } from '../pipeline/media-info';
import type { ModelFacts, ModelReference } from '../pipeline/model';
import type { Plan } from '../pipeline/plan';
import type { Segment } from '../pipeline/segment';
import type { Footage } from './footage';

/**
 * Something that is done with a video's frames. One is a folder beside this file and a line in `registry.ts`: docs/kernels.md
 * shows how to add one. What is here is pure: the planner asks it before anything runs. The work itself is `program()`.
 */
export interface Kernel<Options extends z.ZodType | undefined = z.ZodType | undefined> {
  /** What a job's owner may choose: a field of JobOptions under the kernel's name. Undefined: nothing. */
  readonly options: Options;
  /** The frames it must see for those of [start, end), where it looks around; without it: just these. Null: the video's own start and end. */
  around?: (media: MediaInfo, start: number | null, end: number | null) => { from: number | null; to: number | null };
  /**
   * Whether the job makes sense to it, before anything is paid for.
   * @throws PipelineError InvalidOptions or LimitExceeded, with the value, the limit and the remedy
   */
  check?: (job: { options: JobOptions; media: MediaInfo }) => void;
  /** The models that it will run. */
  models?: (options: JobOptions) => readonly ModelReference[];
  /** What it leaves in the output bucket: keys, by the names they get in the job's record. A key that ends with / is a folder. */
  outputs: (job: { jobId: string; name: string; options: JobOptions }) => Readonly<Record<string, string>>;
  /** What it takes besides decoding, on one vCPU of x86. */
  cost: (job: { options: JobOptions; media: MediaInfo; models: readonly ModelFacts[] }) => KernelCost;
  /** Its segments' results are joined by its program's `merge`. */
  readonly merges: boolean;
  /** There is something to be drawn, cut or put together once everything is merged, by its program's `illustrate`. */
  illustrates?: (options: JobOptions) => boolean;
  /** What that takes, in vCPU seconds for every second of video; without it, as if a few pictures were put together. */
  illustrationCost?: (job: { options: JobOptions; media: MediaInfo }) => number;
  /** It looks at single pictures, so that a function can do it as well as a task: its program's `inspect`. */
  readonly inspects?: boolean;
  /** The work itself, loaded by those who do it: `() => import('./program').then(({ program }) => program)`. */
  program: () => Promise<KernelProgram>;
}

/** In vCPU seconds, on x86; estimates, to choose by. */
export interface KernelCost {
  /** For every second of video: filters, encoding, everything that goes with each frame. */
  perVideoSecond: number;
  /** For every picture that it inspects, and how many of them there are in a second of video. */
  perPicture?: number;
  picturesPerSecond?: number;
}

/** The work of a kernel. */
export interface KernelProgram {
  /** In a task, for one segment. May be called again for the same segment, when decoding has to begin earlier. */
  start: (context: SegmentContext) => KernelRun | Promise<KernelRun>;
  /**
   * In a function, before anything is planned.
   * @throws PipelineError ModelNotFound, ModelMismatch, InvalidModel, InvalidGallery
   */
  checkModels?: (context: CheckContext) => Promise<ModelFacts[]>;
  /** In a function, for the pictures that a task has sampled from one segment. */
  inspect?: (context: InspectContext) => Promise<KernelOutput>;
  /** In a function, once, when all segments are done. */
  merge?: (context: MergeContext) => Promise<void>;
  /** In a task, once, when all kernels are merged. */
  illustrate?: (context: IllustrateContext) => Promise<void>;
}

/** Where models are: whoever opens one gets a file whose checksum is right. */
export interface ModelFiles {
  /**
   * @returns path of the file
   * @throws PipelineError ModelNotFound, ModelMismatch
   */
  fetch: (reference: ModelReference) => Promise<string>;
}

/** What work in a task is done with. */
export interface Tools {
  ffmpeg: Ffmpeg;
  ffprobe: Ffprobe;
  log: Log;
  /** Empty, for files of the work; removed when it ends. */
  folder: string;
  /** Processors that may be used. */
  threads: number;
  models: ModelFiles;
  /** Aborted when the task is told to stop. */
  signal: AbortSignal;
}

/** What work in a function is done with. */
type FunctionTools = Omit<Tools, 'ffmpeg' | 'ffprobe' | 'signal'> & { signal?: AbortSignal | undefined };

/** What a kernel may know of the segment it works on. */
export interface SegmentContext extends Tools {
  plan: Plan;
  segment: Segment;
}

/** Where models are opened for the first time. */
export interface CheckContext extends FunctionTools {
  options: JobOptions;
  /** Files of the tasks' image can't be seen from here: what is told by `file://` is left to the tasks to check. */
  filesAreElsewhere: boolean;
}

/** A segment, and the file with the pictures that were sampled from it. */
export interface InspectContext extends FunctionTools {
  plan: Plan;
  segment: Segment;
  samplesPath: string;
}

/** A file, and where it belongs in the work bucket. */
export interface WorkFile {
  path: string;
  key: string;
  contentType: string;
}

export interface KernelOutput extends WorkFile {
  /** Times of the segment's own frames (without warm-up), ascending, in units of the source's time base; only of who sees each. */
  times?: number[];
  /** Lines of the file, where it holds records. */
  records?: number;
  /** Files besides: they are uploaded first. */
  files?: readonly WorkFile[];
}

/** One kernel at work on one segment. */
export interface KernelRun {
  /** What it asks of the segment's single decode. */
  branch: Branch;
  /** Size of a raw frame in bytes; 0 for a branch that writes files. */
  frameBytes: number;
  /** Called for every frame of the branch, in order; without pixels for a branch that writes files. */
  onFrame: OnFrame;
  /** Called once after the last frame. */
  finish: () => Promise<KernelOutput>;
  /** Called at the end, whatever has happened. */
  close?: () => Promise<void>;
}

/** The way from the segments' results to the outputs. */
export interface MergeContext extends FunctionTools {
  plan: Plan;
  /** The records of all segments, in the order of their time, read from JSON: each line that `start` or `inspect` has left. */
  records: () => AsyncGenerator;
  /** Writes an output. */
  leave: (
    key: string,
    pieces: AsyncIterable<string | Uint8Array> | Iterable<string | Uint8Array>,
    contentType: string,
  ) => Promise<void>;
  /** Makes a file of the work bucket an output. */
  copy: (workKey: string, outputKey: string) => Promise<void>;
}

/** The way from merged results to what is made of them with ffmpeg. */
export interface IllustrateContext extends Tools {
  plan: Plan;
  /** The source, and where it can be cut. */
  footage: Footage;
  index: KeyFrameIndex;
  /** Reads an output that was merged. */
  readJson: <S extends z.ZodType>(key: string, schema: S) => Promise<z.infer<S>>;
  download: (key: string, path: string) => Promise<void>;
  /** Reads what segments have left in the work bucket. */
  downloadWork: (key: string, path: string) => Promise<void>;
  /** Writes an output. */
  leave: (key: string, path: string, contentType: string) => Promise<void>;
  /** @param frames of the video, done so far */
  report: (frames: number) => void;
}
