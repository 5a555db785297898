import type { Retrier } from '../definition/fields';
import { covers, type StatesError } from './states-error';

/**
 * The retries of one state: each retrier counts its own attempts, and once the one that covers an error is used up no other is
 * asked. https://states-language.net/#retrying-after-error
 */
export class Retries {
  private readonly used: number[];

  constructor(private readonly retriers: readonly Retrier[]) {
    this.used = retriers.map(() => 0);
  }

  /** How long to wait before the next attempt, or undefined when there is to be none. */
  delayAfter(error: StatesError, random = Math.random): number | undefined {
    const index = this.retriers.findIndex(({ ErrorEquals }) => covers(ErrorEquals, error));
    const retrier = this.retriers[index];
    const used = this.used[index] ?? 0;
    if (!retrier || used >= retrier.MaxAttempts) return undefined;
    this.used[index] = used + 1;
    const { IntervalSeconds, BackoffRate, MaxDelaySeconds = Infinity, JitterStrategy } = retrier;
    const seconds = Math.min(IntervalSeconds * BackoffRate ** used, MaxDelaySeconds);
    return seconds * 1000 * (JitterStrategy === 'FULL' ? random() : 1);
  }
}
