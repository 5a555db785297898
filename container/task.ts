import type { JobTable } from '../aws/job-table';
import type { ObjectStore } from '../aws/object-store';
import type { Tools } from '../kernels/kernel';

/** Who has launched a task, and how often before. */
export interface Launch {
  /** ARN of the execution. */
  executionId: string;
  /** From 1. */
  attempt: number;
}

/** What every task of the container program is given. */
export interface TaskDependencies extends Tools {
  store: ObjectStore;
  jobs: JobTable;
  now: () => Date;
  workBucket: string;
  outputBucket: string;
  launch: Launch;
  /** Told how many frames are done so far, whenever that changes: a task that shows no progress is stopped. */
  onFrames: (frames: number) => void;
}
