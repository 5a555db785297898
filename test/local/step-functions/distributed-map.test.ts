import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type ChildCall, StatesError } from '../../../local/step-functions/server';
import { Engine, hanging, memoryObjects, only, work, type Run } from './engine';

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
  const hang = hanging();
  const childCalls: ChildCall[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      onChildCall: (call) => childCalls.push(call),
      integrations: {
        [work]: ({ parameters }) =>
          parameters === 'bad' ? Promise.reject(new StatesError('Bad', 'a bad item')) : Promise.resolve(parameters),
        'arn:aws:states:::test:hang': hang.integration,
      },
      objects: memoryObjects({ 'plans/plan.json': '["x","y","z"]', 'broken/plan.json': '{}' }),
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
    ['nowhere', 'Unable to read s3://nowhere/plan.json: NoSuchKey'],
    ['broken', 'holds no array'],
  ])('fails when the items in %s cannot be read', async (bucket, cause) => {
    const state = { Type: 'Map', ItemReader: reader, ItemProcessor: each({ Type: 'Pass' }) };
    const run = await engine.run(only(state), { bucket });
    expect(run.error).toBe('States.ItemReaderFailed');
    expect(run.cause).toContain(cause);
  });

  test('reads no more than MaxItems', async () => {
    const ItemReader = { ...reader, ReaderConfig: { InputType: 'JSON', MaxItems: 2 } };
    const run = await engine.run(only({ Type: 'Map', ItemReader, ItemProcessor: each({ Type: 'Pass' }) }), {
      bucket: 'plans',
    });
    expect(run.output).toEqual(['x', 'y']);
  });

  test('refuses a tolerance that is no share, after MapStateStarted', async () => {
    const state = {
      Type: 'Map',
      ItemsPath: '$.i',
      ToleratedFailurePercentagePath: '$.p',
      ItemProcessor: each({ Type: 'Pass' }),
    };
    const run = await engine.run(only(state), { i: [1], p: 101 });
    expect(run.cause).toContain('ToleratedFailurePercentage must be between 0 and 100.');
    expect(run.types.slice(2)).toEqual(['MapStateStarted<2', 'ExecutionFailed<3']);
  });

  test('stopping the execution stops its children and waits for them', async () => {
    const state = { Type: 'Map', ItemProcessor: each({ Type: 'Task', Resource: 'arn:aws:states:::test:hang' }) };
    const executionArn = await engine.begin(only(state), [1, 2, 3]);
    await hang.begun;
    await engine.client.send(new StopExecutionCommand({ executionArn }));
    const run = await engine.end(executionArn);
    expect([run.status, hang.settled()]).toEqual(['ABORTED', 3]);
    const actions = childCalls.map(({ action }) => action);
    expect(actions).toEqual([...Array<string>(3).fill('StartExecution'), ...Array<string>(3).fill('StopExecution')]);
    expect(childCalls.at(-1)?.resource).toMatch(/:execution:machine-\d+\/[\w-]+:[\w-]+$/);
    expect(await mapRunOf(run)).toMatchObject({
      status: 'ABORTED',
      itemCounts: { aborted: 3, running: 0, pending: 0 },
    });
    expect(run.types.slice(-3)).toEqual(['MapRunAborted<4', 'MapStateAborted<5', 'ExecutionAborted<6']);
  });
});
