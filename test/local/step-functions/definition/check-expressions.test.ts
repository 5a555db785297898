import { only, problemsOf, work } from '../engine';

const pass = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
const distributed = { Type: 'Map', ItemProcessor: { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED' } } };
const wrong = { 'b.$': 'States.No()' };

describe('the expressions of a template', () => {
  test.each<[string, object]>([
    ['Parameters/b.$', { Type: 'Pass', Parameters: wrong }],
    ['Parameters/a/0/b.$', { Type: 'Pass', Parameters: { a: [wrong] } }],
    ['Parameters/0/b.$', { Type: 'Parallel', Branches: [pass], Parameters: [wrong] }],
    ['ResultSelector/b.$', { Type: 'Task', Resource: work, ResultSelector: wrong }],
    ['Assign/b.$', { Type: 'Pass', Assign: wrong }],
    [
      'Catch/0/Assign/b.$',
      { Type: 'Task', Resource: work, Catch: [{ ErrorEquals: ['X'], Assign: wrong, Next: 'Only' }] },
    ],
    ['ItemSelector/b.$', { Type: 'Map', ItemProcessor: pass, ItemSelector: wrong }],
    [
      'ItemReader/Parameters/b.$',
      { ...distributed, ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: wrong } },
    ],
    ['ItemBatcher/BatchInput/b.$', { ...distributed, ItemBatcher: { BatchInput: wrong } }],
    ['ResultWriter/Parameters/b.$', { ...distributed, ResultWriter: { Parameters: wrong } }],
  ])('are checked in %s', (place, state) => {
    expect(problemsOf(only(state))).toEqual([
      `/States/Only/${place}: The value for the field 'b.$' must be a valid JSONPath or a valid intrinsic function call`,
    ]);
  });

  test.each<[string, unknown]>([
    ['a function within a function', "States.Format('{}', States.No())"],
    ['a path that begins nowhere', 'a.b'],
    ['a path that ends too early', '$.a.'],
    ['no text at all', 1],
    ['a template where a path belongs', { 'c.$': '$.c' }],
  ])('are not %s', (_, expression) => {
    expect(problemsOf(only({ Type: 'Pass', Parameters: { 'a.$': expression } }))).toHaveLength(1);
  });

  test('may be paths, context paths, variables and functions', () => {
    const Parameters = {
      'a.$': '$',
      'b.$': '$$.State.Name',
      'c.$': '$v.a[0]',
      'd.$': 'States.Array($.a, States.UUID())',
    };
    expect(problemsOf(only({ Type: 'Pass', Parameters }))).toEqual([]);
  });

  test('of a Result are none', () => {
    expect(problemsOf(only({ Type: 'Pass', Result: wrong }))).toEqual([]);
  });
});
