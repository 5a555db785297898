import { longestTimeout } from '../definition/fields';
import type { WaitState } from '../definition/definition';
import { evaluateAs } from '../query/jsonata-language';
import type { JsonValue } from '../json';
import { parsePath, select } from '../query/reference-path';
import type { StateResult, StateRun } from './state-run';
import { EvaluationError } from './states-error';
import { instantOf } from './timestamp';
import type { View } from '../query/view';

/** https://states-language.net/#wait-state */
export async function runWait(run: StateRun<WaitState>): Promise<StateResult> {
  const { clock } = run.scope.world;
  const milliseconds = await durationOf(run, clock.now());
  await clock.sleep(milliseconds, run.signal);
  return { given: { kind: 'input', value: run.view.input } };
}

async function durationOf(run: StateRun<WaitState>, now: Date): Promise<number> {
  const { state, view, language } = run;
  const until = (instant: number): number => Math.max(0, instant - now.getTime());
  if (state.Seconds !== undefined) return inRange((await language.integer(state, 'Seconds', view)) ?? 0) * 1000;
  if (state.Timestamp !== undefined) return until(await timestampOf(run, state.Timestamp));
  if (state.SecondsPath !== undefined) return secondsAt(state.SecondsPath, view) * 1000;
  return until(instantAt(state.TimestampPath ?? '$', view));
}

/** A literal was checked with the definition: this is what an expression gave. */
function inRange(seconds: number): number {
  if (seconds >= 0 && seconds <= longestTimeout) return seconds;
  const message = `Seconds must be between 0 and ${longestTimeout} but was: ${seconds}`;
  throw new EvaluationError(message, 'States.QueryEvaluationError', 'Seconds');
}

async function timestampOf({ view, language }: StateRun<WaitState>, text: string): Promise<number> {
  if (language.name === 'JSONPath') return instantOf(text) ?? 0;
  const value = await evaluateAs('string', text, 'Timestamp', view);
  const instant = instantOf(value);
  if (instant !== undefined) return instant;
  const message = `The Timestamp field is not a valid ISO-8601 extended offset date-time format string: ${value}`;
  throw new EvaluationError(message, 'States.QueryEvaluationError', 'Timestamp');
}

function secondsAt(path: string, view: View): number {
  const value = valueAt('SecondsPath', path, view);
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isInteger(number)) {
    throw new EvaluationError(`The SecondsPath parameter cannot be parsed as a long value: ${path} == ${text(value)}`);
  }
  if (number < 0)
    throw new EvaluationError(`The SecondsPath parameter references a negative value: ${path} == ${number}`);
  return number;
}

function instantAt(path: string, view: View): number {
  const value = valueAt('TimestampPath', path, view);
  const instant = typeof value === 'string' ? instantOf(value) : undefined;
  if (instant === undefined) {
    throw new EvaluationError(
      `The TimestampPath parameter does not reference a valid ISO-8601 extended offset date-time format string: ${path} == ${text(value)}`,
    );
  }
  return instant;
}

function valueAt(field: string, path: string, view: View): JsonValue {
  const value = select(parsePath(path), view);
  if (value === undefined) {
    throw new EvaluationError(`The ${field} parameter does not reference an input value: ${path}`);
  }
  return value;
}

function text(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
