import type { JsonValue } from '../json';
import { parsePath, selectOrFail } from './reference-path';
import { EvaluationError } from '../states/states-error';
import type { View } from './view';

/** The integer that a field like MaxConcurrencyPath refers to. */
export function integerAt(field: string, path: string, view: View): number {
  return numberAt(field, path, view, 'integer', Number.isInteger);
}

export function floatAt(field: string, path: string, view: View): number {
  return numberAt(field, path, view, 'float', () => true);
}

/** A text of digits is taken for the number it shows, as AWS takes it. */
function numberAt(field: string, path: string, view: View, kind: string, accepts: (value: number) => boolean): number {
  const value = selectOrFail(parsePath(path), view);
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && accepts(number)) return number;
  throw new EvaluationError(
    `The ${field} field refers to value "${show(value)}" which is not a valid ${kind}: ${path}`,
  );
}

function show(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
