import type { JsonValue } from './json';
import { fillTemplate } from './payload-template';
import type { QueryLanguage } from './query-language';
import { parsePath, place, selectOrFail } from './reference-path';

/**
 * InputPath -> Parameters -> (the state's work) -> ResultSelector -> ResultPath -> OutputPath.
 * ResultPath combines with the state's whole input, not with what InputPath left of it.
 * https://docs.aws.amazon.com/step-functions/latest/dg/concepts-input-output-filtering.html
 */
export const jsonPathLanguage: QueryLanguage = {
  input: ({ InputPath }, stateInput, context) => filter(InputPath, stateInput, context),

  parameters: ({ Parameters }, input, context) =>
    Parameters === undefined ? input : fillTemplate(Parameters, input, context),

  output({ ResultSelector, ResultPath, OutputPath }, stateInput, result, context) {
    const selected = ResultSelector ? fillTemplate(ResultSelector, result, context) : result;
    return filter(OutputPath, combine(ResultPath, stateInput, selected), context);
  },

  caught: ({ ResultPath }, stateInput, error) => combine(ResultPath, stateInput, error),
};

/** InputPath and OutputPath: everything when absent, nothing ({}) when null. */
function filter(path: string | null | undefined, value: JsonValue, context: JsonValue): JsonValue {
  if (path === undefined || path === '$') return value;
  return path === null ? {} : selectOrFail(parsePath(path), value, context);
}

/** ResultPath: the result alone when absent, the input alone when null. */
function combine(path: string | null | undefined, stateInput: JsonValue, result: JsonValue): JsonValue {
  if (path === undefined || path === '$') return result;
  return path === null ? stateInput : place(parsePath(path), stateInput, result);
}
