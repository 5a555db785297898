import { setMaxListeners } from 'node:events';
import { letOthersGo } from './pace';
import { Interruption } from './states-error';

type Job = (index: number, slot: number, signal: AbortSignal) => Promise<void>;

/** How many jobs may begin in one turn of the event loop: those that wait for nothing also end in it. */
const begunInOneTurn = 16;

/** How many jobs may run at once: asked anew whenever one more could begin, and at once when it has changed. */
export type Concurrency = number | { limit(): number; onChange(listener: () => void): void };

/**
 * Runs `count` jobs, some of them at once. When one throws, the others are aborted, and only when every one of them has settled
 * does its error come out: nothing of a failed state still runs when the next begins.
 */
export async function fanOut(count: number, concurrency: Concurrency, signal: AbortSignal, job: Job): Promise<void> {
  signal.throwIfAborted();
  const siblings = new AbortController();
  // Every job may listen, and Node would take more than ten listeners for a leak.
  setMaxListeners(0, siblings.signal);
  const abort = () => siblings.abort(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  const limit = () => (typeof concurrency === 'number' ? concurrency : concurrency.limit());
  const jobs = new Jobs(count, limit, siblings, job);
  if (typeof concurrency !== 'number') concurrency.onChange(() => jobs.wake());
  try {
    await jobs.run();
  } finally {
    signal.removeEventListener('abort', abort);
  }
  signal.throwIfAborted();
}

class Jobs {
  private next = 0;
  private running = 0;
  private failure: { error: unknown } | undefined;
  /** Those that have ended their job, the lowest is taken first. */
  private readonly idle: number[] = [];
  private slots = 0;
  private resume: () => void = () => undefined;

  constructor(
    private readonly count: number,
    private readonly limit: () => number,
    private readonly siblings: AbortController,
    private readonly job: Job,
  ) {}

  async run(): Promise<void> {
    while (this.mayBegin || this.running > 0) {
      for (let begun = 0; begun < begunInOneTurn && this.mayBegin && this.running < this.limit(); begun++) {
        void this.begin();
      }
      await (this.mayBegin && this.running < this.limit() ? letOthersGo() : this.woken());
    }
    if (this.failure) throw this.failure.error;
  }

  /** A job has ended, or another number of them may run: look whether one more can begin. */
  wake(): void {
    this.resume();
  }

  private woken(): Promise<void> {
    return new Promise((resolve) => (this.resume = resolve));
  }

  private get mayBegin(): boolean {
    return this.next < this.count && !this.siblings.signal.aborted;
  }

  private async begin(): Promise<void> {
    const slot = this.takeSlot();
    this.running++;
    try {
      await this.job(this.next++, slot, this.siblings.signal);
    } catch (error) {
      this.failure ??= { error };
      this.siblings.abort(new Interruption('sibling failed'));
    }
    this.running--;
    this.idle.push(slot);
    this.wake();
  }

  private takeSlot(): number {
    if (this.idle.length === 0) return this.slots++;
    const lowest = Math.min(...this.idle);
    this.idle.splice(this.idle.indexOf(lowest), 1);
    return lowest;
  }
}
