import { MapState } from '../../../../local/step-functions/definition/definition';
import { itemSource } from '../../../../local/step-functions/map/item-source';
import { jsonataLanguage } from '../../../../local/step-functions/query/jsonata-language';
import { jsonPathLanguage } from '../../../../local/step-functions/query/json-path-language';
import type { JsonValue } from '../../../../local/step-functions/json';
import { viewOf } from '../../../../local/step-functions/query/view';

/** What a Map with these fields runs over, and what its first iteration gets. */
async function sourceOf(fields: object, input: JsonValue, language = jsonPathLanguage) {
  const ItemProcessor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  const state = MapState.parse({ Type: 'Map', ItemProcessor, End: true, ...fields });
  const source = itemSource({ state, language, view: viewOf(input, { State: { Name: 'Each' } }, { outer: 'o' }) });
  const items = await source.items();
  return { items, first: items[0] === undefined ? undefined : await source.inputFor(items[0], 0) };
}

describe('the items of a Map', () => {
  test.each<[object, JsonValue, JsonValue[], JsonValue]>([
    [{}, [1, 2], [1, 2], 1],
    [{ ItemsPath: '$.list' }, { list: ['a'] }, ['a'], 'a'],
    [{ ItemsPath: '$.list[*].n' }, { list: [{ n: 1 }, { n: 2 }] }, [1, 2], 1],
    [
      { ItemSelector: { 'v.$': '$$.Map.Item.Value', 'all.$': '$', 'outer.$': '$outer' } },
      [7],
      [7],
      { v: 7, all: [7], outer: 'o' },
    ],
    [{ ItemSelector: 'fixed' }, [7], [7], 'fixed'],
    [{ Parameters: { 'i.$': '$$.Map.Item.Index', 'in.$': '$$.State.Name' } }, [7], [7], { i: 0, in: 'Each' }],
  ])('%j of %j in JSONPath', async (fields, input, items, first) => {
    expect(await sourceOf(fields, input)).toEqual({ items, first });
  });

  test.each<[object, JsonValue, JsonValue[], JsonValue]>([
    [{}, [1, 2], [1, 2], 1],
    [{ Items: '{% $states.input.list %}' }, { list: ['a'] }, ['a'], 'a'],
    [{ Items: ['{% $outer %}', 2] }, null, ['o', 2], 'o'],
    [{ ItemSelector: { v: '{% $states.context.Map.Item.Value %}', of: '{% $outer %}' } }, [7], [7], { v: 7, of: 'o' }],
  ])('%j of %j in JSONata', async (fields, input, items, first) => {
    expect(await sourceOf(fields, input, jsonataLanguage)).toEqual({ items, first });
  });

  test.each<[object, JsonValue, string]>([
    [{}, { a: 1 }, 'Reference path "$" must point to array.'],
    [{ ItemsPath: '$.a' }, { a: 'text' }, 'Reference path "$.a" must point to array.'],
  ])('are none: %j of %j', async (fields, input, message) => {
    await expect(sourceOf(fields, input)).rejects.toThrow(message);
  });
});
