import { catcherOf } from '../../../../local/step-functions/states/catch';
import { Catcher } from '../../../../local/step-functions/definition/fields';
import { StatesError } from '../../../../local/step-functions/server';
import { Engine, work } from '../engine';

const names = (...lists: string[][]): Catcher[] =>
  lists.map((ErrorEquals, index) => Catcher.parse({ ErrorEquals, Next: `${index}` }));

test.each<[string | undefined, string[][], string | undefined]>([
  ['Test.Broken', [['Test.Other'], ['Test.Broken'], ['States.ALL']], '1'],
  ['Test.Broken', [['Test.Other', 'Test.Broken'], ['States.ALL']], '0'],
  ['Test.Broken', [['States.TaskFailed'], ['Test.Broken']], '0'],
  ['Test.Broken', [['Test.Other']], undefined],
  ['Test.Broken', [['test.broken']], undefined],
  [undefined, [['States.ALL']], '0'],
  ['States.Timeout', [['States.TaskFailed'], ['States.ALL']], '1'],
  ['States.HeartbeatTimeout', [['States.TaskFailed'], ['States.Timeout']], '1'],
  ['States.HeartbeatTimeout', [['States.HeartbeatTimeout']], '0'],
  ['States.Timeout', [['States.HeartbeatTimeout']], undefined],
  ['States.DataLimitExceeded', [['States.TaskFailed'], ['States.ALL']], undefined],
  ['States.DataLimitExceeded', [['States.ALL'], ['States.DataLimitExceeded']], '1'],
  ['States.Runtime', [['States.Runtime'], ['States.TaskFailed'], ['States.ALL']], undefined],
  ['States.QueryEvaluationError', [['States.ALL']], '0'],
  ['States.IntrinsicFailure', [['States.ALL']], '0'],
])('%s of %j is taken by %s', (error, lists, expected) => {
  expect(catcherOf(names(...lists), new StatesError(error, 'why'))?.Next).toBe(expected);
});

describe('Catch', () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: ({ parameters }) => Promise.reject(new StatesError(JSON.stringify(parameters).slice(1, -1), 'why')),
      },
    });
  });
  afterAll(() => engine.close());

  const caught = (Catch: object[], more: object = {}): object => ({
    StartAt: 'Try',
    States: {
      Try: { Type: 'Task', Resource: work, Parameters: 'Test.Broken', Catch, ...more, Next: 'Never' },
      Never: { Type: 'Pass', End: true },
      ...Object.fromEntries(Catch.map((_, index) => [`Caught${index}`, { Type: 'Pass', End: true }])),
    },
  });
  const inJsonata = { QueryLanguage: 'JSONata', Parameters: undefined, Arguments: 'Test.Broken' };
  const thrown = { Error: 'Test.Broken', Cause: 'why' };
  const input = { a: 1 };

  test.each([
    ['replaces the input with the error', {}, {}, thrown],
    ['puts the error into the input', { ResultPath: '$.error' }, {}, { a: 1, error: thrown }],
    [
      'puts it into the input as it was before InputPath',
      { ResultPath: '$.error' },
      { InputPath: '$.a' },
      { a: 1, error: thrown },
    ],
    ['drops the error when ResultPath is null', { ResultPath: null }, {}, input],
    ['passes OutputPath and ResultSelector by', {}, { OutputPath: '$.no', ResultSelector: { 'a.$': '$.no' } }, thrown],
    ['replaces the input with the error, in JSONata', {}, inJsonata, thrown],
    [
      'gives its own Output, in JSONata',
      {
        Output: {
          why: '{% $states.errorOutput.Cause %}',
          in: '{% $states.input %}',
          result: '{% $exists($states.result) %}',
        },
      },
      { ...inJsonata, Output: 'never' },
      { why: 'why', in: input, result: false },
    ],
  ])('%s', async (_, fields, more, expected) => {
    const catcher = { ErrorEquals: ['Test.Broken'], Next: 'Caught0', ...fields };
    const { status, output } = await engine.run(caught([catcher], more), input);
    expect([status, output]).toEqual(['SUCCEEDED', expected]);
  });

  test('takes the first that covers the error, after the retries', async () => {
    const { types, events } = await engine.run(
      caught(
        [
          { ErrorEquals: ['Test.Other'], Next: 'Caught0' },
          { ErrorEquals: ['States.TaskFailed'], Next: 'Caught1' },
          { ErrorEquals: ['States.ALL'], Next: 'Caught2' },
        ],
        { Retry: [{ ErrorEquals: ['Test.Broken'], MaxAttempts: 1 }] },
      ),
    );
    expect(types.filter((type) => type.startsWith('TaskFailed'))).toHaveLength(2);
    expect(types.slice(-4)).toEqual([
      'TaskStateExited<8',
      'PassStateEntered<9',
      'PassStateExited<10',
      'ExecutionSucceeded<11',
    ]);
    expect(events.at(-3)?.stateEnteredEventDetails?.name).toBe('Caught1');
  });

  test('does not catch what none of them covers, nor States.Runtime', async () => {
    const other = await engine.run(caught([{ ErrorEquals: ['Test.Other'], Next: 'Caught0' }]));
    expect([other.status, other.error]).toEqual(['FAILED', 'Test.Broken']);
    const runtime = await engine.run(caught([{ ErrorEquals: ['States.ALL'], Next: 'Caught0' }], { InputPath: '$.no' }));
    expect([runtime.status, runtime.error]).toEqual(['FAILED', 'States.Runtime']);
  });

  test('catches what the state’s own evaluation threw, when it has another name', async () => {
    const Parameters = { 'a.$': "States.StringToJson('{')" };
    const { output } = await engine.run(
      caught([{ ErrorEquals: ['States.IntrinsicFailure'], Next: 'Caught0' }], { Parameters }),
    );
    expect(output).toMatchObject({
      Error: 'States.IntrinsicFailure',
      Cause: expect.stringContaining("The function 'States.StringToJson('{')' had the following error") as string,
    });
  });

  test('fails when the error has no place in the input', async () => {
    const run = await engine.run(
      caught([{ ErrorEquals: ['States.ALL'], Next: 'Caught0', ResultPath: '$.a.b' }]),
      input,
    );
    expect([run.status, run.error]).toEqual(['FAILED', 'States.ResultPathMatchFailure']);
    expect(run.cause).toContain('Unable to apply ReferencePath $.a.b to input {"a":1}');
  });
});
