import {
  compile,
  evaluateExpression,
  expressionIn,
  type States,
} from '../../../../local/step-functions/query/jsonata-expression';
import type { JsonObject, JsonValue } from '../../../../local/step-functions/json';

describe('expressionIn', () => {
  test.each([
    ['{% 1 %}', '1'],
    ['{%1%}', '1'],
    ['{%\n  $a +\n  $b\n%}', '$a +\n  $b'],
    ['{% "{% no end %}" %}', '"{% no end %}"'],
    [' {% 1 %}', undefined],
    ['{% 1 %} ', undefined],
    ['{% 1', undefined],
    ['{% %', undefined],
    ['', undefined],
    ['1', undefined],
  ])('%j: %j', (text, expected) => {
    expect(expressionIn(text)).toBe(expected);
  });
});

test('an expression is compiled once', () => {
  expect(compile('1 + 41')).toBe(compile('1 + 41'));
  expect(() => compile('1 +')).toThrow();
});

describe('evaluateExpression', () => {
  const states: States = {
    input: { list: [{ n: 1 }, { n: 2 }], one: [{ n: 1 }], none: null },
    context: { State: { Name: 'S' } },
  };
  const value = (expression: string, variables: JsonObject = {}): Promise<JsonValue> =>
    evaluateExpression(expression, 'Output/here', states, variables);

  test.each<[string, JsonValue]>([
    ['$states.input.list.n', [1, 2]],
    // JSONata takes a list of one for its element, unless told otherwise.
    ['$states.input.one.n', 1],
    ['$states.input.one.n[]', [1]],
    ['[$states.input.one.n]', [1]],
    ['$states.input.one', [{ n: 1 }]],
    ['$states.input.list[n = 2]', { n: 2 }],
    ['$states.input.none', null],
    ['$states.context.State.Name', 'S'],
    ['$count($states.input.list)', 2],
    ['[]', []],
    ['{}', {}],
    ['$v.a', 'variable'],
    ['$sum($numbers)', 6],
    ['( $f := function($x) { $x * 2 }; $f(4) )', 8],
    ['$exists($states.result)', false],
    ['$exists($states.errorOutput)', false],
  ])('%s', async (expression, expected) => {
    expect(JSON.parse(JSON.stringify(await value(expression, { v: { a: 'variable' }, numbers: [1, 2, 3] })))).toEqual(
      expected,
    );
  });

  const where = (expression: string): string =>
    `The JSONata expression '${expression}' specified for the field 'Output/here'`;

  test.each([
    ['$states.input.nothing', ' returned nothing (undefined).'],
    ['$unknown', ' returned nothing (undefined).'],
    ['$states.result', ' returned nothing (undefined).'],
    ['function($x) { $x }', ' returned an unexpected result type.'],
    ['$sum', ' returned an unexpected result type.'],
    ['/ab/', ' returned an unexpected result type.'],
    [
      '1 + "a"',
      ' threw an error during evaluation. T2002: The right side of the "+" operator must evaluate to a number',
    ],
    ['$error("enough")', ' threw an error during evaluation. D3137: enough'],
    ['$parse("{")', ' threw an error during evaluation. '],
    ['($f := function($n) { 1 + $f($n) }; $f(1))', ' threw an error during evaluation. D1011: Stack overflow.'],
    ['$eval("1")', ' threw an error during evaluation. The function "eval" is not supported'],
    ['{"a": [$sum]}', ' returned an unexpected result type.'],
    // What JSON can't hold.
    ['1 / 0', ' returned an unexpected result type.'],
    ['0 / 0', ' returned an unexpected result type.'],
  ])('%s fails', async (expression, expected) => {
    await expect(value(expression)).rejects.toMatchObject({
      message: expect.stringContaining(where(expression) + expected) as string,
      errorName: 'States.QueryEvaluationError',
      location: 'Output/here',
    });
  });

  test('neither the input nor a variable is changed by it', async () => {
    const before = structuredClone(states.input);
    await value('$states.input ~> |list|{"n": 0}|');
    await value('($v := 2; $v)', { v: 1 });
    expect(states.input).toEqual(before);
    expect(await value('$v', { v: 1 })).toBe(1);
  });

  test('two of them run at once, each with its own variables', async () => {
    const both = ['a', 'b'].map((v) => value('$map([1..3], function($i) { $v & $i })', { v }));
    expect(JSON.stringify(await Promise.all(both))).toBe('[["a1","a2","a3"],["b1","b2","b3"]]');
  });
});
