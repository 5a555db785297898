import { setTimeout as timer } from 'node:timers/promises';

/**
 * The time that states wait in: Wait states and the intervals between retries. Timeouts don't go through it, because they
 * bound real work: a clock that sleeps a hundred times faster must not give a task a hundredth of its time.
 */
export interface Clock {
  now(): Date;
  /** Rejects with the signal's reason when it aborts. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Node fires a timer at once when its delay doesn't fit 31 bits. */
const longestTimer = 2 ** 31 - 1;

export const wallClock: Clock = {
  now: () => new Date(),
  async sleep(ms, signal) {
    for (let left = ms; left > 0; left -= longestTimer) {
      await timer(Math.min(left, longestTimer), undefined, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        throw error;
      });
    }
    signal.throwIfAborted();
  },
};
