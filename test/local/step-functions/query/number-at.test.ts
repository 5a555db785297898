import { floatAt, integerAt } from '../../../../local/step-functions/query/number-at';
import { viewOf } from '../../../../local/step-functions/query/view';

describe('the number that a path refers to', () => {
  test.each([
    [integerAt, 3, 3],
    [integerAt, 0, 0],
    [integerAt, -2, -2],
    [integerAt, '12', 12],
    [integerAt, '-1', -1],
    [integerAt, '2.0', 2],
    [floatAt, 12.5, 12.5],
    [floatAt, '12.5', 12.5],
    [floatAt, 3, 3],
  ])('%# of %j is %j', (at, n, expected) => {
    expect(at('CountPath', '$.n', viewOf({ n }))).toBe(expected);
  });

  test('may be in a variable or the context object', () => {
    const view = viewOf({}, { State: { RetryCount: 4 } }, { most: 5 });
    expect([integerAt('P', '$most', view), integerAt('P', '$$.State.RetryCount', view)]).toEqual([5, 4]);
  });

  test.each([
    [integerAt, 1.5, '"1.5" which is not a valid integer'],
    [integerAt, '1.5', '"1.5" which is not a valid integer'],
    [integerAt, 'two', '"two" which is not a valid integer'],
    [integerAt, '', '"" which is not a valid integer'],
    [integerAt, ' 1', '" 1" which is not a valid integer'],
    [integerAt, null, '"null" which is not a valid integer'],
    [integerAt, true, '"true" which is not a valid integer'],
    [integerAt, { a: 1 }, '"{"a":1}" which is not a valid integer'],
    [floatAt, 'x', '"x" which is not a valid float'],
    [floatAt, [1], '"[1]" which is not a valid float'],
  ])('%# of %j is refused', (at, n, message) => {
    expect(() => at('CountPath', '$.n', viewOf({ n }))).toThrow(`The CountPath field refers to value ${message}: $.n`);
  });

  test('is refused when it is not there', () => {
    expect(() => integerAt('P', '$.n', viewOf({}))).toThrow("Invalid path '$.n' : No results for path: $['n']");
  });
});
