import type { JsonValue } from '../../../../local/step-functions/json';
import { parsePath, place, select, selectOrFail } from '../../../../local/step-functions/query/reference-path';
import { viewOf } from '../../../../local/step-functions/query/view';

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
const context = { State: { Name: 'S' } };
const view = viewOf(input, context, { job: { id: 'j', parts: [7, 8] }, größe: 2 });
const at = (path: string): JsonValue | undefined => select(parsePath(path), view);

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
    ['$.list.n', undefined],
    ['$.a.toString', undefined],
    ['$.__proto__', undefined],
    ['$$', context],
    ['$$.State.Name', 'S'],
    ['$$.Nothing', undefined],
    // Variables stand beside the input: neither sees the other.
    ['$job', { id: 'j', parts: [7, 8] }],
    ['$job.id', 'j'],
    ['$job.parts[1]', 8],
    ['$job.parts[*]', [7, 8]],
    ['$größe', 2],
    ['$other', undefined],
    ['$.job', undefined],
    ['$toString', undefined],
    // Richer than one place: a list, empty when nothing fits.
    ['$.list[*].n', [1, 5]],
    ['$..of', ['a', 'b']],
    ['$.list[?(@.n > 1)].of', ['b']],
    ['$.a.b[0:2]', [10, 20]],
    ['$.list[?(@.n > 9)]', []],
    ['$.list.length()', 2],
    ['$.list[*].n.length()', 2],
    ['$.delivery-partner.length()', 1],
    ['$.a.length()', undefined],
  ])('%s', (path, expected) => {
    expect(at(path)).toEqual(expected);
  });

  test('finds nothing but an empty list in what has no fields', () => {
    expect(select(parsePath('$.a[*]'), viewOf('text'))).toEqual([]);
    expect(select(parsePath('$[*]'), viewOf(null))).toEqual([]);
  });

  test('never runs a filter as JavaScript', () => {
    expect(() => at("$.list[?(constructor.constructor('return process')())]")).toThrow();
  });
});

test.each(['a.b', '', '$.', '$a.', '$[', '$..', '$-a', '$1', '$$$', '$a b'])('%j is no path', (text) => {
  expect(() => parsePath(text)).toThrow(SyntaxError);
});

describe('selectOrFail', () => {
  test.each([
    ['$.no', "Invalid path '$.no' : No results for path: $['no']"],
    ['$.a.no', "Invalid path '$.a.no' : No results for path: $['a']['no']"],
    ['$.a.no.more', "Invalid path '$.a.no.more' : Missing property in path $['a']['no']"],
    ['$.a.b[7]', "Invalid path '$.a.b[7]' : No results for path: $['a']['b'][7]"],
  ])('%s', (path, message) => {
    expect(() => selectOrFail(parsePath(path), view)).toThrow(message);
  });

  test('lets null pass', () => {
    expect(selectOrFail(parsePath('$.v'), viewOf({ v: null }))).toBeNull();
  });
});

describe('place', () => {
  const put = (path: string, into: JsonValue): JsonValue => place(parsePath(path), into, 'new');

  test.each<[string, JsonValue, JsonValue]>([
    ['$', { a: 1 }, 'new'],
    ['$.a', { b: 1 }, { b: 1, a: 'new' }],
    ['$.a.b.c', {}, { a: { b: { c: 'new' } } }],
    ['$.a.b', { a: { b: 1, c: 2 } }, { a: { b: 'new', c: 2 } }],
    ['$.a[1]', { a: [1, 2] }, { a: [1, 'new'] }],
    ['$.a[-1]', { a: [1, 2] }, { a: [1, 'new'] }],
    ['$.a[0].b', { a: [{ c: 1 }] }, { a: [{ c: 1, b: 'new' }] }],
  ])('%s', (path, into, expected) => {
    const before = structuredClone(into);
    expect(put(path, into)).toEqual(expected);
    expect(into).toEqual(before);
  });

  test('copies only what lies on the way', () => {
    const kept = { big: true };
    const placed = place(parsePath('$.x.y'), { kept, x: {} }, 1);
    expect(placed).toHaveProperty('kept', kept);
    expect(Object.values(placed as object)[0]).toBe(kept);
  });

  test('keeps __proto__ an ordinary name', () => {
    expect(Object.keys(put('$.__proto__', {}) as object)).toEqual(['__proto__']);
    expect(({} as { new?: unknown }).new).toBeUndefined();
  });

  test.each<[string, JsonValue]>([
    ['$.a', [1]],
    ['$.a', 'text'],
    ['$.a.b', { a: 1 }],
    ['$.a.b', { a: null }],
    ['$.a[2]', { a: [1] }],
    ['$.a[0]', { a: {} }],
  ])('%s has no place in %j', (path, into) => {
    expect(() => put(path, into)).toThrow(`Unable to apply ReferencePath ${path} to input ${JSON.stringify(into)}`);
  });
});
