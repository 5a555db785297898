import { isExpression } from '../../../../local/step-functions/definition/check-expressions';
import type { JsonValue } from '../../../../local/step-functions/json';
import { seeded } from '../../../../local/step-functions/query/intrinsics';
import { evaluate } from '../../../../local/step-functions/query/payload-template';
import { EvaluationError } from '../../../../local/step-functions/states/states-error';
import { viewOf } from '../../../../local/step-functions/query/view';

const input = {
  list: [1, 2, 2, { a: 1 }, { a: 1 }],
  text: 'a,b;c',
  n: 2,
  o: { a: 1, b: { c: 2 } },
  p: { b: 3 },
  braces: '{}-{}',
  long: 'x'.repeat(10_001),
};
const context = { State: { Name: 'Here' } };
const value = (expression: string): JsonValue => evaluate(expression, 'field.$', viewOf(input, context, { seen: 3 }));

function nameOf(fail: () => unknown): string | undefined {
  try {
    fail();
  } catch (error) {
    return error instanceof EvaluationError ? error.errorName : String(error);
  }
  return undefined;
}

describe('intrinsic functions', () => {
  test.each<[string, JsonValue]>([
    ["States.Format('{} of {}', $.n, States.ArrayLength($.list))", '2 of 5'],
    ["States.Format('\\{{}\\} it\\'s', 'x')", "{x} it's"],
    ["States.Format('{} {} {}', $.o, States.Array(1, 'a'), null)", '{a=1, b={c=2}} [1, a] null'],
    ['States.Format($.braces, $$.State.Name, true)', 'Here-true'],
    ["States.Format('{}, {}', $seen, 'it\\'s \\\\')", "3, it's \\"],
    ['States.StringToJson(\'{"a": [1]}\')', { a: [1] }],
    ["States.StringToJson('  ')", null],
    ["States.StringToJson('3')", 3],
    ["States.JsonToString('a')", '"a"'],
    ["States.StringToJson('')", null],
    ['States.JsonToString($.o)', '{"a":1,"b":{"c":2}}'],
    ["States.Array(1, 'two', $.n, null, -1.5, false)", [1, 'two', 2, null, -1.5, false]],
    ['States.Array()', []],
    ['States.ArrayPartition($.list, 2)', [[1, 2], [2, { a: 1 }], [{ a: 1 }]]],
    ['States.ArrayContains($.list, $.list[3])', true],
    ['States.ArrayContains($.list, 3)', false],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayContains($.list, 1)', true],
    ["States.ArrayContains($.list, '1')", false],
    ['States.ArrayRange(3, 0, -2)', [3, 1]],
    ['States.ArrayRange(1, 1, 1)', [1]],
    ['States.ArrayRange(2, 1, 1)', []],
    ['States.ArrayRange(1, 1000, 1)', Array.from({ length: 1000 }, (_, index) => index + 1)],
    ['States.ArrayPartition(States.Array(), 2)', []],
    ['States.ArrayPartition(States.Array(1, 2), 5)', [[1, 2]]],
    ['States.ArrayGetItem($.list, 0)', 1],
    ['States.ArrayGetItem($.list, 3)', { a: 1 }],
    ['States.ArrayUnique($.list)', [1, 2, { a: 1 }]],
    ["States.Base64Encode('frame')", 'ZnJhbWU='],
    ["States.Base64Decode('ZnJhbWU=')", 'frame'],
    ['States.JsonMerge($.o, $.p, false)', { a: 1, b: 3 }],
    ['States.MathAdd($.n, -1)', 1],
    ['States.MathAdd(-1.5, 0)', -1],
    ['States.MathAdd(1.5, 1.4)', 3],
    ['States.MathAdd(-0.4, 0)', 0],
    ["States.StringSplit('a,,b,', ',')", ['a', 'b']],
    ["States.StringSplit('ab', '')", ['ab']],
    ["States.StringSplit('ab', ',')", ['ab']],
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
    // What isn't a text is hashed as its JSON.
    expect(value("States.Hash($.o, 'MD5')")).toBe(value(`States.Hash('{"a":1,"b":{"c":2}}', 'MD5')`));
  });

  test('States.MathRandom stays in its range and repeats for a seed', () => {
    for (let i = 0; i < 50; i++) expect([3, 4]).toContain(value('States.MathRandom(3, 5)'));
    expect(value('States.MathRandom(0, 1000, 7)')).toBe(value('States.MathRandom(0, 1000, 7)'));
    const seeds = Array.from({ length: 200 }, (_, seed) => seeded(seed));
    expect(seeds.every((number) => number >= 0 && number < 1)).toBe(true);
    expect(new Set(seeds).size).toBe(200);
  });

  test('States.UUID is random', () => {
    expect(value('States.UUID()')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
    expect(value('States.UUID()')).not.toBe(value('States.UUID()'));
  });

  test('fail with States.IntrinsicFailure, naming the call', () => {
    const fail = (): unknown => value("States.Format('{}', States.ArrayGetItem($.list, 9))");
    const message =
      "The function 'States.ArrayGetItem($.list, 9)' had the following error: Index 9 is out of bounds for an array of 5";
    expect(fail).toThrow(new EvaluationError(message, 'States.IntrinsicFailure'));
    expect(nameOf(fail)).toBe('States.IntrinsicFailure');
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
    ['States.ArrayLength()', 'Invalid number of arguments: 0, expected 1'],
    ["States.MathRandom('a')", 'Invalid number of arguments: 1, expected 2 to 3'],
    ['States.MathRandom(2, 2)', 'The end (2) must be greater than the start (2)'],
    ['States.UUID(1)', 'Invalid number of arguments: 1, expected 0'],
    ['States.ArrayGetItem($.list, -1)', 'Index -1 is out of bounds'],
    ['States.ArrayRange(1, 9, 0)', 'The step must not be zero'],
    ['States.ArrayRange(1, 1001, 1)', 'The range has 1001 numbers, the limit is 1000'],
    ['States.Base64Encode($.long)', 'at most 10000 characters'],
    ['States.Base64Decode($.long)', 'at most 10000 characters'],
    ['States.JsonMerge($.o, $.n, false)', 'Invalid argument 2: expected an object, got 2'],
    ['States.StringSplit($.n, 1)', 'Invalid argument 1: expected a string, got 2'],
    [
      'States.ArrayLength($.nothing)',
      "The JsonPath argument for the field '$.nothing' could not be found in the input",
    ],
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
    ['$a', true],
    ['$a b', false],
    ['$$.State.Name', true],
    ['$name.a[0]', true],
    ["States.Array($.a['x,y)'], 1)", true],
    ['States.Array(1 2)', false],
    ["States.Array('a)", false],
    ["States.Array($.a['x)", false],
    ['States.Array(1,)', false],
    ['', false],
  ])('%s is an expression: %s', (text, expected) => {
    expect(isExpression(text)).toBe(expected);
  });
});
