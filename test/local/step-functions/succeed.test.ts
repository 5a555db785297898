import { Engine } from './engine';

describe('Succeed', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  test('ends the execution with its filtered input', async () => {
    const states = { Done: { Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' } };
    const { status, output, types } = await engine.run({ StartAt: 'Done', States: states }, { a: { b: 3 } });
    expect([status, output]).toEqual(['SUCCEEDED', 3]);
    expect(types).toEqual([
      'ExecutionStarted<0',
      'SucceedStateEntered<0',
      'SucceedStateExited<2',
      'ExecutionSucceeded<3',
    ]);
  });
});
