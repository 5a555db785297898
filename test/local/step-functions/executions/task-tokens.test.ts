import {
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { StatesError } from '../../../../local/step-functions/server';
import { TaskTokens } from '../../../../local/step-functions/executions/task-tokens';
import { Engine, only, work } from '../engine';

const callback = `${work}.waitForTaskToken`;
const never = new AbortController().signal;

describe('a token', () => {
  test('is long, and never the same', () => {
    const tokens = new TaskTokens();
    const [one, two] = [tokens.open().token, tokens.open().token];
    expect(one).not.toBe(two);
    expect(one.length).toBeGreaterThan(100);
  });

  test('brings its task what is sent with it', async () => {
    const tokens = new TaskTokens();
    const [one, two] = [tokens.open(), tokens.open()];
    const answers = [one.wait(never, undefined), two.wait(never, undefined).catch((error: unknown) => error)];
    tokens.fail(two.token, 'Test.Broken', 'why');
    tokens.succeed(one.token, { a: 1 });
    expect(await Promise.all(answers)).toEqual([{ a: 1 }, new StatesError('Test.Broken', 'why')]);
  });

  test('may be sent before its task waits', async () => {
    const tokens = new TaskTokens();
    const [one, two] = [tokens.open(), tokens.open()];
    tokens.succeed(one.token, 'early');
    tokens.fail(two.token, undefined, undefined);
    expect(await one.wait(never, 1)).toBe('early');
    await expect(two.wait(never, 1)).rejects.toEqual(new StatesError(undefined, undefined));
  });

  test('is worth nothing once it was used, or its task is over', () => {
    const tokens = new TaskTokens();
    const [used, closed] = [tokens.open(), tokens.open()];
    tokens.succeed(used.token, null);
    closed.close();
    for (const { token } of [used, closed]) {
      for (const send of [
        () => tokens.succeed(token, 1),
        () => tokens.fail(token, 'a', 'b'),
        () => tokens.heartbeat(token),
      ]) {
        expect(send).toThrow("Task Timed Out: 'Provided task does not exist anymore'");
      }
    }
  });

  test('that was never given is told apart', () => {
    expect(() => new TaskTokens().succeed('made up', 1)).toThrow("Invalid Token: 'Invalid token'");
  });

  test('ends with its signal, and for its reason', async () => {
    const tokens = new TaskTokens();
    const [waiting, late] = [tokens.open(), tokens.open()];
    const stop = new AbortController();
    const answer = waiting.wait(stop.signal, undefined);
    stop.abort(new Error('stopped'));
    await expect(answer).rejects.toThrow('stopped');
    await expect(late.wait(stop.signal, undefined)).rejects.toThrow('stopped');
    expect(() => tokens.succeed(waiting.token, 1)).toThrow('Task Timed Out');
  });

  describe('with a heartbeat', () => {
    beforeEach(() => void jest.useFakeTimers());
    afterEach(() => void jest.useRealTimers());

    test('is given up when none came for as long', async () => {
      const answer = new TaskTokens()
        .open()
        .wait(never, 10)
        .catch((error: unknown) => error);
      jest.advanceTimersByTime(9999);
      expect(jest.getTimerCount()).toBe(1);
      jest.advanceTimersByTime(1);
      expect(await answer).toEqual(new StatesError('States.HeartbeatTimeout', undefined));
    });

    test('is kept by each that comes', async () => {
      const tokens = new TaskTokens();
      const waiting = tokens.open();
      const answer = waiting.wait(never, 10);
      for (let beat = 0; beat < 3; beat++) {
        jest.advanceTimersByTime(9999);
        tokens.heartbeat(waiting.token);
      }
      expect(jest.getTimerCount()).toBe(1);
      tokens.succeed(waiting.token, 'alive');
      expect(await answer).toBe('alive');
      expect(jest.getTimerCount()).toBe(0);
    });

    test('of none waits for ever', () => {
      const tokens = new TaskTokens();
      const waiting = tokens.open();
      void waiting.wait(never, undefined);
      tokens.heartbeat(waiting.token);
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});

describe('a Task that waits for its token', () => {
  /** What its service was given, in the order of the calls. */
  const given: { token: string; parameters: object }[] = [];
  let onCall: (token: string) => void | Promise<void> = () => undefined;
  let called: Promise<string>;
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: async ({ parameters }) => {
          const { token, ...others } = parameters as { token: string };
          given.push({ token, parameters: others });
          await onCall(token);
          return { MessageId: 'm' };
        },
      },
    });
  });
  beforeEach(() => {
    given.length = 0;
    called = new Promise((resolve) => (onCall = resolve));
  });
  afterAll(() => engine.close());

  const task = (fields: object = {}): object =>
    only({ Type: 'Task', Resource: callback, Parameters: { 'token.$': '$$.Task.Token', 'in.$': '$' }, ...fields });
  const succeed = (taskToken: string, output: string) =>
    engine.client.send(new SendTaskSuccessCommand({ taskToken, output }));

  test('has it in its context object, and yields what is sent', async () => {
    const executionArn = await engine.begin(task({ ResultPath: '$.result' }), { a: 1 });
    await succeed(await called, '{"done":true}');
    const { output, types, events } = await engine.end(executionArn);
    expect(given).toEqual([{ token: await called, parameters: { in: { a: 1 } } }]);
    expect(output).toEqual({ a: 1, result: { done: true } });
    expect(types.slice(2, -2)).toEqual(['TaskScheduled<2', 'TaskStarted<3', 'TaskSubmitted<4', 'TaskSucceeded<5']);
    const details = { resourceType: 'test', resource: 'work.waitForTaskToken' };
    expect(events[4]?.taskSubmittedEventDetails).toMatchObject({ ...details, output: '{"MessageId":"m"}' });
    expect(events[5]?.taskSucceededEventDetails).toMatchObject({ ...details, output: '{"done":true}' });
  });

  test('has it in $states.context, in JSONata', async () => {
    const Arguments = { token: '{% $states.context.Task.Token %}' };
    const state = { Type: 'Task', QueryLanguage: 'JSONata', Resource: callback, Arguments };
    const executionArn = await engine.begin(only({ ...state, Output: '{% $states.result + 1 %}' }));
    await succeed(await called, '1');
    expect((await engine.end(executionArn)).output).toBe(2);
  });

  test('takes an answer that comes before its service has answered', async () => {
    onCall = async (token) => {
      await succeed(token, '"early"');
    };
    const { output, types } = await engine.run(task());
    expect(output).toBe('early');
    expect(types.slice(4, 6)).toEqual(['TaskSubmitted<4', 'TaskSucceeded<5']);
  });

  test('fails as it is told, and gets another token for its retry', async () => {
    const fail = (taskToken: string) =>
      engine.client.send(new SendTaskFailureCommand({ taskToken, error: 'Test.No', cause: 'why' }));
    onCall = async (token) => {
      await (given.length === 1 ? fail(token) : succeed(token, '2'));
    };
    const { output, events } = await engine.run(task({ Retry: [{ ErrorEquals: ['Test.No'] }] }));
    expect([output, new Set(given.map(({ token }) => token)).size]).toEqual([2, 2]);
    expect(events.find(({ type }) => type === 'TaskFailed')?.taskFailedEventDetails).toMatchObject({
      error: 'Test.No',
      cause: 'why',
    });
  });

  test('times out without a heartbeat, which States.Timeout catches', async () => {
    const states = {
      Only: { Type: 'Task', Resource: callback, Parameters: { 'token.$': '$$.Task.Token' }, HeartbeatSeconds: 1, End: true, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Late' }] }, // prettier-ignore
      Late: { Type: 'Succeed' },
    };
    const { output, events, types } = await engine.run({ StartAt: 'Only', States: states });
    expect(output).toEqual({ Error: 'States.HeartbeatTimeout', Cause: '' });
    expect(types[5]).toBe('TaskTimedOut<5');
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({ heartbeatInSeconds: 1 });
    expect(events[5]?.taskTimedOutEventDetails).toMatchObject({ error: 'States.HeartbeatTimeout' });
  });

  test('times out though its service has long answered', async () => {
    const { error, types } = await engine.run(task({ TimeoutSeconds: 1, HeartbeatSeconds: 60 }));
    expect([error, types.at(-2)]).toEqual(['States.Timeout', 'TaskTimedOut<5']);
    await expect(succeed(await called, '1')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('is over when its execution is stopped', async () => {
    const executionArn = await engine.begin(task());
    const taskToken = await called;
    await engine.client.send(new SendTaskHeartbeatCommand({ taskToken }));
    while ((await engine.history(executionArn)).length < 5) continue;
    await engine.client.send(new StopExecutionCommand({ executionArn }));
    const { status, types } = await engine.end(executionArn);
    expect([status, types.slice(-2)]).toEqual(['ABORTED', ['TaskStateAborted<5', 'ExecutionAborted<6']]);
    await expect(engine.client.send(new SendTaskHeartbeatCommand({ taskToken }))).rejects.toMatchObject({
      name: 'TaskTimedOut',
      message: "Task Timed Out: 'Provided task does not exist anymore'",
    });
  });

  test('whose service refuses it has failed to be submitted, and its token is worth nothing', async () => {
    onCall = () => Promise.reject(new StatesError('SQS.Gone', 'no queue'));
    const { error, types } = await engine.run(task());
    expect([error, types.at(-2)]).toEqual(['SQS.Gone', 'TaskSubmitFailed<4']);
    await expect(succeed(given[0]?.token ?? '', '1')).rejects.toMatchObject({ name: 'TaskTimedOut' });
  });

  test('a token that none gave is refused', async () => {
    await expect(succeed('made-up', '1')).rejects.toMatchObject({
      name: 'InvalidToken',
      message: "Invalid Token: 'Invalid token'",
    });
  });
});
