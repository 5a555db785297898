import { evaluateAs, jsonataLanguage } from '../../../../local/step-functions/query/jsonata-language';
import { viewOf } from '../../../../local/step-functions/query/view';
import { Engine, only, work } from '../engine';

const view = viewOf({ n: 3, half: 0.5, text: '3', list: [1] }, {}, { v: 1 });

describe('a number', () => {
  test.each([
    [3, 3],
    [0, 0],
    ['{% $states.input.n + $v %}', 4],
    [undefined, undefined],
  ])('%j is %j', async (MaxConcurrency, expected) => {
    expect(await jsonataLanguage.integer({ MaxConcurrency }, 'MaxConcurrency', view)).toBe(expected);
  });

  test('may be a fraction where the field takes one', async () => {
    expect(await jsonataLanguage.float({ Tolerated: '{% $states.input.half %}' }, 'Tolerated', view)).toBe(0.5);
  });

  test.each([
    ['{% $states.input.half %}', 'The Limit field cannot be parsed as an integer: 0.5'],
    ['{% $states.input.text %}', "specified for the field 'Batcher/Limit' returned an unexpected result type. Expected 'number', but was 'string' for value: \"3\""], // prettier-ignore
    ['{% $states.input.no %}', "specified for the field 'Batcher/Limit' returned nothing (undefined)."],
  ])('is refused of %s', async (Limit, message) => {
    await expect(async () => await jsonataLanguage.integer({ Limit }, 'Limit', view, 'Batcher')).rejects.toMatchObject({
      message: expect.stringContaining(message) as string,
      errorName: 'States.QueryEvaluationError',
      location: 'Batcher/Limit',
    });
  });
});

describe('a value of a kind', () => {
  test.each([
    ['number', '{% 1 %}', 1],
    ['string', 'no expression', 'no expression'],
    ['string', '{% "a" %}', 'a'],
    ['boolean', '{% 1 = 1 %}', true],
    ['array', '{% [] %}', []],
  ] as const)('%s of %s', async (kind, text, expected) => {
    expect(await evaluateAs(kind, text, 'Field', view)).toEqual(expected);
  });

  test.each([
    ['array', '{% {"a": 1} %}', "Expected 'array', but was 'object' for value: {\"a\":1}"],
    ['string', '{% [1] %}', "Expected 'string', but was 'array' for value: [1]"],
    ['boolean', '{% null %}', "Expected 'boolean', but was 'null' for value: null"],
    ['number', '{% true %}', "Expected 'number', but was 'boolean' for value: true"],
    [
      'boolean',
      'text',
      "The JSONata expression 'text' specified for the field 'Field' returned an unexpected result type.",
    ],
  ] as const)('is no %s: %s', async (kind, text, message) => {
    await expect(evaluateAs(kind, text, 'Field', view)).rejects.toThrow(message);
  });
});

describe('an expression that fails', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({ integrations: { [work]: () => Promise.resolve({ ok: true }) } });
  });
  afterAll(() => engine.close());

  const jsonata = (state: object, more: object = {}): object => ({
    QueryLanguage: 'JSONata',
    StartAt: 'Only',
    States: { Only: { Type: 'Task', Resource: work, End: true, ...state }, ...more },
  });
  const nothing = '{% $nothing %}';

  test.each([
    ['Arguments', { Arguments: nothing }, 0],
    ['Arguments/a/b[1]', { Arguments: { a: { b: [1, nothing] } } }, 0],
    ['TimeoutSeconds', { TimeoutSeconds: nothing }, 0],
    // The event follows the one before the state, unless the state has done something since.
    ['Output', { Output: nothing }, 5],
    ['Output[0]', { Output: [nothing] }, 5],
    ['Assign/x', { Assign: { x: nothing } }, 5],
    ['Assign/x/y', { Assign: { x: { y: nothing } } }, 5],
  ])('is told with its place: %s', async (location, state, after) => {
    const run = await engine.run(jsonata(state));
    const cause = `An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression '$nothing' specified for the field '${location}' returned nothing (undefined).`;
    const error = 'States.QueryEvaluationError';
    expect(run).toMatchObject({ status: 'FAILED', error, cause });
    const id = run.events.length - 1;
    expect(run.types.slice(-2)).toEqual([`EvaluationFailed<${after}`, `ExecutionFailed<${id}`]);
    expect(run.events.at(-2)?.evaluationFailedEventDetails).toEqual({ error, cause, location, state: 'Only' });
  });

  test('follows the state before its own', async () => {
    const first = { First: { Type: 'Pass', Next: 'Only' } };
    const { types } = await engine.run({ ...jsonata({ Arguments: nothing }, first), StartAt: 'First' });
    expect(types.slice(2)).toEqual([
      'PassStateExited<2',
      'TaskStateEntered<3',
      'EvaluationFailed<3',
      'ExecutionFailed<5',
    ]);
  });

  test('can be retried and caught', async () => {
    const { output, types } = await engine.run(
      jsonata(
        {
          Arguments: nothing,
          Retry: [{ ErrorEquals: ['States.QueryEvaluationError'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Output: '{% $states.errorOutput.Error %}', Next: 'Caught' }],
        },
        { Caught: { Type: 'Succeed' } },
      ),
    );
    expect(output).toBe('States.QueryEvaluationError');
    expect(types.slice(2, 5)).toEqual(['EvaluationFailed<0', 'EvaluationFailed<3', 'TaskStateExited<4']);
  });

  test('fails its state even in a Catch', async () => {
    const state = { Type: 'Task', Arguments: '{% $error("first") %}' };
    const Catch = [{ ErrorEquals: ['States.ALL'], Output: { a: nothing }, Next: 'Caught' }];
    const { status, cause, events } = await engine.run(jsonata({ ...state, Catch }, { Caught: { Type: 'Succeed' } }));
    expect(status).toBe('FAILED');
    expect(cause).toContain("specified for the field 'Output/a' returned nothing");
    expect(events.filter(({ type }) => type === 'EvaluationFailed')).toHaveLength(2);
  });

  test('is not told so of a JSONPath that leads nowhere', async () => {
    const { events } = await engine.run(only({ Type: 'Pass', InputPath: '$.no' }));
    expect(events.map(({ type }) => type)).not.toContain('EvaluationFailed');
  });
});
