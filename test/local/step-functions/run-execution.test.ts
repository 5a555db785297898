import { Engine, hanging, only, work } from './engine';

describe('an execution', () => {
  const hang = hanging();
  const ended: object[] = [];
  let engine: Engine;
  beforeAll(async () => {
    const onExecutionEnded = (execution: object): void => void ended.push(execution);
    engine = await Engine.start({ integrations: { [work]: hang.integration }, onExecutionEnded });
  });
  afterAll(() => engine.close());

  test('knows itself in the context object', async () => {
    const { output, executionArn } = await engine.run(only({ Type: 'Pass', InputPath: '$$' }), { a: 1 });
    const name = executionArn.split(':').at(-1);
    expect(output).toMatchObject({
      Execution: { Id: executionArn, Name: name, Input: { a: 1 }, RoleArn: 'arn:aws:iam::000000000000:role/test' },
      State: { Name: 'Only' },
      StateMachine: { Id: expect.stringContaining(':stateMachine:machine-') as string },
    });
  });

  test('is over when its time is, with everything in it', async () => {
    const { status, error, types } = await engine.run({ TimeoutSeconds: 1, ...only({ Type: 'Task', Resource: work }) });
    expect([status, error, hang.settled()]).toEqual(['TIMED_OUT', 'States.Timeout', 1]);
    expect(types.slice(-2)).toEqual(['TaskStateAborted<4', 'ExecutionTimedOut<5']);
  });

  test('ends at the limit of its history', async () => {
    const states = { Ping: { Type: 'Pass', Next: 'Pong' }, Pong: { Type: 'Pass', Next: 'Ping' } };
    const { status, cause } = await engine.run({ StartAt: 'Ping', States: states });
    expect([status, cause]).toEqual(['FAILED', 'The execution reached the maximum number of history events (25000).']);
  });

  test('is told once it ended', async () => {
    const { executionArn } = await engine.run(only({ Type: 'Pass', Result: 1 }), {});
    expect(ended.at(-1)).toMatchObject({ executionArn, status: 'SUCCEEDED', input: '{}', output: '1' });
  });

  test('is aborted and waited for when the engine closes', async () => {
    const closing = hanging();
    const other = await Engine.start({ integrations: { [work]: closing.integration } });
    await other.begin(only({ Type: 'Task', Resource: work }));
    await closing.begun;
    await other.close();
    expect(closing.settled()).toBe(1);
  });
});
