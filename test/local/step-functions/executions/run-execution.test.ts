import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Engine, hanging, only, roleArn, work } from '../engine';

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

  test('begins at its first state, whose event follows none', async () => {
    const { events, types } = await engine.run(only({ Type: 'Pass' }), { a: 1 });
    expect(types.slice(0, 2)).toEqual(['ExecutionStarted<0', 'PassStateEntered<0']);
    expect(events[0]?.executionStartedEventDetails).toEqual({
      input: '{"a":1}',
      inputDetails: { truncated: false },
      roleArn,
    });
    expect(events.at(-1)?.executionSucceededEventDetails).toEqual({
      output: '{"a":1}',
      outputDetails: { truncated: false },
    });
  });

  test('hands the text of its input on as it was given', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass' }));
    const input = '{ "b": 1.0,  "a": 1e2 }';
    const { executionArn } = await engine.client.send(new StartExecutionCommand({ stateMachineArn, input }));
    const { events } = await engine.end(executionArn ?? '');
    expect(events[1]?.stateEnteredEventDetails?.input).toBe(input);
  });

  test('catches nothing once its time is over', async () => {
    const states = {
      Try: { Type: 'Task', Resource: work, Retry: [{ ErrorEquals: ['States.ALL'] }], Catch: [{ ErrorEquals: ['States.ALL'], Next: 'No' }], End: true }, // prettier-ignore
      No: { Type: 'Succeed' },
    };
    const { status, types } = await engine.run({ TimeoutSeconds: 1, StartAt: 'Try', States: states });
    expect([status, types.slice(-2)]).toEqual(['TIMED_OUT', ['TaskStateAborted<4', 'ExecutionTimedOut<5']]);
  });

  test('shows where the engine itself went wrong', async () => {
    const now = () => new Date();
    const sleep = () => Promise.reject(new TypeError('broken clock'));
    const other = await Engine.start({ clock: { now, sleep } });
    const { status, error, cause } = await other.run(only({ Type: 'Wait', Seconds: 1 }));
    expect([status, error, cause?.split('\n')[0]]).toEqual(['FAILED', 'States.Runtime', 'TypeError: broken clock']);
    await other.close();
  });

  test('is over when its time is, with everything in it', async () => {
    const before = hang.settled();
    const { status, error, types } = await engine.run({ TimeoutSeconds: 1, ...only({ Type: 'Task', Resource: work }) });
    expect([status, error, hang.settled() - before]).toEqual(['TIMED_OUT', 'States.Timeout', 1]);
    expect(types.slice(-2)).toEqual(['TaskStateAborted<4', 'ExecutionTimedOut<5']);
  });

  test('ends at the limit of its history', async () => {
    const states = { Ping: { Type: 'Pass', Next: 'Pong' }, Pong: { Type: 'Pass', Next: 'Ping' } };
    const { status, error, cause } = await engine.run({ StartAt: 'Ping', States: states });
    expect([status, error, cause]).toEqual([
      'FAILED',
      'States.Runtime',
      'The execution reached the maximum number of history events (25000).',
    ]);
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
