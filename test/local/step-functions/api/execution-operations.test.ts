import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  PublishStateMachineVersionCommand,
  RedriveExecutionCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { Engine, hanging, only, roleArn, work } from '../engine';

const unknown = 'arn:aws:states:eu-west-1:000000000000:execution:m:none';

describe('operations on executions', () => {
  const hang = hanging();
  let engine: Engine;
  let send: Engine['client']['send'];
  beforeAll(async () => {
    engine = await Engine.start({ integrations: { [work]: hang.integration } });
    send = engine.client.send.bind(engine.client);
  });
  afterAll(() => engine.close());

  const start = async (stateMachineArn: string | undefined, input: string): Promise<string> => {
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn, input }));
    await engine.end(executionArn!);
    return executionArn!;
  };

  test('describe one that runs, and one that has ended', async () => {
    const executionArn = await engine.begin(only({ Type: 'Task', Resource: work }), { a: 1 });
    const describe = new DescribeExecutionCommand({ executionArn });
    const running = await send(describe);
    expect(running).toMatchObject({
      executionArn,
      name: executionArn.split(':').at(-1),
      status: 'RUNNING',
      input: '{"a":1}',
      inputDetails: { included: true },
      startDate: expect.any(Date) as Date,
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    expect([running.stopDate, running.output, running.error]).toEqual([undefined, undefined, undefined]);
    const stopped = await send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'no more' }));
    expect(stopped.stopDate).toBeInstanceOf(Date);
    await engine.end(executionArn);
    const ended = await send(describe);
    expect(ended).toMatchObject({
      status: 'ABORTED',
      error: 'Enough',
      cause: 'no more',
      stopDate: expect.any(Date) as Date,
      redriveStatus: 'REDRIVABLE',
    });
    expect(ended.redriveStatusReason).toBeUndefined();
    // Once it has ended, stopping changes nothing.
    await send(new StopExecutionCommand({ executionArn, error: 'Later' }));
    expect((await send(describe)).error).toBe('Enough');
  });

  test('describe the machine that it runs', async () => {
    const definition = only({ Type: 'Pass', Comment: 'this one' });
    const { executionArn } = await engine.run(definition);
    expect(await send(new DescribeStateMachineForExecutionCommand({ executionArn }))).toMatchObject({
      stateMachineArn: expect.stringMatching(/:stateMachine:machine-\d+$/) as string,
      definition: JSON.stringify(definition),
      roleArn,
      revisionId: expect.any(String) as string,
      updateDate: expect.any(Date) as Date,
    });
  });

  test('describe the machine of a child by its label and map run', async () => {
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...only({ Type: 'Succeed', End: undefined }) }; // prettier-ignore
    const machine = { StartAt: 'Each', States: { Each: { Type: 'Map', Label: 'each', ItemProcessor, End: true } } };
    const run = await engine.run(machine, [1]);
    const { mapRuns } = await send(new ListMapRunsCommand({ executionArn: run.executionArn }));
    const { mapRunArn } = mapRuns![0]!;
    const { executions } = await send(new ListExecutionsCommand({ mapRunArn }));
    const { executionArn } = executions![0]!;
    const described = await send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(described).toMatchObject({ mapRunArn, label: 'each', definition: JSON.stringify(machine) });
    expect(described.stateMachineArn).toMatch(/:stateMachine:machine-\d+\/each$/);
  });

  test('list them, the last first, by status, by redrive and by page', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass', InputPath: '$.a' }));
    const arns: string[] = [];
    for (const input of ['{"a":1}', '{"a":2}', '{}']) arns.unshift(await start(stateMachineArn, input));
    const list = async (more: object) => {
      const { executions, nextToken } = await send(new ListExecutionsCommand({ stateMachineArn, ...more }));
      return { arns: executions!.map(({ executionArn }) => executionArn), executions: executions!, nextToken };
    };
    const first = await list({ maxResults: 2 });
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect([...first.arns, ...second.arns]).toEqual(arns);
    expect([first.arns.length, second.nextToken]).toEqual([2, undefined]);
    expect(first.executions[0]).toMatchObject({
      stateMachineArn,
      name: arns[0]!.split(':').at(-1),
      status: 'FAILED',
      startDate: expect.any(Date) as Date,
      stopDate: expect.any(Date) as Date,
      redriveCount: 0,
    });
    expect((await list({ statusFilter: 'FAILED' })).arns).toEqual([arns[0]]);
    expect((await list({ statusFilter: 'RUNNING' })).arns).toEqual([]);
    await engine.redrive(arns[0]!);
    expect((await list({ redriveFilter: 'REDRIVEN' })).arns).toEqual([arns[0]]);
    expect((await list({ redriveFilter: 'NOT_REDRIVEN' })).arns).toEqual(arns.slice(1));
    await expect(list({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
    await expect(list({ maxResults: 1001 })).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('list those of a version alone', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass' }));
    const { stateMachineVersionArn } = await send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    const ofMachine = await start(stateMachineArn, '1');
    const ofVersion = await start(stateMachineVersionArn, '2');
    const list = async (of: string | undefined) =>
      (await send(new ListExecutionsCommand({ stateMachineArn: of }))).executions!.map((one) => one.executionArn);
    expect(await list(stateMachineVersionArn)).toEqual([ofVersion]);
    expect(await list(stateMachineArn)).toEqual([ofVersion, ofMachine]);
  });

  test('list needs to know of what, and Express executions are not listed', async () => {
    await expect(send(new ListExecutionsCommand({}))).rejects.toMatchObject({ name: 'ValidationException' });
    const create = {
      name: 'express',
      definition: JSON.stringify(only({ Type: 'Pass' })),
      roleArn,
      type: 'EXPRESS' as const,
    };
    const { stateMachineArn } = await send(new CreateStateMachineCommand(create));
    await expect(send(new ListExecutionsCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
  });

  test('page through a history, forwards, backwards and without data', async () => {
    const { executionArn } = await engine.run(only({ Type: 'Pass', Assign: { v: 'secret' } }), { a: 'secret' });
    const get = (more: object) => send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    const ids = async (reverseOrder: boolean) => {
      const first = await get({ maxResults: 3, reverseOrder });
      const rest = await get({ maxResults: 3, reverseOrder, nextToken: first.nextToken });
      expect([first.events!.length, rest.nextToken]).toEqual([3, undefined]);
      return [...first.events!, ...rest.events!].map(({ id }) => id);
    };
    expect(await ids(false)).toEqual([1, 2, 3, 4]);
    expect(await ids(true)).toEqual([4, 3, 2, 1]);
    const { events } = await get({});
    expect(events![0]).toMatchObject({
      timestamp: expect.any(Date) as Date,
      executionStartedEventDetails: { input: '{"a":"secret"}', inputDetails: { truncated: false }, roleArn },
    });
    const bare = await get({ includeExecutionData: false });
    expect(bare.events![0]!.executionStartedEventDetails).toEqual({ roleArn });
    expect(JSON.stringify(bare.events)).not.toContain('secret');
    await expect(get({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('refuse to redrive one that runs or succeeded, and the child of a map run', async () => {
    const redrive = (executionArn: string | undefined) => send(new RedriveExecutionCommand({ executionArn }));
    const refused = (why: string) => ({
      name: 'ExecutionNotRedrivable',
      message: expect.stringContaining(why) as string,
    });
    const running = await engine.begin(only({ Type: 'Task', Resource: work }));
    await expect(redrive(running)).rejects.toMatchObject(refused('Execution is RUNNING and cannot be redriven'));
    const { executionArn } = await engine.run(only({ Type: 'Pass' }));
    await expect(redrive(executionArn)).rejects.toMatchObject(refused('Execution is SUCCEEDED and cannot be redriven'));

    const Each = { Type: 'Fail', Error: 'Bad' };
    const processor = { StartAt: 'Each', States: { Each } };
    const children = async (ExecutionType: string) => {
      const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType }, ...processor };
      const run = await engine.run(only({ Type: 'Map', ItemProcessor }), [1]);
      const { mapRuns } = await send(new ListMapRunsCommand({ executionArn: run.executionArn }));
      const listed = await send(new ListExecutionsCommand({ mapRunArn: mapRuns![0]!.mapRunArn }));
      return listed.executions![0]!.executionArn;
    };
    await expect(redrive(await children('STANDARD'))).rejects.toMatchObject(refused('child of a map run'));
    await expect(redrive(await children('EXPRESS'))).rejects.toMatchObject({ name: 'InvalidArn' });
    await send(new StopExecutionCommand({ executionArn: running }));
  });

  test('redrive answers when, and begins at once', async () => {
    const { executionArn } = await engine.run(only({ Type: 'Pass', InputPath: '$.none' }));
    const { redriveDate } = await send(new RedriveExecutionCommand({ executionArn }));
    expect(redriveDate).toBeInstanceOf(Date);
    expect((await send(new DescribeExecutionCommand({ executionArn }))).redriveCount).toBe(1);
  });

  test.each([
    ['DescribeExecution', (executionArn: string) => new DescribeExecutionCommand({ executionArn })],
    ['StopExecution', (executionArn: string) => new StopExecutionCommand({ executionArn })],
    ['RedriveExecution', (executionArn: string) => new RedriveExecutionCommand({ executionArn })],
    ['GetExecutionHistory', (executionArn: string) => new GetExecutionHistoryCommand({ executionArn })],
    [
      'DescribeStateMachineForExecution',
      (executionArn: string) => new DescribeStateMachineForExecutionCommand({ executionArn }),
    ],
  ])('%s names an execution that it does not know, and what is no ARN', async (_, command) => {
    const message = `Execution Does Not Exist: '${unknown}'`;
    const asked = (arn: string): Promise<object> => engine.client.send(command(arn) as DescribeExecutionCommand);
    await expect(asked(unknown)).rejects.toMatchObject({ name: 'ExecutionDoesNotExist', message });
    await expect(asked('none')).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});
