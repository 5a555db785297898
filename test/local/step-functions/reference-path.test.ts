import type { JsonValue } from '../../../local/step-functions/json';
import { parsePath, place, select } from '../../../local/step-functions/reference-path';

const input: JsonValue = {
  a: { b: [10, 20, { c: 'x' }] },
  'odd name': 1,
  "it's": 2,
  'delivery-partner': 'U',
  list: [
    { n: 1, of: 'a' },
    { n: 5, of: 'b' },
  ],
};
const at = (path: string): JsonValue | undefined => select(parsePath(path), input, { State: { Name: 'S' } });

describe('select', () => {
  test.each<[string, JsonValue | undefined]>([
    ['$', input],
    ['$.a.b[0]', 10],
    ['$.a.b[-1].c', 'x'],
    ["$['a']['b'][1]", 20],
    ['$["odd name"]', 1],
    ["$['it\\'s']", 2],
    ['$.delivery-partner', 'U'],
    ['$.a.b.c', undefined],
    ['$.a.b[9]', undefined],
    ['$.a.toString', undefined],
    ['$.__proto__', undefined],
    ['$$.State.Name', 'S'],
    // Richer than one place: a list, empty when nothing fits.
    ['$.list[*].n', [1, 5]],
    ['$..of', ['a', 'b']],
    ['$.list[?(@.n > 1)].of', ['b']],
    ['$.a.b[0:2]', [10, 20]],
    ['$.list[?(@.n > 9)]', []],
    ['$.list.length()', 2],
    ['$.list[*].n.length()', 2],
  ])('%s', (path, expected) => {
    expect(at(path)).toEqual(expected);
  });

  test('never runs a filter as JavaScript', () => {
    expect(() => at("$.list[?(constructor.constructor('return process')())]")).toThrow();
  });
});

describe('place', () => {
  const put = (path: string, into: JsonValue): JsonValue => place(parsePath(path), into, 'new');

  test.each<[string, JsonValue, JsonValue]>([
    ['$.a', { b: 1 }, { b: 1, a: 'new' }],
    ['$.a.b.c', {}, { a: { b: { c: 'new' } } }],
    ['$.a.b', { a: { b: 1, c: 2 } }, { a: { b: 'new', c: 2 } }],
    ['$.a[1]', { a: [1, 2] }, { a: [1, 'new'] }],
  ])('%s', (path, into, expected) => {
    const before = structuredClone(into);
    expect(put(path, into)).toEqual(expected);
    expect(into).toEqual(before);
  });

  test('copies only what lies on the way', () => {
    const kept = { big: true };
    const placed = place(parsePath('$.x.y'), { kept, x: {} }, 1);
    expect((placed as { kept: unknown }).kept).toBe(kept);
  });

  test('keeps __proto__ an ordinary name', () => {
    expect(Object.keys(put('$.__proto__', {}) as object)).toEqual(['__proto__']);
    expect(({} as { new?: unknown }).new).toBeUndefined();
  });

  test.each<[string, JsonValue]>([
    ['$.a', [1]],
    ['$.a.b', { a: 1 }],
    ['$.a[2]', { a: [1] }],
  ])('%s has no place in %j', (path, into) => {
    expect(() => put(path, into)).toThrow(`Unable to apply ReferencePath ${path}`);
  });
});
