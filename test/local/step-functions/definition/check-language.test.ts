import { only, problemsOf, work } from '../engine';

const pass = { StartAt: 'B', States: { B: { Type: 'Pass', End: true } } };
const state = (fields: object): object => only({ Type: 'Task', Resource: work, ...fields });
const jsonata = (fields: object): object => state({ QueryLanguage: 'JSONata', ...fields });
const map = (fields: object): object => only({ Type: 'Map', ItemProcessor: pass, ...fields });
const choice = (rule: object, more: object = {}): object => ({
  StartAt: 'Only',
  States: { Only: { Type: 'Choice', Choices: [{ Next: 'End', ...rule }], ...more }, End: { Type: 'Succeed' } },
});
const distributed = { ...pass, ProcessorConfig: { Mode: 'DISTRIBUTED' } };
const notIn = (language: string, field: string, place = field): string =>
  `/States/Only/${place}: The field ${field} is not supported when the QueryLanguage is ${language}`;

describe('a JSONata state', () => {
  test('may hold expressions in every field of its own', () => {
    const fields = {
      Arguments: { a: ['{% 1 %}'] },
      Output: '{% $states.result %}',
      Assign: { a: '{% 1 %}' },
      TimeoutSeconds: '{% 5 %}',
      HeartbeatSeconds: '{% 1 %}',
      Catch: [{ ErrorEquals: ['X'], Output: '{% 1 %}', Assign: { b: '{% 2 %}' }, Next: 'Only' }],
    };
    expect(problemsOf(jsonata(fields))).toEqual([]);
    const limits = {
      MaxConcurrency: '{% 1 %}',
      ToleratedFailureCount: '{% 1 %}',
      ToleratedFailurePercentage: '{% 1.5 %}',
    };
    const items = { Items: '{% [1] %}', ItemSelector: { a: '{% $states.context.Map.Item.Value %}' } };
    const batcher = { ItemBatcher: { MaxItemsPerBatch: '{% 2 %}', BatchInput: '{% 1 %}' }, ItemProcessor: distributed };
    expect(problemsOf({ QueryLanguage: 'JSONata', ...map({ ...limits, ...items, ...batcher }) })).toEqual([]);
  });

  test.each<[string, object]>([
    ...['InputPath', 'OutputPath', 'ResultPath'].map((field): [string, object] => [field, { [field]: '$' }]),
    ...['Parameters', 'ResultSelector'].map((field): [string, object] => [field, { [field]: {} }]),
    ...['TimeoutSecondsPath', 'HeartbeatSecondsPath'].map((field): [string, object] => [field, { [field]: '$.n' }]),
  ])('has no %s', (field, fields) => {
    expect(problemsOf(jsonata(fields))).toEqual([notIn('JSONata', field)]);
  });

  test.each<[string, object]>([
    ['Result', { Type: 'Pass', Result: 1 }],
    ['SecondsPath', { Type: 'Wait', SecondsPath: '$.s' }],
    ['TimestampPath', { Type: 'Wait', TimestampPath: '$.s' }],
    ['ItemsPath', { Type: 'Map', ItemProcessor: pass, ItemsPath: '$.s' }],
    ['MaxConcurrencyPath', { Type: 'Map', ItemProcessor: pass, MaxConcurrencyPath: '$.s' }],
    ['ToleratedFailureCountPath', { Type: 'Map', ItemProcessor: pass, ToleratedFailureCountPath: '$.s' }],
    ['ToleratedFailurePercentagePath', { Type: 'Map', ItemProcessor: pass, ToleratedFailurePercentagePath: '$.s' }],
  ])('has no %s', (field, fields) => {
    expect(problemsOf(only({ QueryLanguage: 'JSONata', ...fields }))).toEqual([notIn('JSONata', field)]);
  });

  test.each([
    ['ErrorPath', { ErrorPath: '$.e' }],
    ['CausePath', { CausePath: '$.e' }],
  ])('that fails has no %s', (field, fields) => {
    const Only = { Type: 'Fail', QueryLanguage: 'JSONata', ...fields };
    expect(problemsOf({ StartAt: 'Only', States: { Only } })).toEqual([notIn('JSONata', field)]);
  });

  test.each<[string, object]>([
    ['Variable', { Variable: '$.a', IsNull: true }],
    ['And', { And: [{ Variable: '$.a', IsNull: true }] }],
    ['Or', { Or: [{ Variable: '$.a', IsNull: true }] }],
    ['Not', { Not: { Variable: '$.a', IsNull: true } }],
  ])('has no %s in a choice rule', (field, rule) => {
    expect(problemsOf(choice(rule, { QueryLanguage: 'JSONata' }))).toEqual([
      notIn('JSONata', field, `Choices/0/${field}`),
    ]);
  });

  test('has no ResultPath in its Catch, nor a path in its reader and batcher', () => {
    const Catch = [{ ErrorEquals: ['X'], ResultPath: '$', Next: 'Only' }];
    expect(problemsOf(jsonata({ Catch }))).toEqual([notIn('JSONata', 'ResultPath', 'Catch/0/ResultPath')]);
    const fields = {
      ItemProcessor: distributed,
      ItemReader: { Resource: 'arn:aws:states:::s3:getObject', Parameters: {}, ReaderConfig: { MaxItemsPath: '$.m' } },
      ItemBatcher: { MaxItemsPerBatchPath: '$.m' },
      ResultWriter: { Parameters: {} },
    };
    expect(problemsOf({ QueryLanguage: 'JSONata', ...map(fields) })).toEqual([
      notIn('JSONata', 'MaxItemsPath', 'ItemReader/ReaderConfig/MaxItemsPath'),
      notIn('JSONata', 'Parameters', 'ItemReader/Parameters'),
      notIn('JSONata', 'MaxItemsPerBatchPath', 'ItemBatcher/MaxItemsPerBatchPath'),
      notIn('JSONata', 'Parameters', 'ResultWriter/Parameters'),
    ]);
  });

  test.each<[string, object]>([
    ['Arguments', { Arguments: '{% 1 + %}' }],
    ['Arguments/a/1', { Arguments: { a: [1, '{% 1 + %}'] } }],
    ['Output/b', { Output: { b: '{% 1 + %}' } }],
    ['Assign/v', { Assign: { v: '{% 1 + %}' } }],
    ['TimeoutSeconds', { TimeoutSeconds: '{% 1 + %}' }],
    ['Catch/0/Output', { Catch: [{ ErrorEquals: ['X'], Output: '{% 1 + %}', Next: 'Only' }] }],
  ])('is refused with malformed JSONata in %s', (place, fields) => {
    expect(problemsOf(jsonata(fields))).toEqual([
      `/States/Only/${place}: The JSONata expression '1 +' is not well formed: Unexpected end of expression`,
    ]);
  });

  test('is refused with a malformed condition', () => {
    expect(problemsOf(choice({ Condition: '{% ) %}' }, { QueryLanguage: 'JSONata' })).join()).toMatch(
      /^\/States\/Only\/Choices\/0\/Condition: The JSONata expression '\)' is not well formed: /,
    );
  });

  test.each(['a-b', '1a', '', 'states', 'a.b', 'x'.repeat(81)])('assigns no variable called %j', (name) => {
    expect(problemsOf(jsonata({ Assign: { ok: 1, [name]: 1 } }))).toEqual([
      `/States/Only/Assign/${name}: '${name}' can't be the name of a variable`,
    ]);
  });

  test('may hold what would be malformed, were it an expression', () => {
    expect(problemsOf(jsonata({ Output: 'see {% 1 + %}', Arguments: { 'a.$': 'no path' } }))).toEqual([]);
  });
});

