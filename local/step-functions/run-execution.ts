import { type History, HistoryFull, inputDetails, outputDetails, Trail } from './history';
import type { Graph } from './definition';
import type { Outcome } from './outcome';
import { runStates } from './run-states';
import type { Payload, Scope } from './state-run';
import { Interruption, StatesError } from './states-error';

export interface ExecutionToRun {
  readonly graph: Graph & { readonly TimeoutSeconds?: number | undefined };
  readonly input: Payload;
  readonly roleArn: string;
  readonly scope: Scope;
  readonly history: History;
  /** Aborts with an Interruption, as the execution itself does when its time is up. */
  readonly signal: AbortSignal;
}

/** Runs an execution to its end, whatever that is: never rejects. */
export async function runExecution(execution: ExecutionToRun): Promise<Outcome> {
  const { graph, input, roleArn, scope, history } = execution;
  const timeUp = new AbortController();
  const signal = AbortSignal.any([execution.signal, timeUp.signal]);
  history.append('ExecutionStarted', 0, { ...inputDetails(input.text), roleArn });
  const timer = timeLimit(graph.TimeoutSeconds, timeUp);
  // AWS lets the first state follow no event rather than ExecutionStarted.
  const trail = new Trail(history);
  try {
    const { text } = await runStates(graph, input, { trail, signal, mapItem: undefined }, scope);
    trail.write('ExecutionSucceeded', outputDetails(text));
    return { status: 'SUCCEEDED', output: text };
  } catch (thrown) {
    const { type, outcome } = ending(thrown);
    trail.write(type, { error: outcome.error, cause: outcome.cause });
    return outcome;
  } finally {
    clearTimeout(timer);
  }
}

function timeLimit(seconds: number | undefined, timeUp: AbortController): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined;
  // Node fires a longer timer at once.
  const milliseconds = Math.min(seconds * 1000, 2 ** 31 - 1);
  return setTimeout(() => timeUp.abort(new Interruption('timed out', 'States.Timeout')), milliseconds);
}

function ending(thrown: unknown): { type: string; outcome: Outcome } {
  if (thrown instanceof Interruption) {
    const { error, cause } = failureOf(thrown);
    return thrown.kind === 'timed out'
      ? { type: 'ExecutionTimedOut', outcome: { status: 'TIMED_OUT', error, cause } }
      : { type: 'ExecutionAborted', outcome: { status: 'ABORTED', error, cause } };
  }
  return { type: 'ExecutionFailed', outcome: { status: 'FAILED', ...failureOf(thrown) } };
}

function failureOf(thrown: unknown): { error: string | undefined; cause: string | undefined } {
  if (thrown instanceof StatesError || thrown instanceof Interruption) {
    return { error: thrown.errorName, cause: thrown.causeText };
  }
  // A mistake of the engine's own must end the execution too, and show where it is.
  const cause =
    thrown instanceof HistoryFull ? thrown.message : thrown instanceof Error ? thrown.stack : String(thrown);
  return { error: 'States.Runtime', cause };
}
