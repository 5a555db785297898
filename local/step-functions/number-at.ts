import type { JsonValue } from './json';
import { parsePath, selectOrFail } from './reference-path';
import { EvaluationError } from './states-error';

/** The integer that a field like MaxConcurrencyPath refers to. */
export function integerAt(field: string, path: string, input: JsonValue, context: JsonValue): number {
  return numberAt(field, path, input, context, 'integer', Number.isInteger);
}

export function floatAt(field: string, path: string, input: JsonValue, context: JsonValue): number {
  return numberAt(field, path, input, context, 'float', () => true);
}

function numberAt(
  field: string,
  path: string,
  input: JsonValue,
  context: JsonValue,
  kind: string,
  accepts: (value: number) => boolean,
): number {
  const value = selectOrFail(parsePath(path), input, context);
  if (typeof value === 'number' && accepts(value)) return value;
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  throw new EvaluationError(`The ${field} field refers to value "${text}" which is not a valid ${kind}: ${path}`);
}
