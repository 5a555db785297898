import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { Comparison } from './event-comparison';
import { account, region } from './identity';

/** An event as EventBridge hands it to its targets. */
export interface BusEvent {
  version: '0';
  id: string;
  'detail-type': string;
  source: string;
  account: string;
  time: string;
  region: string;
  resources: string[];
  detail: unknown;
}

export interface Rule {
  /** The pattern object that infra/ gives to aws_cloudwatch_event_rule. */
  pattern: unknown;
  target: (event: BusEvent) => void;
}

export interface NewEvent {
  source: string;
  detailType: string;
  resources?: string[];
  detail: unknown;
  /** When it happened: now, unless told otherwise. */
  time?: Date | undefined;
}

/** Hands an event to one target: at once and once, or as it sees fit. */
export type Deliver = (event: BusEvent, deliver: (event: BusEvent) => void) => void;

/** The default event bus: every event goes to every rule whose pattern it matches. */
export class EventBus {
  readonly #rules: Rule[] = [];
  readonly #watchers: ((event: BusEvent) => void)[] = [];
  readonly #onUndelivered: (event: BusEvent, reason: unknown) => void;
  readonly #deliver: Deliver;

  /**
   * @param onUndelivered is told of an event that a target threw at; the other targets get it all the same
   * @param deliver between the bus and the targets of rules
   */
  constructor(
    onUndelivered: (event: BusEvent, reason: unknown) => void = () => undefined,
    deliver: Deliver = (event, hand) => hand(event),
  ) {
    this.#onUndelivered = onUndelivered;
    this.#deliver = deliver;
  }

  addRule(rule: Rule): void {
    this.#rules.push(rule);
  }

  /** Tells of every event, once and when it happens, however it is delivered. */
  watch(watcher: (event: BusEvent) => void): void {
    this.#watchers.push(watcher);
  }

  /** @returns the event's id */
  put(event: NewEvent): string {
    const complete: BusEvent = {
      version: '0',
      id: randomUUID(),
      'detail-type': event.detailType,
      source: event.source,
      account,
      time: `${(event.time ?? new Date()).toISOString().slice(0, 19)}Z`,
      region,
      resources: event.resources ?? [],
      detail: event.detail,
    };
    for (const watcher of this.#watchers) this.#hand(watcher, complete);
    for (const { pattern, target } of this.#rules) {
      if (matches(pattern, complete)) this.#deliver(complete, (event) => this.#hand(target, event));
    }
    return complete.id;
  }

  #hand(target: Rule['target'], event: BusEvent): void {
    try {
      target(event);
    } catch (reason) {
      this.#onUndelivered(event, reason);
    }
  }
}

const Fields = z.record(z.string(), z.unknown());

/**
 * Whether an event matches a pattern: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 * Understands exact values, prefix, suffix and equals-ignore-case, numeric, exists and anything-but with a list or a prefix.
 * @throws Error naming a comparison that it doesn't know, rather than to match wrongly
 */
export function matches(pattern: unknown, event: unknown): boolean {
  const fields = Fields.safeParse(event).data ?? {};
  return Object.entries(Fields.parse(pattern)).every(([name, expected]) => {
    const actual = fields[name];
    if (!Array.isArray(expected)) return matches(expected, actual);
    const values: unknown[] = Array.isArray(actual) && actual.length > 0 ? actual : [actual];
    return expected.some((one: unknown) => values.some((value) => compare(one, value)));
  });
}

function compare(expected: unknown, value: unknown): boolean {
  if (typeof expected !== 'object' || expected === null) return expected === value;
  const comparison = Comparison.safeParse(expected);
  if (!comparison.success) throw new Error(`The event bus doesn't know the comparison ${JSON.stringify(expected)}`);
  return comparison.data(value);
}
