import { HistoryFull, inputDetails, outputDetails, Trail } from '../history/history';
import type { Execution } from './execution';
import type { Outcome } from './outcome';
import { runStates } from '../states/run-states';
import type { Payload, Scope } from '../states/state-run';
import { Interruption, StatesError } from '../states/states-error';

/** Runs an execution to its end, whatever that is: never rejects. One that is redriven goes on where its frame says. */
export async function runExecution(execution: Execution, input: Payload, scope: Scope): Promise<Outcome> {
  const { history, machine, frame, controller } = execution;
  const after = begin(execution, input);
  const timer = timeLimit('TimeoutSeconds' in machine.graph ? machine.graph.TimeoutSeconds : undefined, controller);
  const trail = new Trail(history, after, frame.path);
  const position = { trail, signal: controller.signal, mapItem: undefined, frame, variables: {} };
  try {
    const { text } = await runStates(machine.graph, input, position, scope);
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

/** The event that the first state's follows: AWS lets it be none rather than ExecutionStarted. */
function begin({ history, machine, redriveCount }: Execution, input: Payload): number {
  if (redriveCount > 0) return history.append('ExecutionRedriven', history.length, { redriveCount });
  history.append('ExecutionStarted', 0, { ...inputDetails(input.text), roleArn: machine.roleArn });
  return 0;
}

function timeLimit(seconds: number | undefined, controller: AbortController): NodeJS.Timeout | undefined {
  if (seconds === undefined) return undefined;
  // Node fires a longer timer at once.
  const milliseconds = Math.min(seconds * 1000, 2 ** 31 - 1);
  return setTimeout(() => controller.abort(new Interruption('timed out', 'States.Timeout')), milliseconds);
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
