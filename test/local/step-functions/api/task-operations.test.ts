import { SendTaskFailureCommand, SendTaskHeartbeatCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import * as z from 'zod';
import { Engine, only, work } from '../engine';

const Token = z.object({ token: z.string() });

describe('operations on task tokens', () => {
  let take: (token: string) => void = () => undefined;
  let engine: Engine;
  let send: Engine['client']['send'];
  beforeAll(async () => {
    const integration = ({ parameters }: { parameters: unknown }) => {
      take(Token.parse(parameters).token);
      return Promise.resolve('handed on');
    };
    engine = await Engine.start({ integrations: { [work]: integration } });
    send = engine.client.send.bind(engine.client);
  });
  afterAll(() => engine.close());

  /** An execution that waits, and the token it waits for. */
  const waiting = async () => {
    const given = new Promise<string>((resolve) => (take = resolve));
    const Parameters = { 'token.$': '$$.Task.Token' };
    const state = { Type: 'Task', Resource: `${work}.waitForTaskToken`, Parameters, HeartbeatSeconds: 60 };
    const executionArn = await engine.begin(only(state));
    return { executionArn, taskToken: await given };
  };

  test('success gives the task its output', async () => {
    const { executionArn, taskToken } = await waiting();
    await send(new SendTaskHeartbeatCommand({ taskToken }));
    await send(new SendTaskSuccessCommand({ taskToken, output: '{"a":1}' }));
    expect((await engine.end(executionArn)).output).toEqual({ a: 1 });
  });

  test.each([
    [{ error: 'Bad', cause: 'why' }, 'Bad', 'why'],
    [{}, undefined, undefined],
  ])('failure %j fails it', async (failure, error, cause) => {
    const { executionArn, taskToken } = await waiting();
    await send(new SendTaskFailureCommand({ taskToken, ...failure }));
    const run = await engine.end(executionArn);
    expect([run.status, run.error, run.cause]).toEqual(['FAILED', error, cause]);
  });

  test('a token is good for one answer, and each operation says so', async () => {
    const { executionArn, taskToken } = await waiting();
    await send(new SendTaskSuccessCommand({ taskToken, output: '1' }));
    const timedOut = { name: 'TaskTimedOut', message: "Task Timed Out: 'Provided task does not exist anymore'" };
    await expect(send(new SendTaskSuccessCommand({ taskToken, output: '2' }))).rejects.toMatchObject(timedOut);
    await expect(send(new SendTaskFailureCommand({ taskToken }))).rejects.toMatchObject(timedOut);
    await expect(send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject(timedOut);
    expect((await engine.end(executionArn)).output).toBe(1);
  });

  test('refuses a token that never was', async () => {
    const invalid = { name: 'InvalidToken', message: "Invalid Token: 'Invalid token'" };
    await expect(send(new SendTaskSuccessCommand({ taskToken: 't', output: '1' }))).rejects.toMatchObject(invalid);
    await expect(send(new SendTaskFailureCommand({ taskToken: 't' }))).rejects.toMatchObject(invalid);
    await expect(send(new SendTaskHeartbeatCommand({ taskToken: 't' }))).rejects.toMatchObject(invalid);
  });

  test('an output that is refused leaves the task waiting', async () => {
    const { executionArn, taskToken } = await waiting();
    const success = (output: string) => send(new SendTaskSuccessCommand({ taskToken, output }));
    await expect(success('{')).rejects.toMatchObject({ name: 'InvalidOutput' });
    await expect(success(JSON.stringify('x'.repeat(262_143)))).rejects.toMatchObject({ name: 'ValidationException' });
    await success('"fine"');
    expect((await engine.end(executionArn)).output).toBe('fine');
  });

  test('refuses an error name or a cause that is too long', async () => {
    const { executionArn, taskToken } = await waiting();
    const fail = (failure: object) => send(new SendTaskFailureCommand({ taskToken, ...failure }));
    await expect(fail({ error: 'e'.repeat(257) })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(fail({ cause: 'c'.repeat(32_769) })).rejects.toMatchObject({ name: 'ValidationException' });
    await fail({ error: 'e'.repeat(256), cause: 'c'.repeat(32_768) });
    expect((await engine.end(executionArn)).error).toHaveLength(256);
  });
});
