import type { FailState } from '../definition/definition';
import { evaluateAs } from '../query/jsonata-language';
import type { JsonValue } from '../json';
import { evaluate } from '../query/payload-template';
import type { StateRun } from './state-run';
import { EvaluationError, StatesError } from './states-error';

/** https://docs.aws.amazon.com/step-functions/latest/dg/state-fail.html */
export async function runFail(run: StateRun<FailState>): Promise<never> {
  const error = await textOf(run, 'Error');
  throw new StatesError(error, await textOf(run, 'Cause'));
}

async function textOf({ state, view, language }: StateRun<FailState>, field: 'Error' | 'Cause') {
  const text = state[field];
  if (text !== undefined) return language.name === 'JSONata' ? await evaluateAs('string', text, field, view) : text;
  const path = `${field}Path` as const;
  const expression = state[path];
  return expression === undefined ? undefined : checked(path, expression, evaluate(expression, path, view));
}

function checked(field: string, expression: string, value: JsonValue): string {
  if (typeof value === 'string') return value;
  throw new EvaluationError(
    `The ${field} field refers to value ${JSON.stringify(value)} which is not a string: ${expression}`,
  );
}
