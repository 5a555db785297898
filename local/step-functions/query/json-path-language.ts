import type { JsonValue } from '../json';
import { floatAt, integerAt } from './number-at';
import { fillObject, fillTemplate } from './payload-template';
import type { NumberFields, QueryLanguage } from './query-language';
import { parsePath, place, selectOrFail } from './reference-path';
import type { View } from './view';

/**
 * InputPath -> Parameters -> (the state's work) -> ResultSelector -> Assign -> ResultPath -> OutputPath.
 * ResultPath combines with the state's whole input, not with what InputPath left of it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export const jsonPathLanguage: QueryLanguage = {
  name: 'JSONPath',

  input: ({ InputPath }, view) => filter(InputPath, view),

  arguments: ({ Parameters }, view) => (Parameters === undefined ? view.input : fillTemplate(Parameters, view)),

  template: (template, view) => fillTemplate(template, view),

  integer: (fields, field, view) => numberOf(fields, field, view, integerAt),

  float: (fields, field, view) => numberOf(fields, field, view, floatAt),

  leave({ ResultSelector, Assign, ResultPath, OutputPath }, stateInput, view, given) {
    const seen = { ...view, input: given.value };
    const selected = ResultSelector ? fillTemplate(ResultSelector, seen) : given.value;
    const assigned = Assign && fillObject(Assign, { ...view, input: selected });
    const combined = combine(ResultPath, stateInput, selected);
    const output = filter(OutputPath, { ...view, input: combined });
    return { output, assigned };
  },
};

/** InputPath and OutputPath: everything when absent, nothing ({}) when null. */
function filter(path: string | null | undefined, view: View): JsonValue {
  if (path === undefined || path === '$') return view.input;
  return path === null ? {} : selectOrFail(parsePath(path), view);
}

/** ResultPath: the result alone when absent, the input alone when null. */
function combine(path: string | null | undefined, stateInput: JsonValue, result: JsonValue): JsonValue {
  if (path === undefined || path === '$') return result;
  return path === null ? stateInput : place(parsePath(path), stateInput, result);
}

function numberOf(
  fields: NumberFields,
  field: string,
  view: View,
  at: (field: string, path: string, view: View) => number,
): number | undefined {
  const path = fields[`${field}Path`];
  if (typeof path === 'string') return at(`${field}Path`, path, view);
  const value = fields[field];
  return typeof value === 'number' ? value : undefined;
}
