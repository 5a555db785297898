import { Engine } from './engine';

describe('Fail', () => {
  let engine: Engine;
  beforeAll(async () => void (engine = await Engine.start()));
  afterAll(() => engine.close());

  const fail = (fields: object): object => ({ StartAt: 'No', States: { No: { Type: 'Fail', ...fields } } });

  test.each([
    [{ Error: 'BadInput', Cause: 'no video' }, 'BadInput', 'no video'],
    [{ ErrorPath: '$.error', CausePath: "States.Format('{}: {}', $.error, $$.State.Name)" }, 'Broken', 'Broken: No'],
    [{}, undefined, undefined],
  ])('%j', async (fields, error, cause) => {
    const run = await engine.run(fail(fields), { error: 'Broken' });
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', error, cause]);
    expect(run.types).toEqual(['ExecutionStarted<0', 'FailStateEntered<0', 'ExecutionFailed<2']);
  });

  test('is States.Runtime when its path has no value', async () => {
    const { error, cause } = await engine.run(fail({ ErrorPath: '$.nowhere' }));
    expect(error).toBe('States.Runtime');
    expect(cause).toContain("The JSONPath '$.nowhere' specified for the field 'ErrorPath'");
  });
});
