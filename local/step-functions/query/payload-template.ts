import { parseIntrinsic } from './intrinsic-parser';
import { evaluateIntrinsic } from './intrinsics';
import { isObject, type JsonObject, type JsonValue } from '../json';
import { parsePath, select } from './reference-path';
import { EvaluationError } from '../states/states-error';
import type { View } from './view';

/**
 * Fills in a payload template (Parameters, ResultSelector, ItemSelector): a field `name.$` takes the value of its path or
 * intrinsic function. https://states-language.net/#payload-template
 */
export function fillTemplate(template: JsonValue, view: View): JsonValue {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, view));
  return isObject(template) ? fillObject(template, view) : template;
}

export function fillObject(template: JsonObject, view: View): JsonObject {
  const filled: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith('.$') && typeof value === 'string') {
      filled[key.slice(0, -2)] = evaluate(value, key, view);
    } else {
      filled[key] = fillTemplate(value, view);
    }
  }
  return filled;
}

/** The value of a path or intrinsic function. `field` is where it stands, for the message when there is none. */
export function evaluate(expression: string, field: string, view: View): JsonValue {
  if (!expression.startsWith('$')) return evaluateIntrinsic(parseIntrinsic(expression), view);
  const value = select(parsePath(expression), view);
  if (value === undefined) {
    throw new EvaluationError(
      `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${JSON.stringify(view.input)}'`,
    );
  }
  return value;
}
