import { evaluateExpression } from '../../../../local/step-functions/query/jsonata-expression';
import type { JsonValue } from '../../../../local/step-functions/json';

const value = async (expression: string): Promise<unknown> => {
  const states = { input: { list: [1, 2, 3, 4, 5], text: 'frame' }, context: {} };
  return JSON.parse(JSON.stringify(await evaluateExpression(expression, 'Output', states, {})));
};

describe('what Step Functions adds to JSONata', () => {
  test.each<[string, JsonValue]>([
    ['$partition($states.input.list, 2)', [[1, 2], [3, 4], [5]]],
    ['$partition($states.input.list, 2.9)', [[1, 2], [3, 4], [5]]],
    ['$partition(7, 2)', [[7]]],
    ['$range(1, 9, 4)', [1, 5, 9]],
    ['$range(3, 1, -1)', [3, 2, 1]],
    ['$range(2.7, 4.2, 1)', [2, 3, 4]],
    ['$range(1, 1, 1)', 1],
    ['$range(2, 1, 1)', []],
    ['$hash("", "MD5")', 'd41d8cd98f00b204e9800998ecf8427e'],
    ['$hash("", "SHA-1")', 'da39a3ee5e6b4b0d3255bfef95601890afd80709'],
    ['$length($hash($states.input.text, "SHA-256"))', 64],
    ['$length($hash($states.input.text, "SHA-384"))', 96],
    ['$length($hash($states.input.text, "SHA-512"))', 128],
    ['$hash({"a": 1}, "MD5") = $hash("{\\"a\\":1}", "MD5")', true],
    ['$parse("{\\"a\\": [1]}").a', [1]],
    ['$parse("null")', null],
    ['$parse("2") + 1', 3],
    ['$random(7) = $random(7)', true],
    ['$random(7) = $random(8)', false],
    ['$random(7) >= 0 and $random(7) < 1', true],
    ['$random() = $random()', false],
    ['$random() >= 0 and $random() < 1', true],
    ['$uuid() = $uuid()', false],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/).index', 0],
  ])('%s is %j', async (expression, expected) => {
    expect(await value(expression)).toEqual(expected);
  });

  test.each([
    ['$partition($states.input.list, 0)', 'The chunk size must be a positive integer, got 0'],
    ['$partition($states.input.list)', 'Argument 2 of function "partition" must be a number'],
    ['$range(1, 2)', 'Argument 3 of function "range" must be a number'],
    ['$range("a", 2, 1)', 'Argument 1 of function "range" must be a number'],
    ['$range(1, 2, 0)', 'The step must not be zero'],
    ['$range(1, 1001, 1)', 'The range has 1001 numbers, the limit is 1000'],
    ['$hash("a", "CRC")', 'Argument 2 of function "hash" must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512'],
    ['$parse({})', 'Argument 1 of function "parse" must be a string'],
    ['$parse("no json")', 'Unexpected token'],
    ['$random("a")', 'Argument 1 of function "random" must be a number'],
  ])('%s fails: %s', async (expression, message) => {
    await expect(value(expression)).rejects.toThrow(message);
  });
});
