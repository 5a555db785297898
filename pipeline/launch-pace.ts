/** How many tasks ECS launches: some at once, then so many a second. */
export class LaunchPace {
  #left: number;
  #at = -Infinity;

  constructor(private readonly limit: { launchBurst: number; launchesPerSecond: number }) {
    this.#left = limit.launchBurst;
  }

  /**
   * @param wanted in seconds; not before an earlier one by more than chance
   * @returns when it is let through, and whether it had to be asked for again
   */
  launch(wanted: number): { at: number; wasRefused: boolean } {
    const { launchBurst, launchesPerSecond } = this.limit;
    const at = Math.max(wanted, this.#at);
    this.#left = Math.min(launchBurst, this.#left + (at - Math.max(this.#at, 0)) * launchesPerSecond);
    const wait = this.#left >= 1 ? 0 : (1 - this.#left) / launchesPerSecond;
    this.#at = at + wait;
    this.#left += wait * launchesPerSecond - 1;
    return { at: this.#at, wasRefused: wait > 0 };
  }
}
