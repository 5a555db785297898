import type { Log } from '../aws/log';

/** Between two writes of a task's progress, in milliseconds. */
const interval = 1000;

export interface FrameReports {
  report: (frames: number) => void;
  /** Waits for a write that is under way. */
  settle(): Promise<void>;
}

/** Writes a task's progress now and then. Progress is a courtesy: a write that fails is logged, the work goes on. */
export function reportFrames(write: (frames: number) => Promise<void>, log: Log): FrameReports {
  let last = performance.now();
  let writing: Promise<void> | undefined;
  return {
    report(frames) {
      if (writing || performance.now() - last < interval) return;
      last = performance.now();
      writing = write(frames)
        .catch((error: unknown) => log.warn('progress not written', { reason: String(error) }))
        .finally(() => (writing = undefined));
    },
    async settle() {
      await writing;
    },
  };
}
