import { StatesError } from './states-error';

/** Aborts when the task's time is up or its state isn't wanted any more. In real time, not the clock's: see Clock. */
export class Deadline {
  private readonly controller = new AbortController();
  private readonly timer: NodeJS.Timeout;
  private readonly abort = () => this.controller.abort(this.outer.reason);
  readonly signal = this.controller.signal;
  passed = false;

  constructor(
    seconds: number,
    private readonly outer: AbortSignal,
  ) {
    outer.addEventListener('abort', this.abort, { once: true });
    if (outer.aborted) this.abort();
    const timeUp = () => {
      this.passed = true;
      this.controller.abort(new StatesError('States.Timeout', undefined));
    };
    // Node fires a longer timer at once.
    this.timer = setTimeout(timeUp, Math.min(seconds * 1000, 2 ** 31 - 1));
  }

  clear(): void {
    clearTimeout(this.timer);
    this.outer.removeEventListener('abort', this.abort);
  }
}
