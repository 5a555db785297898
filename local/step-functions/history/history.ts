import type { Frame } from './frame';
import type { JsonValue } from '../json';
import { PackedEvents } from './packed-events';

type Detail = string | number | object | undefined;
export type EventDetails = Readonly<Record<string, Detail>>;

/** As GetExecutionHistory answers it. https://docs.aws.amazon.com/step-functions/latest/apireference/API_HistoryEvent.html */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly type: string;
  /** Seconds since the epoch, with a fraction. */
  readonly timestamp: number;
  /** Its details, in the field that its type names. */
  readonly [details: string]: unknown;
}

/** https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html */
const eventLimit = 25_000;

const endings: ReadonlySet<string> = new Set(
  ['Succeeded', 'Failed', 'TimedOut', 'Aborted'].map((how) => `Execution${how}`),
);

/** The execution wrote all the events it may. Ends it, past every Retry and Catch. */
export class HistoryFull extends Error {
  override name = 'HistoryFull';

  constructor() {
    super(`The execution reached the maximum number of history events (${eventLimit}).`);
  }
}

/** Hears of every event, of the path of the frame that wrote it, and where a state is left of the state that follows. */
export type OnEvent = (event: HistoryEvent, framePath: string, next: string | undefined) => void;

export class History {
  /** Packed once the execution has ended: most ended ones are never read. */
  private kept: HistoryEvent[] | PackedEvents = [];

  constructor(
    private readonly now: () => Date,
    private readonly onEvent?: OnEvent,
  ) {}

  get events(): readonly HistoryEvent[] {
    return this.kept instanceof PackedEvents ? this.kept.unpack() : this.kept;
  }

  get length(): number {
    return this.kept.length;
  }

  /** No room is left for a redrive and what it does. */
  get isFull(): boolean {
    return this.length >= eventLimit - 1;
  }

  append(type: string, previousEventId: number, details?: EventDetails, framePath = '', next?: string): number {
    // One place is kept for the event that ends the execution.
    if (this.isFull && !type.startsWith('Execution')) throw new HistoryFull();
    const id = this.length + 1;
    const timestamp = this.now().getTime() / 1000;
    const event = { id, previousEventId, type, timestamp };
    const complete = details ? { ...event, [detailsField(type)]: details } : event;
    this.take(complete);
    this.onEvent?.(complete, framePath, next);
    return id;
  }

  /** Adds an event that is known already. */
  take(event: HistoryEvent): void {
    // A redrive goes on after the end.
    if (this.kept instanceof PackedEvents) this.kept = [...this.kept.unpack()];
    this.kept.push(event);
    if (endings.has(event.type)) this.kept = new PackedEvents(this.kept);
  }
}

function detailsField(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** The line of events that one branch writes: each event's previous one is the branch's own. */
export class Trail {
  constructor(
    private readonly history: History,
    private at = 0,
    private readonly framePath = '',
  ) {}

  /** The id of the last event. */
  get last(): number {
    return this.at;
  }

  /** @param next the state that follows the one that is left */
  write(type: string, details?: EventDetails, next?: string): number {
    return (this.at = this.history.append(type, this.at, details, this.framePath, next));
  }

  /** Writes an event that isn't on the line itself: what comes next follows the event before it. */
  note(type: string, details?: EventDetails): number {
    return this.history.append(type, this.at, details, this.framePath);
  }

  /** Writes an event that follows an earlier one than the last. */
  writeAfter(eventId: number, type: string, details?: EventDetails): number {
    this.at = eventId;
    return this.write(type, details);
  }

  fork(frame?: Frame): Trail {
    return new Trail(this.history, this.at, frame?.path ?? this.framePath);
  }

  /** Goes on where a branch ended. */
  continueFrom(eventId: number): void {
    this.at = eventId;
  }
}

const whole = { truncated: false };

export function inputDetails(text: string): EventDetails {
  return { input: text, inputDetails: whole };
}

export function outputDetails(text: string): EventDetails {
  return { output: text, outputDetails: whole };
}

/** Values travel as JSON texts. */
export function assignedDetails(variables: Readonly<Record<string, JsonValue>> | undefined): EventDetails {
  const entries = Object.entries(variables ?? {});
  if (entries.length === 0) return {};
  const texts = Object.fromEntries(entries.map(([name, value]) => [name, JSON.stringify(value)]));
  return { assignedVariables: texts, assignedVariablesDetails: whole };
}

export function failureDetails(failure: {
  errorName?: string | undefined;
  causeText?: string | undefined;
}): EventDetails {
  return { error: failure.errorName, cause: failure.causeText };
}

const data = new Set(['input', 'output', 'parameters', 'assignedVariables', 'inputDetails', 'outputDetails']);

/** The event without its inputs and outputs: GetExecutionHistory's includeExecutionData false. */
export function withoutData(event: HistoryEvent): object {
  return Object.fromEntries(Object.entries(event).map(([field, value]) => [field, withoutDataFields(value)]));
}

function withoutDataFields(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !data.has(key)));
}
