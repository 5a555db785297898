import { jsonPathLanguage } from '../../../../local/step-functions/query/json-path-language';
import { viewOf } from '../../../../local/step-functions/query/view';
import { Engine, only, work } from '../engine';

describe('a number in JSONPath', () => {
  const view = viewOf({ n: 3, half: '0.5' });

  test.each([
    [{ Limit: 2 }, 2],
    [{ Limit: 0 }, 0],
    [{ LimitPath: '$.n' }, 3],
    [{}, undefined],
  ])('of %j is %j', async (fields, expected) => {
    expect(await jsonPathLanguage.integer(fields, 'Limit', view)).toBe(expected);
    expect(await jsonPathLanguage.float(fields, 'Limit', view)).toBe(expected);
  });

  test('may be a fraction where the field takes one', async () => {
    expect(await jsonPathLanguage.float({ LimitPath: '$.half' }, 'Limit', view)).toBe(0.5);
    expect(() => jsonPathLanguage.integer({ LimitPath: '$.half' }, 'Limit', view)).toThrow(
      'The LimitPath field refers to value "0.5" which is not a valid integer: $.half',
    );
  });
});

describe('a state with every field', () => {
  const calls: unknown[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: ({ parameters }) => {
          calls.push(parameters);
          return Promise.resolve({ did: parameters, rest: true });
        },
      },
    });
  });
  beforeEach(() => void (calls.length = 0));
  afterAll(() => engine.close());

  const task = (fields: object): object => ({ Type: 'Task', Resource: work, ...fields });

  describe('in JSONPath', () => {
    const fields = {
      InputPath: '$.job',
      Parameters: { 'n.$': '$.n' },
      ResultSelector: { 'kept.$': '$.did.n' },
      Assign: { 'selected.$': '$', 'retries.$': '$$.State.RetryCount' },
      ResultPath: '$.job.result',
      OutputPath: '$.job',
    };

    test('evaluates them in their order', async () => {
      const { output, events } = await engine.run(only(task(fields)), { job: { n: 5 }, other: 1 });
      expect(calls).toEqual([{ n: 5 }]);
      // ResultPath goes into the whole input, not into what InputPath left of it.
      expect(output).toEqual({ n: 5, result: { kept: 5 } });
      // Assign sees what ResultSelector gives, and not what becomes of it.
      expect(events.at(-2)?.stateExitedEventDetails?.assignedVariables).toEqual({
        selected: '{"kept":5}',
        retries: '0',
      });
    });

    test.each([
      ['no input when InputPath is null', { InputPath: null }, {}, { did: {}, rest: true }],
      ['the input when ResultPath is null', { ResultPath: null }, { a: 1 }, { a: 1 }],
      ['no output when OutputPath is null', { OutputPath: null }, { a: 1 }, {}],
      ['the result when ResultPath is $', { ResultPath: '$' }, { a: 1 }, { did: { a: 1 }, rest: true }],
      ['a part of the result, which OutputPath takes', { OutputPath: '$.did' }, { a: 1 }, { a: 1 }],
      ['null Parameters', { Parameters: null }, null, { did: null, rest: true }],
      ['literal Parameters', { Parameters: 'just text' }, 'just text', { did: 'just text', rest: true }],
    ])('%s', async (_, more, parameters, expected) => {
      const { output } = await engine.run(only(task(more)), { a: 1 });
      expect([calls, output]).toEqual([[parameters], expected]);
    });

    test.each([
      [{ InputPath: '$.no' }, "Invalid path '$.no' : No results for path: $['no']", 0],
      [{ Parameters: { 'a.$': '$.no' } }, "The JSONPath '$.no' specified for the field 'a.$' could not be found in the input '{\"a\":1}'", 0], // prettier-ignore
      [
        { ResultSelector: { 'a.$': '$.no' } },
        "specified for the field 'a.$' could not be found in the input '{\"did\":",
        1,
      ],
      [{ Assign: { 'a.$': '$.no' } }, "specified for the field 'a.$' could not be found in the input '{\"did\":", 1],
      [{ OutputPath: '$.no' }, "Invalid path '$.no' : No results for path: $['no']", 1],
    ])('fails when %j leads nowhere', async (more, message, called) => {
      const { error, cause, types } = await engine.run(only(task(more)), { a: 1 });
      expect(error).toBe('States.Runtime');
      expect(cause).toContain("An error occurred while executing the state 'Only' (entered at the event id #2). ");
      expect(cause).toContain(message);
      expect(calls).toHaveLength(called);
      expect(types.at(-1)).toBe(`ExecutionFailed<${called === 0 ? 2 : 5}`);
    });
  });

  describe('in JSONata', () => {
    const inJsonata = (fields: object): object => ({ QueryLanguage: 'JSONata', ...only(task(fields)) });

    test('evaluates them in their order', async () => {
      const { output, events } = await engine.run(
        inJsonata({
          Arguments: { n: '{% $states.input.job.n %}', list: ['{% 1 + 1 %}', 'text', null] },
          Assign: { given: '{% $states.result.did.n %}', input: '{% $states.input %}' },
          Output: { of: '{% $states.context.State.Name %}', n: '{% $states.result.did.n + $states.input.job.n %}' },
        }),
        { job: { n: 5 } },
      );
      expect(calls).toEqual([{ n: 5, list: [2, 'text', null] }]);
      expect(output).toEqual({ of: 'Only', n: 10 });
      expect(events.at(-2)?.stateExitedEventDetails?.assignedVariables).toEqual({
        given: '5',
        input: '{"job":{"n":5}}',
      });
    });

    test('gives its task the input, and gives the result, when they say nothing', async () => {
      const { output } = await engine.run(inJsonata({}), { a: 1 });
      expect([calls, output]).toEqual([[{ a: 1 }], { did: { a: 1 }, rest: true }]);
    });

    test('may be one expression, or no expression at all', async () => {
      const whole = await engine.run(
        inJsonata({ Arguments: '{% $states.input.list %}', Output: '{%$states.result.did%}' }),
        {
          list: [1, 2],
        },
      );
      expect([calls, whole.output]).toEqual([[[1, 2]], [1, 2]]);
      const literal = await engine.run(inJsonata({ Arguments: 3, Output: false }));
      expect([calls[1], literal.output]).toEqual([3, false]);
    });

    test('takes $ for nothing, and JSONPath for text', async () => {
      const { output } = await engine.run(
        inJsonata({ Output: { 'a.$': '$.a', b: 'x {% 1 %}', c: '{% $exists($) %}' } }),
      );
      expect(output).toEqual({ 'a.$': '$.a', b: 'x {% 1 %}', c: false });
    });
  });

  test('a state may speak another language than its machine', async () => {
    const { output } = await engine.run(
      {
        StartAt: 'First',
        States: {
          First: { Type: 'Pass', QueryLanguage: 'JSONata', Output: { n: '{% $states.input.n + 1 %}' }, Next: 'Then' },
          Then: { Type: 'Pass', Parameters: { 'n.$': '$.n', 'sum.$': 'States.MathAdd($.n, 1)' }, End: true },
        },
      },
      { n: 1 },
    );
    expect(output).toEqual({ n: 2, sum: 3 });
  });

  test('a branch speaks the language of the machine', async () => {
    const Branches = [
      { StartAt: 'In', States: { In: { Type: 'Pass', Output: '{% $states.input & "!" %}', End: true } } },
    ];
    const { output } = await engine.run({ QueryLanguage: 'JSONata', ...only({ Type: 'Parallel', Branches }) }, 'hi');
    expect(output).toEqual(['hi!']);
  });
});
