import { setMaxListeners } from 'node:events';
import { Interruption } from './states-error';

/**
 * Runs `count` jobs, at most `concurrency` at once. When one throws, the others are aborted, and only when every one of them has
 * settled does its error come out: nothing of a failed state still runs when the next begins.
 */
export async function fanOut(
  count: number,
  concurrency: number,
  signal: AbortSignal,
  job: (index: number, slot: number, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const siblings = new AbortController();
  const either = AbortSignal.any([signal, siblings.signal]);
  // Every job may listen, and Node would take more than ten listeners for a leak.
  setMaxListeners(0, either);
  let failure: { error: unknown } | undefined;
  let next = 0;
  const work = async (slot: number): Promise<void> => {
    while (next < count && !either.aborted) {
      try {
        await job(next++, slot, either);
      } catch (error) {
        failure ??= { error };
        siblings.abort(new Interruption('sibling failed'));
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, (_, slot) => work(slot)));
  signal.throwIfAborted();
  if (failure) throw failure.error;
}
