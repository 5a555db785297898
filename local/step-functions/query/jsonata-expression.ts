import jsonata from 'jsonata';
import { jsonataFunctions } from './jsonata-functions';
import type { JsonObject, JsonValue } from '../json';
import { EvaluationError } from '../states/states-error';
import type { Variables } from './view';

/** What `$states` holds. https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html#transforming-reserved-variable-states */
export interface States {
  readonly input: JsonValue;
  readonly context: JsonObject;
  readonly result?: JsonValue;
  readonly errorOutput?: JsonValue;
}

/** The JSONata between `{%` and `%}`, which must begin and end the text; undefined for a text that is none. */
export function expressionIn(text: string): string | undefined {
  return /^\{%([^]*)%\}$/.exec(text)?.[1]?.trim();
}

/** So that an endless recursion ends, in milliseconds and in calls within calls. */
const limits = { timeout: 5000, stack: 1000 };

const compiled = new Map<string, jsonata.Expression>();

/** Compiled once per text. Throws the parser's error. */
export function compile(expression: string): jsonata.Expression {
  const known = compiled.get(expression);
  if (known) return known;
  const parsed = jsonata(expression, limits);
  compiled.set(expression, parsed);
  return parsed;
}

/** @param location the field it stands in: `Output/result` */
export async function evaluateExpression(
  expression: string,
  location: string,
  states: States,
  variables: Variables,
): Promise<JsonValue> {
  const where = `The JSONata expression '${expression}' specified for the field '${location}'`;
  let value: unknown;
  try {
    // There is no input: everything comes by a name.
    value = await compile(expression).evaluate(undefined, { ...jsonataFunctions, ...variables, states });
  } catch (error) {
    throw failed(`${where} threw an error during evaluation. ${describe(error)}`, location);
  }
  if (value === undefined) throw failed(`${where} returned nothing (undefined).`, location);
  if (!isJson(value)) throw failed(`${where} returned an unexpected result type.`, location);
  return value;
}

function failed(message: string, location: string): EvaluationError {
  return new EvaluationError(message, 'States.QueryEvaluationError', location);
}

/** The library throws plain objects with a code and a message. */
function describe(error: unknown): string {
  if (typeof error !== 'object' || error === null) return String(error);
  const code = 'code' in error ? String(error.code) : undefined;
  const message = 'message' in error ? String(error.message) : JSON.stringify(error);
  return code === undefined ? message : `${code}: ${message}`;
}

/** Functions and regular expressions are values of JSONata, but none of JSON. */
function isJson(value: unknown): value is JsonValue {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (Array.isArray(value)) return value.every(isJson);
  return typeof value === 'object' && !('_jsonata_lambda' in value) && Object.values(value).every(isJson);
}
