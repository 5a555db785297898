import type { JobTable } from '../aws/job-table';
import type { Log } from '../aws/log';
import type { ObjectStore } from '../aws/object-store';
import type { Ffmpeg, Ffprobe } from '../media/locate';

/** Who has launched a task, and how often before. */
export interface Launch {
  /** ARN of the execution. */
  executionId: string;
  /** From 1. */
  attempt: number;
}

/** What every task of the container program is given. */
export interface TaskDependencies {
  store: ObjectStore;
  jobs: JobTable;
  ffmpeg: Ffmpeg;
  ffprobe: Ffprobe;
  log: Log;
  now: () => Date;
  workBucket: string;
  outputBucket: string;
  /** Empty folder for the task's files; whoever made it removes it. */
  folder: string;
  /** Decoder and encoder threads: as many as the task has processors. */
  threads: number;
  /** Aborted when the task is told to stop (Spot interruption, cancelled execution), or has stalled. */
  signal: AbortSignal;
  launch: Launch;
  /** Told how many frames are done so far, whenever that changes: a task that shows no progress is stopped. */
  onFrames: (frames: number) => void;
}
