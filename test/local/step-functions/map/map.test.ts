import { StatesError } from '../../../../local/step-functions/server';
import { Engine, hanging, only, work } from '../engine';

const graph = (state: object): object => ({ StartAt: 'Each', States: { Each: { End: true, ...state } } });
const pass = graph({ Type: 'Pass' });
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('Map', () => {
  let running = 0;
  let most = 0;
  /** Tasks end once as many of them run, and have had some turns in which more could begin. */
  let crowd = 0;
  let failures = 0;
  const hang = hanging();
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: async ({ parameters }) => {
          most = Math.max(most, ++running);
          for (let turn = 0; most < crowd && turn < 2000; turn++) await nextTurn();
          for (let turn = 0; turn < 10; turn++) await nextTurn();
          running--;
          return parameters;
        },
        'arn:aws:states:::test:failOn3': async (call) => {
          if (call.parameters === 3) throw new StatesError('Three', 'no threes');
          return hang.integration(call);
        },
        'arn:aws:states:::test:failTwice': ({ parameters }) =>
          failures++ < 2 ? Promise.reject(new StatesError('Test.Busy', 'busy')) : Promise.resolve(parameters),
      },
    });
  });
  beforeEach(() => void (most = failures = 0));
  afterAll(() => engine.close());

  test('runs over ItemsPath of InputPath, with ItemSelector seeing both the item and the input', async () => {
    const state = {
      Type: 'Map',
      InputPath: '$.job',
      ItemsPath: '$.segments',
      ItemSelector: { 'bucket.$': '$.bucket', 'n.$': '$$.Map.Item.Index', 'segment.$': '$$.Map.Item.Value' },
      ItemProcessor: pass,
      ResultPath: '$.out',
    };
    const input = { job: { bucket: 'b', segments: ['x', 'y'] } };
    const { output } = await engine.run(only(state), input);
    const out = ['x', 'y'].map((segment, n) => ({ bucket: 'b', n, segment }));
    expect(output).toEqual({ ...input, out });
  });

  test('selects of its result, and leaves what OutputPath says', async () => {
    const fields = { ResultSelector: { 'all.$': '$', 'count.$': 'States.ArrayLength($)' }, OutputPath: '$.count' };
    expect((await engine.run(only({ Type: 'Map', ItemProcessor: pass, ...fields }), [1, 2])).output).toBe(2);
  });

  test('reads the old names Iterator and Parameters', async () => {
    const state = { Type: 'Map', Iterator: pass, Parameters: { 'v.$': '$$.Map.Item.Value' } };
    expect((await engine.run(only(state), [1])).output).toEqual([{ v: 1 }]);
  });

  test('inside, the context object holds the item', async () => {
    const states = { Inner: { Type: 'Pass', Parameters: { 'i.$': '$$.Map.Item.Index', 'of.$': '$' }, End: true } };
    const outer = graph({ Type: 'Map', ItemProcessor: { StartAt: 'Inner', States: states } });
    const { output } = await engine.run(only({ Type: 'Map', ItemProcessor: outer }), [['a', 'b'], ['c']]);
    expect(output).toEqual([[{ i: 0, of: 'a' }, { i: 1, of: 'b' }], [{ i: 0, of: 'c' }]]); // prettier-ignore
  });

  test.each([
    [{ MaxConcurrency: 3 }, 3],
    [{ MaxConcurrencyPath: '$.most' }, 2],
    [{ MaxConcurrency: 0 }, 40],
    [{ MaxConcurrency: 50 }, 40],
    [{}, 40],
  ])('%j runs %i at once', async (fields, expected) => {
    crowd = expected;
    const ItemProcessor = graph({ Type: 'Task', Resource: work });
    const items = Array.from({ length: 60 }, (_, index) => index);
    const { output } = await engine.run(only({ Type: 'Map', ItemsPath: '$.items', ItemProcessor, ...fields }), {
      items,
      most: 2,
    });
    expect(output).toEqual(items);
    expect(most).toBe(expected);
  });

  test('writes the iterations of a slot one after the other', async () => {
    const { types, events } = await engine.run(only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: pass }), [1, 2]);
    expect(types.slice(1)).toEqual([
      'MapStateEntered<0',
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'PassStateEntered<4',
      'PassStateExited<5',
      'MapIterationSucceeded<6',
      'MapIterationStarted<6',
      'PassStateEntered<8',
      'PassStateExited<9',
      'MapIterationSucceeded<10',
      'MapStateSucceeded<11',
      'MapStateExited<11',
      'ExecutionSucceeded<13',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ name: 'Only', index: 1 });
    expect(events[10]?.mapIterationSucceededEventDetails).toEqual({ name: 'Only', index: 1 });
  });

  test('yields an empty list for no items', async () => {
    const { output, types } = await engine.run(only({ Type: 'Map', ItemProcessor: pass }), []);
    expect(output).toEqual([]);
    expect(types.slice(2, 5)).toEqual(['MapStateStarted<2', 'MapStateSucceeded<3', 'MapStateExited<3']);
  });

  test('a failing iteration aborts the others, waits for their integrations and begins no more', async () => {
    const ItemProcessor = graph({ Type: 'Task', Resource: 'arn:aws:states:::test:failOn3' });
    const state = { Type: 'Map', MaxConcurrency: 3, ItemProcessor };
    const { status, error, events } = await engine.run(only(state), [1, 2, 3, 4, 5]);
    expect([status, error, hang.settled()]).toEqual(['FAILED', 'Three', 2]);
    const count = (type: string): number => events.filter((event) => event.type === type).length;
    const counted = [
      'MapIterationStarted',
      'MapIterationFailed',
      'MapIterationAborted',
      'TaskStateAborted',
      'MapStateFailed',
    ].map(count);
    expect(counted).toEqual([3, 1, 2, 2, 1]);
    const failedTask = events.find(({ type }) => type === 'TaskFailed');
    expect(events.find(({ type }) => type === 'MapStateFailed')?.previousEventId).toBe(failedTask?.id);
    expect(events.find(({ type }) => type === 'MapIterationFailed')?.previousEventId).toBe(failedTask?.id);
  });

  test('begins anew for each retry, all of its iterations', async () => {
    const ItemProcessor = graph({ Type: 'Task', Resource: 'arn:aws:states:::test:failTwice' });
    const state = { Type: 'Map', MaxConcurrency: 1, ItemProcessor, Retry: [{ ErrorEquals: ['Test.Busy'] }] };
    const { output, events } = await engine.run(only(state), ['a', 'b']);
    expect(output).toEqual(['a', 'b']);
    const of = (type: string) => events.filter((event) => event.type === type);
    expect(of('MapStateStarted')).toHaveLength(3);
    expect(of('MapIterationStarted').map(({ mapIterationStartedEventDetails }) => mapIterationStartedEventDetails?.index)).toEqual([0, 0, 0, 1]); // prettier-ignore
    expect(of('MapStateFailed')).toHaveLength(0);
  });

  test('can be caught, with the error of the iteration that failed first', async () => {
    const fail = { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Broken', Cause: 'on purpose' } } };
    const Catch = [{ ErrorEquals: ['Broken'], Next: 'Caught' }];
    const states = { Only: { Type: 'Map', ItemProcessor: fail, Catch, End: true }, Caught: { Type: 'Succeed' } };
    const { output, types } = await engine.run({ StartAt: 'Only', States: states }, [1]);
    expect(output).toEqual({ Error: 'Broken', Cause: 'on purpose' });
    expect(types.slice(2, 7)).toEqual([
      'MapStateStarted<2',
      'MapIterationStarted<3',
      'FailStateEntered<4',
      'MapIterationFailed<5',
      'MapStateFailed<5',
    ]);
  });

  test.each([
    [{ ItemsPath: '$.a' }, { a: 1 }, 'Reference path "$.a" must point to array.'],
    [{ ItemsPath: '$.no' }, {}, "Invalid path '$.no' : No results for path: $['no']"],
    [
      { MaxConcurrencyPath: '$.a' },
      { a: 'x' },
      'The MaxConcurrencyPath field refers to value "x" which is not a valid integer: $.a',
    ],
    [{ MaxConcurrencyPath: '$.a' }, { a: -1 }, 'MaxConcurrency cannot be negative.'],
  ])('refuses %j of %j', async (fields, input, cause) => {
    const run = await engine.run(only({ Type: 'Map', ItemProcessor: pass, ...fields }), input);
    expect(run.error).toBe('States.Runtime');
    expect(run.cause).toBe(`An error occurred while executing the state 'Only' (entered at the event id #2). ${cause}`);
    expect(run.types.at(-1)).toBe('ExecutionFailed<2');
  });

  describe('in JSONata', () => {
    const map = (fields: object): object => ({
      QueryLanguage: 'JSONata',
      ...only({ Type: 'Map', ItemProcessor: pass, ...fields }),
    });

    test.each([
      [{}, [1, 2], [1, 2]],
      [{ Items: '{% $states.input.list %}' }, { list: [1] }, [1]],
      [{ Items: [1, '{% $states.input %}'] }, 2, [1, 2]],
      [
        { ItemSelector: { v: '{% $states.context.Map.Item.Value * 2 %}', of: '{% $count($states.input) %}' } },
        [4],
        [{ v: 8, of: 1 }],
      ],
      [{ ItemSelector: '{% $states.context.Map.Item.Index %}' }, ['a', 'b'], [0, 1]],
      [{ Output: '{% $sum($states.result) %}' }, [1, 2], 3],
      [{ MaxConcurrency: '{% $count($states.input) %}' }, [1, 2], [1, 2]],
      [{ Items: '{% [] %}' }, {}, []],
    ])('%j of %j', async (fields, input, expected) => {
      expect((await engine.run(map(fields), input)).output).toEqual(expected);
    });

    test.each([
      [{ Items: '{% 1 %}' }, [], "'1' specified for the field 'Items' returned an unexpected result type. Expected 'array', but was 'number' for value: 1"], // prettier-ignore
      [{ Items: { a: 1 } }, [], 'Map state input must be an array but was: {"a":1}'],
      [{}, 'text', 'Map state input must be an array but was: "text"'],
      [{ MaxConcurrency: '{% "x" %}' }, [], "Expected 'number', but was 'string' for value: \"x\""],
      [{ MaxConcurrency: '{% $no %}' }, [], "specified for the field 'MaxConcurrency' returned nothing (undefined)."],
    ])('refuses %j of %j', async (fields, input, message) => {
      const { error, cause, types } = await engine.run(map(fields), input);
      expect(error).toBe('States.QueryEvaluationError');
      expect(cause?.endsWith(message)).toBe(true);
      expect(types.slice(2)).toEqual(['EvaluationFailed<0', 'MapStateFailed<3', 'ExecutionFailed<4']);
    });

    test('tells of a selector that fails within its iteration', async () => {
      const { error, events } = await engine.run(map({ ItemSelector: { a: '{% $no %}' } }), [1]);
      expect(error).toBe('States.QueryEvaluationError');
      const failed = events.find(({ type }) => type === 'EvaluationFailed');
      expect(failed?.evaluationFailedEventDetails?.location).toBe('ItemSelector/a');
    });
  });
});
