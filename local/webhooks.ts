import * as z from 'zod';
import type { BusEvent } from './event-bus';
import { type Clock, wallClock } from './step-functions/states/clock';

/** An address that is told of jobs. */
export interface Webhook {
  url: string;
  /** Goes along in a header, as an API destination's does. */
  key?: string;
}

export const webhookHeader = 'x-framefleet-key';

/** As the rules of a stage have it: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html */
const most = { retries: 185, milliseconds: 86_400_000 };

/** Milliseconds that an address may take to answer. */
const patience = 5000;

/** Waits in milliseconds: doubled from the first up to the longest, and drawn at random from 0 to that. AWS doesn't say its own. */
const waits = { first: 1000, longest: 3_600_000 };

/** Of answers: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-api-destinations.html */
const isWorthAnotherTry = (status: number): boolean => [401, 407, 409, 429].includes(status) || status >= 500;

/** What came of one request: what was wrong, and the least milliseconds until the next; without these there is no next. */
type Outcome = 'taken' | { reason: string; wait?: number };

export interface DeliveriesOptions {
  webhook: Webhook;
  /** Is told of what the address didn't take, or what was still waiting when the stack ended. */
  onUndelivered: (letter: { event: BusEvent; reason: string; tries: number }) => void;
  clock?: Clock;
  /** From 0 to 1. */
  random?: () => number;
}

/** Posts events to an address as an API destination of EventBridge does: at least once, in no order, again when it fails. */
export class Deliveries {
  readonly #underWay = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  constructor(private readonly options: DeliveriesOptions) {}

  /** Takes an event in; nobody waits for its delivery. */
  take(event: BusEvent): void {
    const delivery = this.#deliver(event).finally(() => this.#underWay.delete(delivery));
    this.#underWay.add(delivery);
  }

  /** Waits for requests that are under way; nothing is tried again. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#underWay);
  }

  async #deliver(event: BusEvent): Promise<void> {
    const { clock = wallClock, onUndelivered } = this.options;
    const since = clock.now().getTime();
    for (let tries = 1; ; tries += 1) {
      const outcome = await this.#post(event);
      if (outcome === 'taken') return;
      const { reason, wait } = outcome;
      const isLate = clock.now().getTime() + (wait ?? 0) - since > most.milliseconds;
      const isLast = wait === undefined || isLate || tries > most.retries;
      if (isLast || !(await this.#rest(Math.max(wait, this.#backoff(tries))))) {
        onUndelivered({ event, reason, tries });
        return;
      }
    }
  }

  async #post(event: BusEvent): Promise<Outcome> {
    const { url, key } = this.options.webhook;
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        signal: AbortSignal.timeout(patience),
        headers: {
          'content-type': 'application/json; charset=utf-8',
          ...(key === undefined ? {} : { [webhookHeader]: key }),
        },
        body: JSON.stringify(event),
      });
      await response.body?.cancel();
      if (response.ok) return 'taken';
      const reason = `The address answered ${response.status}`;
      if (!isWorthAnotherTry(response.status)) return { reason };
      const now = (this.options.clock ?? wallClock).now();
      const asked = askedToWait(response.headers.get('retry-after'), now.getTime());
      // A negative one means that nothing is to come any more.
      return asked < 0 ? { reason } : { reason, wait: asked };
    } catch (error) {
      return { reason: whyUnreachable(error), wait: 0 };
    }
  }

  #backoff(tries: number): number {
    const { random = Math.random } = this.options;
    return random() * Math.min(waits.longest, waits.first * 2 ** (tries - 1));
  }

  /** @returns whether there is still time for another try */
  async #rest(milliseconds: number): Promise<boolean> {
    const { signal } = this.#closing;
    const { clock = wallClock } = this.options;
    if (!signal.aborted) await clock.sleep(milliseconds, signal).catch(() => undefined);
    return !signal.aborted;
  }
}

/** @returns milliseconds, of a Retry-After in seconds or as a date; 0 where there is none */
function askedToWait(header: string | null, now: number): number {
  if (header === null) return 0;
  const seconds = Number(header);
  if (!Number.isNaN(seconds)) return seconds * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - now);
}

/** fetch says only that it failed; the reason lies beneath. */
const Failed = z.object({
  name: z.string(),
  message: z.string(),
  cause: z.object({ message: z.string() }).optional().catch(undefined),
});

function whyUnreachable(error: unknown): string {
  const { data: failed } = Failed.safeParse(error);
  if (failed?.name === 'TimeoutError') return `The address didn't answer within ${patience / 1000} seconds`;
  return `The address can't be reached: ${failed?.cause?.message ?? failed?.message ?? String(error)}`;
}
