import { Random } from './random';

export const faultKinds = [
  'task.kill',
  'task.spot',
  's3.slowDown',
  's3.internalError',
  's3.cut',
  's3.stall',
  's3.lostAnswer',
  's3.latency',
  'dynamodb.throttle',
  'dynamodb.conflict',
  'dynamodb.internalError',
  'dynamodb.lostAnswer',
  'runTask.throttle',
  'runTask.noCapacity',
  'lambda.throttle',
  'lambda.service',
  'lambda.lostAnswer',
  'events.duplicate',
  'events.delay',
  'clock.jump',
] as const;
export type FaultKind = (typeof faultKinds)[number];

/** One that has happened. */
export interface InjectedFault {
  kind: FaultKind;
  /** What was disturbed: `PUT /bucket/key`, `UpdateItem`, the task's command, the event. */
  what: string;
  /** Whose it was, and when: `segment task 2, request 7`. */
  at: string;
}

/** What has been injected so far, and the lots by which more is. */
export class Injections {
  readonly injected: InjectedFault[] = [];
  readonly random: Random;
  readonly #counts = new Map<FaultKind, number>();
  #over = false;

  constructor(seed: number) {
    this.random = new Random(seed);
  }

  /** From here on nothing more is injected: the stack stops. */
  end(): void {
    this.#over = true;
  }

  get over(): boolean {
    return this.#over;
  }

  /** Notes a fault that happens now. @returns whether it may: not when there were enough, and not at the end */
  inject(kind: FaultKind, most: number | undefined, what: string, at: string): boolean {
    const before = this.#counts.get(kind) ?? 0;
    if (this.#over || before >= (most ?? Infinity)) return false;
    this.#counts.set(kind, before + 1);
    this.injected.push({ kind, what, at });
    return true;
  }

  /** A kind of fault that happens at a rate. Whoever it happens to draws from a stream of its own, whatever others do meanwhile. */
  lot(kind: FaultKind, rate: number, most?: number): Lot {
    return {
      drawn: (who) => rate > 0 && this.random.next(`${kind} ${who}`) < rate,
      inject: (what, at) => this.inject(kind, most, what, at),
    };
  }
}

export interface Lot {
  drawn: (who: string) => boolean;
  /** @returns whether it may happen; it is then noted */
  inject: (what: string, at: string) => boolean;
}

/** How many of each kind, of those that there were. */
export function countKinds(injected: readonly InjectedFault[]): [FaultKind, number][] {
  return faultKinds
    .map((kind): [FaultKind, number] => [kind, injected.filter((fault) => fault.kind === kind).length])
    .filter(([, count]) => count > 0);
}
