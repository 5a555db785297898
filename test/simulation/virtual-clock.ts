import type { Clock } from '../../local/step-functions/server';

interface Sleeper {
  at: number;
  wake: () => void;
}

/** Turns of the event loop without anybody asking for the time after which nobody has anything to do at this moment. */
const quietTurns = 12;

/** Time that stands still as long as something is done in it, and then jumps to when the next one wants to be woken. */
export class VirtualClock implements Clock {
  #now = Date.parse('2026-01-01T00:00:00Z');
  #asked = 0;
  readonly #sleepers: Sleeper[] = [];

  now(): Date {
    this.#asked++;
    return new Date(this.#now);
  }

  /** Rejects with the signal's reason when it aborts. */
  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    this.#asked++;
    signal.throwIfAborted();
    await new Promise<void>((resolve) => {
      const sleeper = { at: this.#now + Math.max(0, ms), wake: resolve };
      const after = this.#sleepers.findIndex(({ at }) => at > sleeper.at);
      this.#sleepers.splice(after === -1 ? this.#sleepers.length : after, 0, sleeper);
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    signal.throwIfAborted();
  }

  /** Lets time pass until `end` has come. */
  async runUntil<T>(end: Promise<T>): Promise<T> {
    const over = new AbortController();
    end.finally(() => over.abort()).catch(() => undefined);
    for (let quiet = 0; !over.signal.aborted;) {
      const asked = this.#asked;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = asked === this.#asked ? quiet + 1 : 0;
      if (quiet < quietTurns) continue;
      quiet = 0;
      this.#jump();
    }
    return end;
  }

  #jump(): void {
    const [first] = this.#sleepers;
    if (!first) return;
    this.#now = Math.max(this.#now, first.at);
    while ((this.#sleepers[0]?.at ?? Infinity) <= this.#now) this.#sleepers.shift()?.wake();
  }
}
