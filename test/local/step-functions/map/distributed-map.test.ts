import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
} from '@aws-sdk/client-sfn';
import { type ChildCall, StatesError } from '../../../../local/step-functions/server';
import { Engine, memoryObjects, only, work, type Run } from '../engine';

const ProcessorConfig = { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' };
const each = (state: object): object => ({
  ProcessorConfig,
  StartAt: 'Each',
  States: { Each: { End: true, ...state } },
});
const reader = {
  Resource: 'arn:aws:states:::s3:getObject',
  ReaderConfig: { InputType: 'JSON' },
  Parameters: { 'Bucket.$': '$.bucket', Key: 'plan.json' },
};

describe('distributed Map', () => {
  const childCalls: ChildCall[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      onChildCall: (call) => childCalls.push(call),
      integrations: {
        [work]: ({ parameters }) =>
          parameters === 'bad' ? Promise.reject(new StatesError('Bad', 'a bad item')) : Promise.resolve(parameters),
      },
      objects: memoryObjects({ 'plans/plan.json': '["x","y","z"]' }),
    });
  });
  afterAll(() => engine.close());
  beforeEach(() => void (childCalls.length = 0));

  const mapRunOf = async ({ executionArn }: Run) => {
    const { mapRuns } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
    expect(mapRuns).toHaveLength(1);
    return engine.client.send(new DescribeMapRunCommand({ mapRunArn: mapRuns![0]!.mapRunArn }));
  };

  test('runs the items of a JSON array in S3 as executions of their own', async () => {
    const state = {
      Type: 'Map',
      Label: 'segments',
      ItemReader: reader,
      ItemSelector: { 'n.$': '$$.Map.Item.Index', 'item.$': '$$.Map.Item.Value', 'of.$': '$.bucket' },
      ItemProcessor: each({ Type: 'Task', Resource: work }),
      ResultPath: '$.done',
    };
    const run = await engine.run(only(state), { bucket: 'plans' });
    const done = ['x', 'y', 'z'].map((item, n) => ({ n, item, of: 'plans' }));
    expect(run.output).toEqual({ bucket: 'plans', done });
    expect(run.types.slice(2)).toEqual([
      'MapStateStarted<2',
      'MapRunStarted<3',
      'MapRunSucceeded<4',
      'MapStateSucceeded<5',
      'MapStateExited<5',
      'ExecutionSucceeded<7',
    ]);

    const mapRun = await mapRunOf(run);
    expect(mapRun).toMatchObject({
      status: 'SUCCEEDED',
      itemCounts: { total: 3, succeeded: 3, failed: 0, running: 0 },
    });
    const { executions } = await engine.client.send(new ListExecutionsCommand({ mapRunArn: mapRun.mapRunArn }));
    expect(executions!.map(({ status, itemCount }) => [status, itemCount])).toEqual(Array(3).fill(['SUCCEEDED', 1]));
    const { executionArn, mapRunArn } = executions![2]!;
    const child = await engine.client.send(new DescribeExecutionCommand({ executionArn }));
    expect([child.input, mapRunArn]).toEqual([JSON.stringify(done[0]), mapRun.mapRunArn]);
    expect(child.stateMachineArn).toMatch(/:stateMachine:machine-\d+\/segments$/);
    expect((await engine.history(executionArn!)).map(({ type }) => type)).toContain('TaskSucceeded');

    const stateMachineArn = child.stateMachineArn!.replace(/\/segments$/, '');
    expect(childCalls).toHaveLength(6);
    expect(childCalls).toEqual(
      expect.arrayContaining([
        { action: 'StartExecution', resource: stateMachineArn },
        ...executions!.map(({ executionArn }) => ({ action: 'DescribeExecution', resource: executionArn })),
      ]),
    );
  });

  test('an inline Map asks nothing of Step Functions', async () => {
    const ItemProcessor = { StartAt: 'Each', States: { Each: { Type: 'Pass', End: true } } };
    expect((await engine.run(only({ Type: 'Map', ItemProcessor }), [1, 2])).output).toEqual([1, 2]);
    expect(childCalls).toEqual([]);
  });

  test.each([
    ['one failure is too many unless some are tolerated', {}, ['ok', 'bad'], 'FAILED'],
    ['a count that is not exceeded', { ToleratedFailureCount: 1 }, ['ok', 'bad'], 'SUCCEEDED'],
    ['a count that is exceeded', { ToleratedFailureCount: 1 }, ['bad', 'bad'], 'FAILED'],
    ['a share that is not exceeded', { ToleratedFailurePercentage: 50 }, ['ok', 'bad'], 'SUCCEEDED'],
    ['a share that is exceeded', { ToleratedFailurePercentage: 49 }, ['ok', 'bad'], 'FAILED'],
  ])('tolerates: %s', async (_, tolerance, items, expected) => {
    const state = {
      Type: 'Map',
      MaxConcurrency: 1,
      ItemProcessor: each({ Type: 'Task', Resource: work }),
      ...tolerance,
    };
    const run = await engine.run(only(state), items);
    expect([run.status, (await mapRunOf(run)).status]).toEqual([expected, expected]);
    if (expected === 'SUCCEEDED') expect(run.output).toEqual(['ok']);
    else {
      expect(run.error).toBe('States.ExceedToleratedFailureThreshold');
      expect(run.types.slice(-3)).toEqual(['MapRunFailed<4', 'MapStateFailed<5', 'ExecutionFailed<6']);
    }
  });

  test.each([
    [
      'paths',
      { ToleratedFailureCountPath: '$.count', ToleratedFailurePercentagePath: '$.share' },
      { ItemsPath: '$.i' },
    ],
    [
      'JSONata',
      { ToleratedFailureCount: '{% $states.input.count %}', ToleratedFailurePercentage: '{% $states.input.share %}' },
      { QueryLanguage: 'JSONata', Items: '{% $states.input.i %}' },
    ],
  ])('takes what is tolerated from %s', async (_, tolerance, items) => {
    const state = { Type: 'Map', ItemProcessor: each({ Type: 'Task', Resource: work }), ...items, ...tolerance };
    const i = ['bad', 'bad', 'ok'];
    const tolerated = await engine.run(only(state), { i, count: 2, share: 66.7 });
    expect([tolerated.cause, tolerated.output]).toEqual([undefined, ['ok']]);
    expect(await mapRunOf(tolerated)).toMatchObject({
      toleratedFailureCount: 2,
      toleratedFailurePercentage: expect.closeTo(66.7, 3) as number,
      itemCounts: { total: 3, failed: 2, succeeded: 1 },
    });
    const threshold = 'States.ExceedToleratedFailureThreshold';
    expect((await engine.run(only(state), { i, count: 1, share: 0 })).error).toBe(threshold);
    expect((await engine.run(only(state), { i, count: 2, share: 66 })).error).toBe(threshold);
  });

  test.each([
    [{ ToleratedFailurePercentagePath: '$.n' }, 101, 'ToleratedFailurePercentage must be between 0 and 100.'],
    [{ ToleratedFailurePercentagePath: '$.n' }, -1, 'ToleratedFailurePercentage must be between 0 and 100.'],
    [{ ToleratedFailureCountPath: '$.n' }, -1, 'ToleratedFailureCount cannot be negative.'],
    [
      { ToleratedFailureCountPath: '$.n' },
      'many',
      'The ToleratedFailureCountPath field refers to value "many" which is not a valid integer: $.n',
    ],
  ])('refuses %j of %j, after MapStateStarted', async (tolerance, n, cause) => {
    const state = { Type: 'Map', ItemsPath: '$.i', ItemProcessor: each({ Type: 'Pass' }), ...tolerance };
    const run = await engine.run(only(state), { i: [1], n });
    expect([run.error, run.cause?.endsWith(cause)]).toEqual(['States.Runtime', true]);
    expect(run.types.slice(2)).toEqual(['MapStateStarted<2', 'ExecutionFailed<3']);
  });

  test('yields an empty list for no items', async () => {
    const run = await engine.run(only({ Type: 'Map', ItemProcessor: each({ Type: 'Pass' }) }), []);
    expect(run.output).toEqual([]);
    expect(await mapRunOf(run)).toMatchObject({ status: 'SUCCEEDED', executionCounts: { total: 0 } });
  });

  test('a retry begins another map run', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }];
    const state = { Type: 'Map', ItemProcessor: each({ Type: 'Task', Resource: work }), Retry };
    const { executionArn, status } = await engine.run(only(state), ['bad']);
    const { mapRuns } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
    expect([status, new Set(mapRuns!.map(({ mapRunArn }) => mapRunArn)).size]).toEqual(['FAILED', 2]);
  });
});
