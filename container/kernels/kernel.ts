import type { Ffprobe } from '../../media/locate';
import type { OnFrame } from '../../media/read-frames';
import type { Branch } from '../../media/segment-command';
import type { KernelName } from '../../pipeline/job-options';
import type { Plan } from '../../pipeline/plan';
import type { Segment } from '../../pipeline/segment';

/** What a kernel may know of the segment it works on. */
export interface KernelContext {
  plan: Plan;
  segment: Segment;
  /** Folder for the kernel's files; removed when the task ends. */
  folder: string;
  ffprobe: Ffprobe;
  signal: AbortSignal;
}

export interface KernelOutput {
  /** Times of the segment's own frames (without warm-up), ascending, in units of the source's time base. */
  times: number[];
  /** The segment's result: a file, and where it belongs in the work bucket. */
  path: string;
  key: string;
  contentType: string;
}

/** One kernel at work on one segment. */
export interface KernelRun {
  /** What it asks of the segment's single decode. */
  branch: Branch;
  /** Size of a raw frame in bytes; 0 for a branch that writes a file. */
  frameBytes: number;
  /** Called for every frame of the branch, in order; without pixels for a branch that writes a file. */
  onFrame: OnFrame;
  /** Called once after the last frame. */
  finish(): Promise<KernelOutput>;
}

/** Something that is done with every frame. A new one is a file beside this one, and a line in `registry.ts`. */
export interface Kernel {
  readonly name: KernelName;
  start(context: KernelContext): KernelRun;
}
