import { catchError } from './catch';
import { runChoice } from './choice';
import { contextObject } from './context-object';
import type { Graph, State } from './definition';
import { runFail } from './fail';
import { inputDetails, outputDetails } from './history';
import { jsonPathLanguage } from './json-path-language';
import { runMap } from './map';
import { runParallel } from './parallel';
import { runPass } from './pass';
import { isTooLarge, tooLarge } from './payload-limit';
import { Retries } from './retry';
import { payloadOf, type Payload, type Position, type Scope, type StateResult, type StateRun } from './state-run';
import { EvaluationError, Interruption, StatesError } from './states-error';
import { runSucceed } from './succeed';
import { runTask } from './task';
import { runWait } from './wait';

/** Runs a graph from its first state to its end and gives its output. Throws StatesError, Interruption or HistoryFull. */
export async function runStates(graph: Graph, input: Payload, position: Position, scope: Scope): Promise<Payload> {
  let payload = input;
  for (let name: string | undefined = graph.StartAt; name !== undefined;) {
    position.signal.throwIfAborted();
    const state: State | undefined = graph.States[name];
    if (!state) throw new Error(`The state ${name} got past the check of the definition`);
    const result = await runState(name, state, payload, position, scope);
    payload = result.payload;
    name = result.next;
  }
  return payload;
}

async function runState(
  name: string,
  state: State,
  payload: Payload,
  position: Position,
  scope: Scope,
): Promise<{ payload: Payload; next: string | undefined }> {
  const { trail, signal } = position;
  const input = payload.value;
  const entered = scope.world.clock.now();
  const enteredEventId = trail.write(`${state.Type}StateEntered`, { name, ...inputDetails(payload.text) });
  const retries = new Retries('Retry' in state ? state.Retry : []);
  const leave = (result: StateResult): { payload: Payload; next: string | undefined } => {
    const output = result.output === input ? payload : payloadOf(result.output);
    if (isTooLarge(output.text)) throw tooLarge(name);
    return { payload: output, next: result.next ?? ('Next' in state ? state.Next : undefined) };
  };
  const exit = (left: ReturnType<typeof leave>): typeof left => {
    trail.write(`${state.Type}StateExited`, { name, ...outputDetails(left.payload.text) });
    return left;
  };

  // The one place to choose by the state's QueryLanguage, once there is a second one.
  const language = jsonPathLanguage;
  const evaluating = <T>(evaluate: () => T): T => {
    try {
      return evaluate();
    } catch (error) {
      throw error instanceof EvaluationError ? error.in(name, enteredEventId) : error;
    }
  };

  let delay = 0;
  for (let retryCount = 0; ; retryCount++) {
    try {
      if (delay > 0) await scope.world.clock.sleep(delay, signal);
      const place = { name, entered, retryCount: 'Retry' in state ? retryCount : undefined };
      const context = contextObject(scope.context, place, position.mapItem);
      return exit(leave(await perform({ ...position, name, state, input, context, language, scope })));
    } catch (thrown) {
      if (thrown instanceof Interruption && leavesAbortedEvent(state)) trail.write(`${state.Type}StateAborted`);
      if (!(thrown instanceof StatesError || thrown instanceof EvaluationError)) throw thrown;
      const error = thrown instanceof StatesError ? thrown : thrown.in(name, enteredEventId);
      const nextDelay = retries.delayAfter(error);
      if (nextDelay !== undefined) {
        delay = nextDelay;
        continue;
      }
      // A branch failed, not the state's own fields.
      const ofBranch = thrown instanceof StatesError && (state.Type === 'Parallel' || state.Type === 'Map');
      if (ofBranch) trail.write(`${state.Type}StateFailed`);
      const caught = 'Catch' in state && evaluating(() => catchError(state.Catch, error, input, language));
      if (!caught) throw error;
      return exit(leave(caught));
    }
  }
}

function perform(run: StateRun<State>): StateResult | Promise<StateResult> {
  const { state } = run;
  switch (state.Type) {
    case 'Pass':
      return runPass({ ...run, state });
    case 'Task':
      return runTask({ ...run, state });
    case 'Choice':
      return runChoice({ ...run, state });
    case 'Wait':
      return runWait({ ...run, state });
    case 'Succeed':
      return runSucceed({ ...run, state });
    case 'Fail':
      return runFail({ ...run, state });
    case 'Parallel':
      return runParallel({ ...run, state });
    case 'Map':
      return runMap({ ...run, state });
  }
}

function leavesAbortedEvent({ Type }: State): boolean {
  return Type === 'Task' || Type === 'Wait' || Type === 'Parallel' || Type === 'Map';
}
