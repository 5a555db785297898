import { StatesError } from '../../../local/step-functions/server';
import { Engine, work } from './engine';

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
  const thrown = { Error: 'Test.Broken', Cause: 'why' };
  const input = { a: 1 };

  test.each([
    ['replaces the input with the error', {}, thrown],
    ['puts the error into the input', { ResultPath: '$.error' }, { a: 1, error: thrown }],
    ['drops the error when ResultPath is null', { ResultPath: null }, input],
  ])('%s', async (_, fields, expected) => {
    const { status, output } = await engine.run(
      caught([{ ErrorEquals: ['Test.Broken'], Next: 'Caught0', ...fields }]),
      input,
    );
    expect([status, output]).toEqual(['SUCCEEDED', expected]);
  });

  test('takes the first that covers the error, after the retries', async () => {
    const { types } = await engine.run(
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
  });

  test('does not catch what none of them covers, nor States.Runtime', async () => {
    const other = await engine.run(caught([{ ErrorEquals: ['Test.Other'], Next: 'Caught0' }]));
    expect([other.status, other.error]).toEqual(['FAILED', 'Test.Broken']);
    const runtime = await engine.run(caught([{ ErrorEquals: ['States.ALL'], Next: 'Caught0' }], { InputPath: '$.no' }));
    expect([runtime.status, runtime.error]).toEqual(['FAILED', 'States.Runtime']);
  });

  test('passes OutputPath by', async () => {
    const { output } = await engine.run(
      caught([{ ErrorEquals: ['States.ALL'], Next: 'Caught0' }], { OutputPath: '$.no' }),
    );
    expect(output).toEqual(thrown);
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
