import { catcherOf } from './catch';
import { runChoice } from './choice';
import { contextObject } from '../query/context-object';
import type { State } from '../definition/definition';
import { runFail } from './fail';
import { assignedDetails, inputDetails, outputDetails } from '../history/history';
import { jsonPathLanguage } from '../query/json-path-language';
import { jsonataLanguage } from '../query/jsonata-language';
import { runMap } from '../map/map';
import { runParallel } from './parallel';
import { runPass } from './pass';
import { isTooLarge, tooLarge, variablesTooLarge } from './payload-limit';
import type { LeavingFields, QueryLanguage, Yield } from '../query/query-language';
import { Retries } from './retry';
import { payloadOf, type Payload, type Position, type Scope, type StateResult, type StateRun } from './state-run';
import { EvaluationError, Interruption, StatesError } from './states-error';
import { runSucceed } from './succeed';
import { runTask } from './task';
import type { Variables, View } from '../query/view';
import { runWait } from './wait';

interface Left {
  readonly payload: Payload;
  readonly next: string | undefined;
  /** The failure that a Catch took it out of. */
  readonly caught?: StatesError;
}

/** Enters a state, works in it as often as its retriers allow, and leaves it. */
export async function runState(
  name: string,
  state: State,
  payload: Payload,
  position: Position,
  scope: Scope,
  resumed: boolean,
): Promise<Left> {
  const { trail, signal, frame } = position;
  const { clock } = scope.world;
  const entered = clock.now();
  const before = trail.last;
  if (!resumed) {
    const eventId = trail.write(`${state.Type}StateEntered`, { name, ...inputDetails(payload.text) });
    frame.enter({ name, input: payload.text, eventId });
  }
  const visit = new Visit(name, state, payload, position, scope, frame.entered?.eventId ?? before, before);
  const retries = new Retries('Retry' in state ? state.Retry : []);
  let delay = 0;
  for (let retryCount = 0; ; retryCount++) {
    const place = { name, entered, retryCount: 'Retry' in state ? retryCount : undefined };
    const context = contextObject(scope.context, place, position.mapItem);
    const whole: View = { input: payload.value, context, variables: { ...position.variables, ...frame.variables } };
    try {
      if (delay > 0) await clock.sleep(delay, signal);
      const view = { ...whole, input: visit.language.input(state, whole) };
      const result = await perform({
        ...position,
        name,
        state,
        input: payload.value,
        view,
        language: visit.language,
        scope,
        resumed: resumed && retryCount === 0,
      });
      const next = result.next ?? ('Next' in state ? state.Next : undefined);
      return await visit.leave(result.leaving ?? state, view, result.given, next);
    } catch (thrown) {
      const error = visit.failureOf(thrown);
      const nextDelay = retries.delayAfter(error);
      if (nextDelay !== undefined) {
        delay = nextDelay;
        continue;
      }
      visit.tellBranchesFailed(error);
      const catcher = 'Catch' in state && catcherOf(state.Catch, error);
      if (!catcher) {
        if (position.inParallel && state.Type === 'Task') trail.note('TaskStateAborted');
        throw error;
      }
      const value = { Error: error.errorName ?? '', Cause: error.causeText ?? '' };
      try {
        return { ...(await visit.leave(catcher, whole, { kind: 'error', value }, catcher.Next)), caught: error };
      } catch (again) {
        throw visit.failureOf(again);
      }
    }
  }
}

/** What stays the same from a state's entry to its exit. */
class Visit {
  readonly language: QueryLanguage;

  constructor(
    private readonly name: string,
    private readonly state: State,
    private readonly entry: Payload,
    private readonly position: Position,
    scope: Scope,
    private readonly enteredEventId: number,
    private readonly eventBefore: number,
  ) {
    const language = state.QueryLanguage ?? scope.language;
    this.language = language === 'JSONata' ? jsonataLanguage : jsonPathLanguage;
  }

  async leave(fields: LeavingFields, view: View, given: Yield, next: string | undefined): Promise<Left> {
    const left = await this.language.leave(fields, this.entry.value, view, given);
    const payload = left.output === this.entry.value ? this.entry : payloadOf(left.output);
    if (isTooLarge(payload.text)) throw tooLarge(this.name);
    if (left.assigned && isTooLarge(JSON.stringify(left.assigned))) throw variablesTooLarge(this.name);
    this.exit(payload, left.assigned, next);
    return { payload, next };
  }

  private exit(payload: Payload, assigned: Variables | undefined, next: string | undefined): void {
    const { trail, frame } = this.position;
    const details = { name: this.name, ...outputDetails(payload.text), ...assignedDetails(assigned) };
    trail.write(`${this.state.Type}StateExited`, details, next);
    frame.exit({ output: payload.text, next }, assigned);
  }

  /** The error for Retry and Catch. Throws on what neither may have: an interruption, or a mistake of the engine's own. */
  failureOf(thrown: unknown): StatesError {
    const { trail } = this.position;
    if (thrown instanceof Interruption && leavesAbortedEvent(this.state)) trail.write(`${this.state.Type}StateAborted`);
    if (thrown instanceof StatesError) return thrown;
    if (!(thrown instanceof EvaluationError)) throw thrown;
    const error = thrown.in(this.name, this.enteredEventId);
    if (error.errorName === 'States.QueryEvaluationError') this.tellEvaluationFailed(error, thrown.location);
    return error;
  }

  /** AWS doesn't write it where the state's own paths led nowhere. */
  tellBranchesFailed({ errorName }: StatesError): void {
    const { Type } = this.state;
    if ((Type !== 'Parallel' && Type !== 'Map') || errorName === 'States.Runtime') return;
    this.position.trail.write(`${Type}StateFailed`);
  }

  /** AWS has the event follow what was before the state, unless the state has done something since. */
  private tellEvaluationFailed({ errorName, causeText }: StatesError, location: string | undefined): void {
    const { trail } = this.position;
    const after = trail.last === this.enteredEventId ? this.eventBefore : trail.last;
    const details = { error: errorName, cause: causeText, location, state: this.name };
    trail.writeAfter(after, 'EvaluationFailed', details);
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
