import { Engine, only } from '../engine';

describe('Pass', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  const input = { a: { b: 1 }, list: [1, 2] };
  test.each([
    ['hands its input on', {}, input],
    ['takes what InputPath leaves', { InputPath: '$.a' }, { b: 1 }],
    ['takes nothing when InputPath is null', { InputPath: null }, {}],
    ['gives its Result', { Result: [1] }, [1]],
    ['gives a null Result', { Result: null, ResultPath: '$.r' }, { ...input, r: null }],
    ['fills in Parameters', { Parameters: { 'c.$': '$.a.b', d: [{ 'e.$': '$.list[1]' }] } }, { c: 1, d: [{ e: 2 }] }],
    ['puts its Result where ResultPath says', { Result: 7, ResultPath: '$.x.y' }, { ...input, x: { y: 7 } }],
    [
      'combines with its whole input, not with what InputPath left',
      { InputPath: '$.a', ResultPath: '$.r' },
      { ...input, r: { b: 1 } },
    ],
    ['drops its result when ResultPath is null', { Result: 7, ResultPath: null }, input],
    ['filters last with OutputPath', { Result: 7, ResultPath: '$.a.c', OutputPath: '$.a' }, { b: 1, c: 7 }],
    ['gives nothing when OutputPath is null', { OutputPath: null }, {}],
    ['gives null Parameters', { Parameters: null }, null],
    ['calls functions', { Parameters: { 'n.$': 'States.ArrayLength($.list)' } }, { n: 2 }],
    ['takes the whole input for $', { Parameters: { 'all.$': '$' } }, { all: input }],
    ['prefers its Result to its Parameters', { Parameters: { a: 1 }, Result: 2 }, 2],
    ['reads the context object', { Parameters: { 'name.$': '$$.State.Name' } }, { name: 'Only' }],
  ])('%s', async (_, fields, expected) => {
    const { status, output } = await engine.run(only({ Type: 'Pass', ...fields }), input);
    expect([status, output]).toEqual(['SUCCEEDED', expected]);
  });

  test.each([
    ['hands its input on', {}, input],
    ['gives its Output', { Output: { n: '{% $states.input.a.b %}', fixed: [null] } }, { n: 1, fixed: [null] }],
    ['gives a null Output', { Output: null }, null],
    ['has no result', { Output: '{% $exists($states.result) %}' }, false],
    ['keeps a list of one', { Output: { list: ['{% $states.input.list[0] %}'] } }, { list: [1] }],
    ['turns a list of one into its item', { Output: '{% $states.input.list[$ > 1] %}' }, 2],
  ])('%s, in JSONata', async (_, fields, expected) => {
    const { status, output } = await engine.run(only({ Type: 'Pass', QueryLanguage: 'JSONata', ...fields }), input);
    expect([status, output]).toEqual(['SUCCEEDED', expected]);
  });

  test('fails when its result has no place in the input', async () => {
    const { error, cause } = await engine.run(only({ Type: 'Pass', Result: 1, ResultPath: '$.list.x' }), { list: [] });
    expect(error).toBe('States.ResultPathMatchFailure');
    expect(cause).toContain('Unable to apply ReferencePath $.list.x to input {"list":[]}');
  });

  test('tells the state and the event in the cause when a path has no value', async () => {
    const run = await engine.run(only({ Type: 'Pass', Parameters: { 'x.$': '$.no' } }), { a: 1 });
    expect(run.error).toBe('States.Runtime');
    expect(run.cause).toBe(
      `An error occurred while executing the state 'Only' (entered at the event id #2). The JSONPath '$.no' specified for the field 'x.$' could not be found in the input '{"a":1}'`,
    );
    expect(run.types).toEqual(['ExecutionStarted<0', 'PassStateEntered<0', 'ExecutionFailed<2']);
  });

  test('names the missing property in the words of the path library', async () => {
    const { cause } = await engine.run(only({ Type: 'Pass', InputPath: '$.a.c.d' }), input);
    expect(cause).toContain("Invalid path '$.a.c.d' : Missing property in path $['a']['c']");
  });

  test('refuses an output over the payload limit', async () => {
    const { error, cause } = await engine.run(
      only({ Type: 'Pass', Parameters: { 'a.$': '$.text', 'b.$': '$.text' } }),
      { text: 'x'.repeat(200_000) },
    );
    expect(error).toBe('States.DataLimitExceeded');
    expect(cause).toContain("'Only' returned a result with a size exceeding");
  });
});