describe('a JSONPath state', () => {
  test.each(['Arguments', 'Output'])('has no %s', (field) => {
    expect(problemsOf(state({ [field]: {} }))).toEqual([notIn('JSONPath', field)]);
  });

  test('has no Items, no Condition, and no Output in a Catch or a choice rule', () => {
    expect(problemsOf(map({ Items: [] }))).toEqual([notIn('JSONPath', 'Items')]);
    expect(problemsOf(choice({ Condition: true }))).toEqual([notIn('JSONPath', 'Condition', 'Choices/0/Condition')]);
    expect(problemsOf(choice({ Or: [{ Not: { Condition: true } }] }))).toEqual([
      notIn('JSONPath', 'Condition', 'Choices/0/Or/0/Not/Condition'),
    ]);
    expect(problemsOf(choice({ Variable: '$.a', IsNull: true, Output: 1 }))).toEqual([
      notIn('JSONPath', 'Output', 'Choices/0/Output'),
    ]);
    expect(problemsOf(state({ Catch: [{ ErrorEquals: ['X'], Output: 1, Next: 'Only' }] }))).toEqual([
      notIn('JSONPath', 'Output', 'Catch/0/Output'),
    ]);
  });

  test.each<[string, object]>([
    ['TimeoutSeconds', state({ TimeoutSeconds: '{% 5 %}' })],
    ['Seconds', only({ Type: 'Wait', Seconds: '{% 5 %}' })],
    ['MaxConcurrency', map({ MaxConcurrency: '{% 5 %}' })],
  ])('has no expression for %s', (field, definition) => {
    expect(problemsOf(definition)).toEqual([
      `/States/Only/${field}: The field ${field} must be a number when the QueryLanguage is JSONPath`,
    ]);
  });

  test('may assign what looks like an expression', () => {
    expect(problemsOf(state({ Assign: { a: '{% 1 + %}' } }))).toEqual([]);
  });

  test('assigns variables whose names end with .$ where a path gives them', () => {
    expect(problemsOf(state({ Assign: { 'a.$': '$.a', _b1: 1, größe: 2, ['x'.repeat(80)]: 3 } }))).toEqual([]);
    expect(problemsOf(state({ Assign: { 'states.$': '$.a' } }))).toEqual([
      "/States/Only/Assign/states.$: 'states' can't be the name of a variable",
    ]);
  });

  test('has no place in a JSONata machine', () => {
    expect(problemsOf({ QueryLanguage: 'JSONata', ...state({ QueryLanguage: 'JSONPath' }) })).toEqual([
      '/States/Only/QueryLanguage: A JSONata state machine has no JSONPath states',
    ]);
    expect(problemsOf({ QueryLanguage: 'JSONPath', ...jsonata({ Arguments: 1 }) })).toEqual([]);
  });

  test('is what a state in a branch is, unless it or the machine says otherwise', () => {
    const Branches = [{ StartAt: 'B', States: { B: { Type: 'Pass', Output: 1, End: true } } }];
    const definition = only({ Type: 'Parallel', Branches });
    expect(problemsOf(definition)).toEqual([
      '/States/Only/Branches/0/States/B/Output: The field Output is not supported when the QueryLanguage is JSONPath',
    ]);
    expect(problemsOf({ QueryLanguage: 'JSONata', ...definition })).toEqual([]);
  });
});
