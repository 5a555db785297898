import { withMapItem } from '../query/context-object';
import type { MapState } from '../definition/definition';
import type { JsonValue } from '../json';
import { evaluateAs } from '../query/jsonata-language';
import type { Eventually } from '../query/query-language';
import { parsePath, selectOrFail } from '../query/reference-path';
import type { StateRun } from '../states/state-run';
import { EvaluationError } from '../states/states-error';

/** What a Map runs over: the items of its input (ItemsPath, Items), and what an iteration gets of one (ItemSelector). */
export interface ItemSource {
  items(): Eventually<JsonValue[]>;
  inputFor(item: JsonValue, index: number): Eventually<JsonValue>;
}

type Run = Pick<StateRun<MapState>, 'state' | 'view' | 'language'>;

export function itemSource(run: Run): ItemSource {
  const { state, view, language } = run;
  // Parameters is the selector's name before 2022.
  const selector = state.ItemSelector ?? state.Parameters;
  const location = state.ItemSelector === undefined ? 'Parameters' : 'ItemSelector';
  return {
    items: () => (language.name === 'JSONata' ? itemsOf(run) : itemsAt(run)),
    inputFor: (value, index) =>
      selector === undefined
        ? value
        : language.template(selector, { ...view, context: withMapItem(view.context, { index, value }) }, location),
  };
}

function itemsAt({ state, view }: Run): JsonValue[] {
  const path = state.ItemsPath ?? '$';
  const items = selectOrFail(parsePath(path), view);
  if (!Array.isArray(items)) throw new EvaluationError(`Reference path "${path}" must point to array.`);
  return items;
}

async function itemsOf({ state, view, language }: Run): Promise<JsonValue[]> {
  const { Items } = state;
  const items =
    Items === undefined
      ? view.input
      : typeof Items === 'string'
        ? await evaluateAs('array', Items, 'Items', view)
        : await language.template(Items, view, 'Items');
  if (Array.isArray(items)) return items;
  const message = `Map state input must be an array but was: ${JSON.stringify(items)}`;
  throw new EvaluationError(message, 'States.QueryEvaluationError');
}
