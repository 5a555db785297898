import type { JobTable } from '../aws/job-table';
import type { Log } from '../aws/log';
import type { ObjectStore } from '../aws/object-store';
import type { Ffmpeg, Ffprobe } from '../media/locate';

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
  /** Aborted when the task is told to stop (Spot interruption, cancelled execution). */
  signal: AbortSignal;
}
