import { setTimeout as pause } from 'node:timers/promises';
import type { BusEvent } from './event-bus';
import type { LambdaFunction } from './integrations/invocation';
import { type Clock, wallClock } from './step-functions/states/clock';

/** Milliseconds before a failed event is tried again: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html */
const waits = [60_000, 120_000];

/** How long a stack that stops waits for its functions, in milliseconds. */
const patience = 10_000;

/** The calls of functions in this process that are under way: a stack that stops waits for them. */
export class FunctionCalls {
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();

  /** @param onUndelivered is told of an event that a function failed with, whenever it was tried */
  constructor(
    private readonly onUndelivered: (event: BusEvent, reason: unknown) => void,
    private readonly clock: Clock = wallClock,
  ) {}

  /** The function, with its calls counted among those under way. */
  counted(run: LambdaFunction): LambdaFunction {
    return (event) => this.#count(run(event));
  }

  /** Calls a function as Lambda does for an event: nobody waits for the answer, and a failure is tried again, twice. */
  invokeForEvent(run: LambdaFunction, event: BusEvent): void {
    void this.#count(this.#deliver(run, event));
  }

  /** Waits for what is under way. Nothing is tried again. */
  async close(): Promise<void> {
    this.#closing.abort();
    const idle = new AbortController();
    const late = pause(patience, undefined, { signal: idle.signal }).catch(() => undefined);
    await Promise.race([this.#idle(), late]);
    idle.abort();
  }

  async #deliver(run: LambdaFunction, event: BusEvent): Promise<void> {
    for (const wait of [...waits, undefined]) {
      try {
        // As JSON, as on AWS: nothing is shared by accident.
        await run(JSON.parse(JSON.stringify(event)));
        return;
      } catch (reason) {
        if (wait === undefined || !(await this.#sleep(wait))) {
          this.onUndelivered(event, reason);
          return;
        }
      }
    }
  }

  /** @returns whether there is still time for another try */
  async #sleep(milliseconds: number): Promise<boolean> {
    const { signal } = this.#closing;
    if (!signal.aborted) await this.clock.sleep(milliseconds, signal).catch(() => undefined);
    return !signal.aborted;
  }

  #count<T>(call: Promise<T>): Promise<T> {
    const settled = call.then(
      () => undefined,
      () => undefined,
    );
    this.#underWay.add(settled);
    void settled.then(() => this.#underWay.delete(settled));
    return call;
  }

  /** What ends may have led to more. */
  async #idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
  }
}
