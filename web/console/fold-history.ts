import type { ConsoleEvent } from '../../pipeline/console-answers';

/** How it went with a state, in the words of the Step Functions console. */
export type VisitState = 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';

/** One time that a state was entered. */
export interface Visit {
  name: string;
  /** The iterations it was in, from outside in. */
  within: readonly Iteration[];
  state: VisitState;
  /** The state before it in the same graph. */
  from?: string;
  enteredAt: string;
  exitedAt?: string;
  /** Events with its input, and with its output. */
  inputEvent: ConsoleEvent;
  outputEvent?: ConsoleEvent;
  /** What failed last, if anything did: error and cause. */
  failureEvent?: ConsoleEvent;
  /** How often its work was begun: more than once, where it was tried again. */
  attempts: number;
  /** Of a distributed Map. */
  mapRunArn?: string;
  events: ConsoleEvent[];
}

export interface Iteration {
  map: string;
  index: number;
}

export interface IterationState extends Iteration {
  within: readonly Iteration[];
  state: VisitState;
}

export interface Folded {
  visits: Visit[];
  /** The iterations of all inline Maps. */
  iterations: IterationState[];
}

interface Place {
  within: readonly Iteration[];
  visit: Visit | undefined;
  iteration: IterationState | undefined;
  /** Where the iteration was begun. */
  outer: Place | undefined;
}

const begun =
  /^(TaskScheduled|LambdaFunctionScheduled|ActivityScheduled|MapRunStarted|MapStateStarted|ParallelStateStarted)$/;
const failing = /(Failed|TimedOut|Aborted)$/;

/**
 * Puts an execution's history together: which states were entered, and how that went. Events are a tree by their previous ones, which
 * tells the iterations of a Map apart.
 * @param status of the execution: what is open when it has ended was ended with it
 */
export function foldHistory(events: readonly ConsoleEvent[], status: string): Folded {
  const places = new Map<number, Place>();
  const visits: Visit[] = [];
  const iterations: IterationState[] = [];
  const root: Place = { within: [], visit: undefined, iteration: undefined, outer: undefined };
  for (const event of events) {
    const before = places.get(event.previousEventId) ?? root;
    places.set(event.id, step(event, before, visits, iterations));
  }
  if (status !== 'RUNNING' && status !== 'PENDING_REDRIVE') {
    for (const visit of visits) if (visit.state === 'running') visit.state = stateAtEnd(visit, status);
    for (const iteration of iterations) if (iteration.state === 'running') iteration.state = 'aborted';
  }
  return { visits, iterations };
}

function step(event: ConsoleEvent, before: Place, visits: Visit[], iterations: IterationState[]): Place {
  const { type, details, at } = event;
  const { name = '', index = 0 } = details;
  if (type.endsWith('StateEntered')) {
    const visit: Visit = {
      ...{ name, within: before.within, state: 'running', enteredAt: at },
      ...{ inputEvent: event, attempts: 0, events: [event] },
    };
    if (before.visit) visit.from = before.visit.name;
    if (type === 'FailStateEntered') visit.state = 'failed';
    visits.push(visit);
    return { ...before, visit };
  }
  if (type === 'MapIterationStarted') {
    const iteration: IterationState = { map: name, index, within: before.within, state: 'running' };
    iterations.push(iteration);
    const within = [...before.within, { map: name, index }];
    return { within, visit: undefined, iteration, outer: before };
  }
  if (type.startsWith('MapIteration')) {
    if (before.iteration) before.iteration.state = endOf(type);
    endOpen(before, endOf(type));
    return before.outer ?? before;
  }
  const place = outOfIteration(event, before);
  const { visit } = place;
  if (visit === undefined || type.startsWith('Execution')) return place;
  visit.events.push(event);
  if (details.mapRunArn !== undefined) visit.mapRunArn = details.mapRunArn;
  if (begun.test(type)) visit.attempts += 1;
  if (failing.test(type)) visit.failureEvent = event;
  if (type.endsWith('StateExited')) {
    const last = visit.events.at(-2);
    visit.state = last !== undefined && failing.test(last.type) ? 'caught' : 'succeeded';
    visit.exitedAt = at;
    visit.outputEvent = event;
  }
  return place;
}

/** A Map's own events come after the last of its iterations, which may not have said that it has ended. */
function outOfIteration({ type, details: { name } }: ConsoleEvent, before: Place): Place {
  if (!type.startsWith('MapState') && !type.startsWith('MapRun')) return before;
  const isIts = ({ visit }: Place) =>
    visit?.inputEvent.type === 'MapStateEntered' && (name === undefined || visit.name === name);
  let place = before;
  while (place.outer && !isIts(place)) place = place.outer;
  return place;
}

const endOf = (type: string): VisitState =>
  type.endsWith('Succeeded') ? 'succeeded' : type.endsWith('Aborted') ? 'aborted' : 'failed';

function endOpen({ visit }: Place, state: VisitState): void {
  if (visit?.state === 'running') visit.state = state;
}

const stateAtEnd = ({ failureEvent }: Visit, status: string): VisitState =>
  failureEvent !== undefined || status === 'FAILED' || status === 'TIMED_OUT' ? 'failed' : 'aborted';

/** Whether a visit was within these iterations, of those that are chosen. */
export const isWithin = (visit: Pick<Visit, 'within'>, chosen: ReadonlyMap<string, number>): boolean =>
  visit.within.every(({ map, index }) => chosen.get(map) === undefined || chosen.get(map) === index);

/** How a state of the graph is coloured, and how many times it was entered how. */
export interface Standing {
  state: VisitState;
  counts: Readonly<Partial<Record<VisitState, number>>>;
}

/** The worst that needs attention first. */
const gravity: readonly VisitState[] = ['failed', 'running', 'aborted', 'caught', 'succeeded'];

/** By the states' names: of one that was entered again in the same iteration, the last time counts. */
export function standings(visits: readonly Visit[], chosen: ReadonlyMap<string, number>): Map<string, Standing> {
  const latest = new Map<string, Map<string, VisitState>>();
  for (const visit of visits) {
    if (!isWithin(visit, chosen)) continue;
    const where = visit.within.map(({ map, index }) => `${map}#${index}`).join('/');
    const states = latest.get(visit.name) ?? new Map<string, VisitState>();
    latest.set(visit.name, states.set(where, visit.state));
  }
  return new Map([...latest].map(([name, states]) => [name, standingOf([...states.values()])]));
}

export function standingOf(states: readonly VisitState[]): Standing {
  const counts: Partial<Record<VisitState, number>> = {};
  for (const state of states) counts[state] = (counts[state] ?? 0) + 1;
  return { state: gravity.find((state) => counts[state] !== undefined) ?? 'succeeded', counts };
}
