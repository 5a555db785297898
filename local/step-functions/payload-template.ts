import { parseIntrinsic } from './intrinsic-parser';
import { evaluateIntrinsic } from './intrinsics';
import { isObject, type JsonObject, type JsonValue } from './json';
import { parsePath, select } from './reference-path';
import { EvaluationError } from './states-error';

/**
 * Fills in a payload template (Parameters, ResultSelector, ItemSelector): a field `name.$` takes the value of its path or
 * intrinsic function. https://states-language.net/#payload-template
 */
export function fillTemplate(template: JsonValue, input: JsonValue, context: JsonValue): JsonValue {
  if (Array.isArray(template)) return template.map((item) => fillTemplate(item, input, context));
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    if (key.endsWith('.$') && typeof value === 'string') {
      filled[key.slice(0, -2)] = evaluate(value, key, input, context);
    } else {
      filled[key] = fillTemplate(value, input, context);
    }
  }
  return filled;
}

/** The value of a path or intrinsic function. `field` is where it stands, for the message when there is none. */
export function evaluate(expression: string, field: string, input: JsonValue, context: JsonValue): JsonValue {
  if (!expression.startsWith('$')) return evaluateIntrinsic(parseIntrinsic(expression), input, context);
  const value = select(parsePath(expression), input, context);
  if (value === undefined) {
    throw new EvaluationError(
      `The JSONPath '${expression}' specified for the field '${field}' could not be found in the input '${JSON.stringify(input)}'`,
    );
  }
  return value;
}
