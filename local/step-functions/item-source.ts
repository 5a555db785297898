import { withMapItem } from './context-object';
import type { MapState } from './definition';
import type { JsonObject, JsonValue } from './json';
import { fillTemplate } from './payload-template';
import { parsePath, selectOrFail } from './reference-path';
import { EvaluationError } from './states-error';

/** What a Map runs over: the items of its input (ItemsPath), and what an iteration gets of one (ItemSelector). */
export interface ItemSource {
  items(): JsonValue[];
  inputFor(item: JsonValue, index: number): JsonValue;
}

export function itemSource(state: MapState, input: JsonValue, context: JsonObject): ItemSource {
  // Parameters is the selector's name before 2022.
  const selector = state.ItemSelector ?? state.Parameters;
  return {
    items() {
      const path = state.ItemsPath ?? '$';
      const items = selectOrFail(parsePath(path), input, context);
      if (!Array.isArray(items)) throw new EvaluationError(`Reference path "${path}" must point to array.`);
      return items;
    },
    inputFor: (value, index) =>
      selector === undefined ? value : fillTemplate(selector, input, withMapItem(context, { index, value })),
  };
}
