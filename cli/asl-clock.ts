import type { Clock } from '../local/step-functions/states/clock';

interface Sleeper {
  /** Milliseconds since the epoch, of this clock. */
  readonly due: number;
  readonly wake: () => void;
}

/**
 * A clock that leaps: whoever sleeps is woken at once, the one with the shortest sleep first, and the clock then shows the time
 * as if it had been slept. Work that takes real time goes on taking it.
 */
export class LeapingClock implements Clock {
  private ahead = 0;
  private readonly sleepers: Sleeper[] = [];

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await new Promise<void>((wake) => {
      this.sleepers.push({ due: this.now().getTime() + ms, wake });
      setImmediate(() => this.leap());
    });
    signal.throwIfAborted();
  }

  /** To the next one that is due. Each sleeper has asked for one leap. */
  private leap(): void {
    const [next] = this.sleepers.sort((a, b) => a.due - b.due).splice(0, 1);
    if (!next) return;
    this.ahead += Math.max(0, next.due - this.now().getTime());
    next.wake();
  }
}
