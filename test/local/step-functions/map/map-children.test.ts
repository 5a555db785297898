import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { StatesError, type ChildCall } from '../../../../local/step-functions/server';
import { Engine, hanging, only, work } from '../engine';

const hangingWork = 'arn:aws:states:::test:hang';
const each = (state: object, ExecutionType = 'STANDARD'): object => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
  StartAt: 'Each',
  States: { Each: { End: true, ...state } },
});

describe('the children of a distributed Map', () => {
  const childCalls: ChildCall[] = [];
  let hang = hanging();
  let running = 0;
  let most = 0;
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      onChildCall: (call) => childCalls.push(call),
      integrations: {
        [work]: async ({ parameters }) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setImmediate(resolve));
          running--;
          if (parameters === 'bad') throw new StatesError('Bad', 'a bad item');
          return parameters;
        },
        [hangingWork]: (call) => hang.integration(call),
      },
    });
  });
  beforeEach(() => {
    childCalls.length = 0;
    most = 0;
    hang = hanging();
  });
  afterAll(() => engine.close());

  const childrenOf = async (executionArn: string) => {
    const { mapRuns } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
    const { mapRunArn } = mapRuns![0]!;
    const { executions } = await engine.client.send(new ListExecutionsCommand({ mapRunArn, maxResults: 1000 }));
    const mapRun = await engine.client.send(new DescribeMapRunCommand({ mapRunArn }));
    return { mapRun, executions: executions! };
  };
  const tasks = each({ Type: 'Task', Resource: work });
  const items = Array.from({ length: 300 }, (_, index) => index);

  test.each([
    [{ MaxConcurrency: 7 }, 7],
    [{ MaxConcurrencyPath: '$.most' }, 9],
  ])('%j: 300 of them run, never more than %i at once', async (limit, expected) => {
    const state = { Type: 'Map', ItemsPath: '$.items', ItemProcessor: tasks, ...limit };
    const run = await engine.run(only(state), { items, most: 9 });
    expect([run.cause, run.output]).toEqual([undefined, items]);
    expect(most).toBe(expected);
    const { executions, mapRun } = await childrenOf(run.executionArn);
    expect(new Set(executions.map(({ executionArn }) => executionArn)).size).toBe(300);
    expect(mapRun).toMatchObject({ maxConcurrency: expected, itemCounts: { total: 300, succeeded: 300 } });
  });

  test('have a history and a context object of their own', async () => {
    const state = { Type: 'Map', Label: 'own', ItemProcessor: each({ Type: 'Pass', InputPath: '$$' }) };
    const run = await engine.run(only(state), ['x']);
    const { executions } = await childrenOf(run.executionArn);
    const { executionArn, name } = executions[0]!;
    const machine = expect.stringMatching(/:stateMachine:machine-\d+\/own$/) as string;
    const context = { Execution: { Id: executionArn, Name: name, Input: 'x' }, StateMachine: { Id: machine } };
    expect(run.output).toMatchObject([context]);
    expect((await engine.history(executionArn!)).map(({ id, type }) => [id, type])).toEqual([
      [1, 'ExecutionStarted'],
      [2, 'PassStateEntered'],
      [3, 'PassStateExited'],
      [4, 'ExecutionSucceeded'],
    ]);
  });

  test('begin no more once too many have failed, and those that run are stopped', async () => {
    const choose = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Choose',
      States: {
        Choose: {
          Type: 'Choice',
          Choices: [{ Variable: '$', StringEquals: 'hang', Next: 'Hang' }],
          Default: 'Work',
        },
        Hang: { Type: 'Task', Resource: hangingWork, End: true },
        Work: { Type: 'Task', Resource: work, End: true },
      },
    };
    const run = await engine.run(only({ Type: 'Map', MaxConcurrency: 2, ItemProcessor: choose }), ['hang', 'bad', 'x', 'y']); // prettier-ignore
    expect([run.error, hang.settled()]).toEqual(['States.ExceedToleratedFailureThreshold', 1]);
    const { mapRun, executions } = await childrenOf(run.executionArn);
    expect(executions.map(({ status }) => status)).toEqual(['FAILED', 'ABORTED']);
    // Those never begun were given up as well.
    expect(mapRun.itemCounts).toMatchObject({ total: 4, failed: 1, aborted: 3, pending: 0, running: 0 });
    expect(mapRun.executionCounts).toMatchObject({ total: 4, failed: 1, aborted: 3 });
  });

  test('are all stopped with the execution they belong to, which ends after their work has', async () => {
    const state = { Type: 'Map', Label: 'stop', ItemProcessor: each({ Type: 'Task', Resource: hangingWork }) };
    const executionArn = await engine.begin(only(state), [1, 2, 3]);
    await hang.begun;
    const during = await childrenOf(executionArn);
    expect(during.mapRun).toMatchObject({ status: 'RUNNING', executionCounts: { total: 3, running: 3 } });
    expect(during.mapRun.stopDate).toBeUndefined();
    await engine.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'no more' }));
    const run = await engine.end(executionArn);
    expect([run.status, run.error, run.cause, hang.settled()]).toEqual(['ABORTED', 'Enough', 'no more', 3]);
    expect(childCalls.map(({ action }) => action)).toEqual([
      ...Array<string>(3).fill('StartExecution'),
      ...Array<string>(3).fill('StopExecution'),
    ]);
    expect(childCalls.at(-1)?.resource).toMatch(/:execution:machine-\d+\/stop:[\w-]+$/);
    const after = await childrenOf(executionArn);
    expect(after.executions.map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED', 'ABORTED']);
    expect(after.mapRun).toMatchObject({ status: 'ABORTED', itemCounts: { aborted: 3, running: 0, pending: 0 } });
    expect(after.mapRun.stopDate).toBeInstanceOf(Date);
    expect(run.types.slice(-3)).toEqual(['MapRunAborted<4', 'MapStateAborted<5', 'ExecutionAborted<6']);
  });

  test.each([
    [{}, 'FAILED', undefined],
    [{ ToleratedFailureCount: 1 }, 'SUCCEEDED', []],
  ])('count as failed where one is stopped by itself: %j', async (tolerance, status, output) => {
    const state = { Type: 'Map', ItemProcessor: each({ Type: 'Task', Resource: hangingWork }), ...tolerance };
    const executionArn = await engine.begin(only(state), [1]);
    await hang.begun;
    const child = (await childrenOf(executionArn)).executions[0]!.executionArn;
    await engine.client.send(new StopExecutionCommand({ executionArn: child }));
    const run = await engine.end(executionArn);
    expect([run.status, run.output]).toEqual([status, output]);
    expect((await childrenOf(executionArn)).mapRun.itemCounts).toMatchObject({ aborted: 1, total: 1 });
  });

  test('are Express where the Map says so, and then told of by nothing but the map run', async () => {
    const state = { Type: 'Map', ItemProcessor: each({ Type: 'Task', Resource: work }, 'EXPRESS') };
    const run = await engine.run(only(state), ['x', 'y']);
    expect(run.output).toEqual(['x', 'y']);
    const { mapRun } = await childrenOf(run.executionArn);
    expect(mapRun).toMatchObject({ status: 'SUCCEEDED', executionCounts: { total: 2, succeeded: 2 } });
    const child = childCalls.find(({ action }) => action === 'DescribeExecution')!.resource;
    expect(child).toMatch(/^arn:aws:states:eu-west-1:000000000000:express:machine-\d+\/[\w-]+:[\w-]+:[\w-]+$/);
    await expect(engine.client.send(new DescribeExecutionCommand({ executionArn: child }))).rejects.toMatchObject({
      name: 'InvalidArn',
    });
  });
});
