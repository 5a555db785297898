import type { WaitState } from './definition';
import { instantOf } from './timestamp';
import type { JsonValue } from './json';
import { parsePath, select } from './reference-path';
import type { StateResult, StateRun } from './state-run';
import { EvaluationError } from './states-error';

/** https://states-language.net/#wait-state */
export async function runWait(run: StateRun<WaitState>): Promise<StateResult> {
  const { state, input, context, language, scope, signal } = run;
  const effective = language.input(state, input, context);
  await scope.world.clock.sleep(milliseconds(state, effective, context, scope.world.clock.now()), signal);
  return { output: language.output(state, input, effective, context) };
}

function milliseconds(state: WaitState, input: JsonValue, context: JsonValue, now: Date): number {
  const until = (instant: number): number => Math.max(0, instant - now.getTime());
  if (state.Seconds !== undefined) return state.Seconds * 1000;
  if (state.Timestamp !== undefined) return until(instantOf(state.Timestamp) ?? now.getTime());
  if (state.SecondsPath !== undefined) return secondsAt(state.SecondsPath, input, context) * 1000;
  return until(instantAt(state.TimestampPath ?? '$', input, context));
}

function secondsAt(path: string, input: JsonValue, context: JsonValue): number {
  const value = valueAt('SecondsPath', path, input, context);
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    throw new EvaluationError(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${text(value)}`);
  }
  if (value < 0)
    throw new EvaluationError(`The SecondsPath parameter references a negative value: ${path} == ${value}`);
  return value;
}

function instantAt(path: string, input: JsonValue, context: JsonValue): number {
  const value = valueAt('TimestampPath', path, input, context);
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant === undefined) {
    throw new EvaluationError(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${text(value)}`,
    );
  }
  return instant;
}

function valueAt(field: string, path: string, input: JsonValue, context: JsonValue): JsonValue {
  const value = select(parsePath(path), input, context);
  if (value === undefined) {
    throw new EvaluationError(`The ${field} parameter does not reference an input value: ${path}`);
  }
  return value;
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
