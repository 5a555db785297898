import { Engine } from '../engine';

describe('Succeed', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  test.each([
    [{}, { a: { b: 3 } }],
    [{ InputPath: '$.a', OutputPath: '$.b' }, 3],
    [{ InputPath: null }, {}],
    [{ OutputPath: null }, {}],
    [{ QueryLanguage: 'JSONata', Output: { b: '{% $states.input.a.b + 1 %}' } }, { b: 4 }],
    [{ QueryLanguage: 'JSONata' }, { a: { b: 3 } }],
  ])('%j ends the execution with %j', async (fields, expected) => {
    const states = { Done: { Type: 'Succeed', ...fields } };
    const { status, output, types } = await engine.run({ StartAt: 'Done', States: states }, { a: { b: 3 } });
    expect([status, output]).toEqual(['SUCCEEDED', expected]);
    expect(types).toEqual([
      'ExecutionStarted<0',
      'SucceedStateEntered<0',
      'SucceedStateExited<2',
      'ExecutionSucceeded<3',
    ]);
  });

  test('ends only its branch in a Parallel', async () => {
    const branch = (name: string) => ({ StartAt: name, States: { [name]: { Type: 'Succeed' } } });
    const Both = { Type: 'Parallel', Branches: [branch('A'), branch('B')], Next: 'After' };
    const After = { Type: 'Pass', Result: 'went on', End: true };
    expect((await engine.run({ StartAt: 'Both', States: { Both, After } })).output).toBe('went on');
  });
});
