import { isObject, type JsonObject, type JsonValue } from '../json';
import { evaluateExpression, expressionIn, type States } from './jsonata-expression';
import type { NumberFields, QueryLanguage } from './query-language';
import { EvaluationError } from '../states/states-error';
import type { Variables, View } from './view';

/**
 * Arguments -> (the state's work) -> Output and Assign, both of which see the state as it was entered.
 * https://docs.aws.amazon.com/step-functions/latest/dg/transforming-data.html
 */
export const jsonataLanguage: QueryLanguage = {
  name: 'JSONata',

  input: (_fields, view) => view.input,

  arguments: ({ Arguments }, view) =>
    Arguments === undefined ? view.input : fill(Arguments, 'Arguments', statesOf(view), view.variables),

  template: (template, view, location) => fill(template, location, statesOf(view), view.variables),

  integer: (fields, field, view, location) => numberOf(fields, field, view, location, 'an integer'),

  float: (fields, field, view) => numberOf(fields, field, view, undefined, 'a number'),

  async leave({ Output, Assign }, stateInput, view, { kind, value }) {
    const states: States = {
      ...statesOf(view),
      ...(kind === 'result' ? { result: value } : {}),
      ...(kind === 'error' ? { errorOutput: value } : {}),
    };
    const unchanged = kind === 'input' ? stateInput : value;
    const output = Output === undefined ? unchanged : await fill(Output, 'Output', states, view.variables);
    if (!Assign) return { output, assigned: undefined };
    const assigned: JsonObject = {};
    for (const [name, template] of Object.entries(Assign)) {
      assigned[name] = await fill(template, `Assign/${name}`, states, view.variables);
    }
    return { output, assigned };
  },
};

const statesOf = ({ input, context }: View): States => ({ input, context });

/** Fills in the expressions of a template, wherever in it they stand. */
async function fill(template: JsonValue, location: string, states: States, variables: Variables): Promise<JsonValue> {
  if (typeof template === 'string') {
    const expression = expressionIn(template);
    return expression === undefined ? template : evaluateExpression(expression, location, states, variables);
  }
  if (Array.isArray(template)) {
    const items: JsonValue[] = [];
    for (const [index, item] of template.entries()) {
      items.push(await fill(item, `${location}[${index}]`, states, variables));
    }
    return items;
  }
  if (!isObject(template)) return template;
  const filled: JsonObject = {};
  for (const [key, value] of Object.entries(template)) {
    filled[key] = await fill(value, `${location}/${key}`, states, variables);
  }
  return filled;
}

async function numberOf(
  fields: NumberFields,
  field: string,
  view: View,
  inside: string | undefined,
  kind: 'an integer' | 'a number',
): Promise<number | undefined> {
  const given = fields[field];
  if (typeof given !== 'string') return typeof given === 'number' ? given : undefined;
  const location = inside === undefined ? field : `${inside}/${field}`;
  const value = await evaluateAs('number', given, location, view);
  if (kind === 'an integer' && !Number.isInteger(value)) {
    const message = `The ${field} field cannot be parsed as an integer: ${JSON.stringify(value)}`;
    throw new EvaluationError(message, 'States.QueryEvaluationError', location);
  }
  return value;
}

interface Kinds {
  number: number;
  string: string;
  boolean: boolean;
  array: JsonValue[];
}

const isOf: { readonly [K in keyof Kinds]: (value: JsonValue) => value is Kinds[K] } = {
  number: (value) => typeof value === 'number',
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  array: (value) => Array.isArray(value),
};

/** The value of an expression that must be of a kind. A text without an expression is its own value. */
export async function evaluateAs<K extends keyof Kinds>(
  kind: K,
  text: string,
  location: string,
  view: View,
): Promise<Kinds[K]> {
  const value = await fill(text, location, statesOf(view), view.variables);
  if (isOf[kind](value)) return value;
  const expression = expressionIn(text) ?? text;
  throw new EvaluationError(
    `The JSONata expression '${expression}' specified for the field '${location}' returned an unexpected result type. ` +
      `Expected '${kind}', but was '${kindOf(value)}' for value: ${JSON.stringify(value)}`,
    'States.QueryEvaluationError',
    location,
  );
}

function kindOf(value: JsonValue): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
