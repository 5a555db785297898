import { isExpression } from '../../../local/step-functions/check-expressions';
import type { JsonValue } from '../../../local/step-functions/json';
import { evaluate } from '../../../local/step-functions/payload-template';

const input = {
  list: [1, 2, 2, { a: 1 }, { a: 1 }],
  text: 'a,b;c',
  n: 2,
  o: { a: 1, b: { c: 2 } },
  p: { b: 3 },
  braces: '{}-{}',
};
const context = { State: { Name: 'Here' } };
const value = (expression: string): JsonValue => evaluate(expression, 'field.$', input, context);

describe('intrinsic functions', () => {
  test.each<[string, JsonValue]>([
    ["States.Format('{} of {}', $.n, States.ArrayLength($.list))", '2 of 5'],
    ["States.Format('\\{{}\\} it\\'s', 'x')", "{x} it's"],
    ["States.Format('{} {} {}', $.o, States.Array(1, 'a'), null)", '{a=1, b={c=2}} [1, a] null'],
    ['States.Format($.braces, $$.State.Name, true)', 'Here-true'],
    ['States.StringToJson(\'{"a": [1]}\')', { a: [1] }],
    ["States.StringToJson('')", null],
    ['States.JsonToString($.o)', '{"a":1,"b":{"c":2}}'],
    ["States.Array(1, 'two', $.n, null, -1.5, false)", [1, 'two', 2, null, -1.5, false]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2, { a: 1 }], [{ a: 1 }]]],
    ['States.ArrayContains($.list, $.list[3])', true],
    ['States.ArrayContains($.list, 3)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(3, 0, -2)', [3, 1]],
    ['States.ArrayGetItem($.list, 3)', { a: 1 }],
    ['States.ArrayUnique($.list)', [1, 2, { a: 1 }]],
    ["States.Base64Encode('frame')", 'ZnJhbWU='],
    ["States.Base64Decode('ZnJhbWU=')", 'frame'],
    ['States.JsonMerge($.o, $.p, false)', { a: 1, b: 3 }],
    ['States.MathAdd($.n, -1)', 1],
    ['States.MathAdd(-1.5, 0)', -1],
    ["States.StringSplit($.text, ',;')", ['a', 'b', 'c']],
    ["States.ArrayGetItem(States.StringSplit('job/12', '/'), 1)", '12'],
    ['States.ArrayLength($.list[?(@.a == 1)])', 2],
  ])('%s', (expression, expected) => {
    expect(value(expression)).toEqual(expected);
  });

  test('States.Hash knows five algorithms', () => {
    expect(value("States.Hash('', 'MD5')")).toBe('d41d8cd98f00b204e9800998ecf8427e');
    expect(value("States.Hash('', 'SHA-1')")).toBe('da39a3ee5e6b4b0d3255bfef95601890afd80709');
    const lengths = ['SHA-256', 'SHA-384', 'SHA-512'].map(
      (name) => JSON.stringify(value(`States.Hash($.o, '${name}')`)).length - 2,
    );
    expect(lengths).toEqual([64, 96, 128]);
  });

  test('States.MathRandom stays in its range and repeats for a seed', () => {
    for (let i = 0; i < 50; i++) expect([3, 4]).toContain(value('States.MathRandom(3, 5)'));
    expect(value('States.MathRandom(0, 1000, 7)')).toBe(value('States.MathRandom(0, 1000, 7)'));
  });

  test('States.UUID is random', () => {
    expect(value('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(value('States.UUID()')).not.toBe(value('States.UUID()'));
  });

  test.each([
    ["States.Format('{}')", 'more {} than'],
    ["States.Format('no', 1)", '0 {} for 1'],
    ['States.ArrayGetItem($.list, 9)', 'Index 9 is out of bounds for an array of 5'],
    ['States.ArrayPartition($.list, 0)', 'must be a positive integer'],
    ['States.ArrayRange(0, 2000, 1)', 'the limit is 1000'],
    ["States.StringToJson('{')", 'had the following error'],
    ["States.Hash('a', 'CRC')", 'Unknown algorithm CRC'],
    ['States.JsonMerge($.o, $.p, true)', 'Deep merging is not supported'],
    ["States.MathAdd('a', 1)", 'expected a number, got "a"'],
    ['States.ArrayLength($.n)', 'expected an array, got 2'],
    ['States.ArrayLength()', 'Invalid number of arguments'],
    ['States.ArrayLength($.nothing)', "'$.nothing' could not be found"],
  ])('%s fails: %s', (expression, message) => {
    expect(() => value(expression)).toThrow(message);
  });

  test.each([
    ['States.ArrayLength($.a[?(@.b, 1)])', true],
    ['States.Nothing($.a)', false],
    ['States.Format(States.Nothing())', false],
    ["States.Format('a'", false],
    ["States.Format('a') b", false],
    ['States.Format(a)', false],
    ['just text', false],
    ['$.', false],
    ['$a', false],
    ['$$.State.Name', true],
  ])('%s is an expression: %s', (text, expected) => {
    expect(isExpression(text)).toBe(expected);
  });
});
