import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  StartSyncExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { parseMockConfig } from '../../../../local/step-functions/mocks/mock-config';
import { Engine, hanging, only, roleArn, work } from '../engine';

describe('starting an execution', () => {
  const hang = hanging();
  const mocks = parseMockConfig(
    JSON.stringify({
      StateMachines: { mocked: { TestCases: { Fine: { Only: 'Answer' } } } },
      MockedResponses: { Answer: { '0': { Return: { mocked: true } } } },
    }),
    'mocks.json',
  );
  let engine: Engine;
  let send: Engine['client']['send'];
  let pass: string;
  beforeAll(async () => {
    engine = await Engine.start({ integrations: { [work]: hang.integration }, mocks });
    // The SDK sends StartSyncExecution to a host named sync-…, which for an address is none.
    engine.client.config.disableHostPrefix = true;
    send = engine.client.send.bind(engine.client);
    pass = await engine.create(only({ Type: 'Pass' }));
  });
  afterAll(() => engine.close());

  const create = async (name: string, state: object, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): Promise<string> => {
    const request = { name, definition: JSON.stringify(only(state)), roleArn, type };
    return (await send(new CreateStateMachineCommand(request))).stateMachineArn!;
  };

  test('again while it runs, with its name and input, answers the same execution', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Task', Resource: work }));
    const start = (input: string) => send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    const { executionArn, startDate } = await start('{}');
    expect(executionArn).toBe(`${stateMachineArn.replace(':stateMachine:', ':execution:')}:one`);
    const again = await start('{}');
    expect([again.executionArn, again.startDate]).toEqual([executionArn, startDate]);
    const taken = { name: 'ExecutionAlreadyExists', message: `Execution Already Exists: '${executionArn!}'` };
    await expect(start('{"a":1}')).rejects.toMatchObject(taken);
    await send(new StopExecutionCommand({ executionArn }));
    await engine.end(executionArn!);
    await expect(start('{}')).rejects.toMatchObject(taken);
  });

  test('names it where nobody does, and its input is {}', async () => {
    const start = new StartExecutionCommand({ stateMachineArn: pass });
    const [first, second] = [await send(start), await send(start)];
    expect(first.executionArn).not.toBe(second.executionArn);
    expect((await engine.end(first.executionArn!)).output).toEqual({});
  });

  test('keeps the input as it was written', async () => {
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn: pass, input: '{ "a" : 1.0 }' }));
    await engine.end(executionArn!);
    const { input, output } = await send(new DescribeExecutionCommand({ executionArn }));
    expect([input, output]).toEqual(['{ "a" : 1.0 }', '{ "a" : 1.0 }']);
  });

  test.each([
    ['no JSON', { input: '{' }, 'InvalidExecutionInput'],
    ['too large', { input: JSON.stringify('x'.repeat(262_143)) }, 'ValidationException'],
    ['too large in bytes', { input: JSON.stringify('ä'.repeat(131_072)) }, 'ValidationException'],
    ['a name with a blank', { name: 'a b' }, 'InvalidName'],
    ['a name too long', { name: 'n'.repeat(81) }, 'InvalidName'],
  ])('refuses an input or name that is %s', async (_, request, name) => {
    await expect(send(new StartExecutionCommand({ stateMachineArn: pass, ...request }))).rejects.toMatchObject({
      name,
    });
  });

  test('takes an input of exactly the limit', async () => {
    const input = JSON.stringify('x'.repeat(262_142));
    expect((await engine.run(only({ Type: 'Pass', Result: 1 }), JSON.parse(input))).output).toBe(1);
  });

  test('of a version runs what was published, of the machine what it is now', async () => {
    const stateMachineArn = await create('versions', { Type: 'Pass', Result: 'old' });
    const { stateMachineVersionArn } = await send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    const definition = JSON.stringify(only({ Type: 'Pass', Result: 'new' }));
    await send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    const run = async (of: string | undefined) => {
      const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn: of }));
      const { output } = await engine.end(executionArn!);
      const described = await send(new DescribeExecutionCommand({ executionArn }));
      expect(described.stateMachineArn).toBe(stateMachineArn);
      return [output, described.stateMachineVersionArn];
    };
    expect(await run(stateMachineVersionArn)).toEqual(['old', stateMachineVersionArn]);
    expect(await run(stateMachineArn)).toEqual(['new', undefined]);
    await expect(run(`${stateMachineArn}:2`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
  });

  test('with a test case answers what the mock configuration says', async () => {
    const stateMachineArn = await create('mocked', { Type: 'Task', Resource: work });
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#Fine` }));
    expect((await engine.end(executionArn!)).output).toEqual({ mocked: true });
    await expect(send(new StartExecutionCommand({ stateMachineArn: `${stateMachineArn}#No` }))).rejects.toMatchObject({
      name: 'ValidationException',
      message: "The mock configuration has no test case 'No' for the state machine 'mocked'",
    });
  });

  test('of an unknown machine is refused', async () => {
    const stateMachineArn = 'arn:aws:states:eu-west-1:000000000000:stateMachine:none';
    await expect(send(new StartExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn}'`,
    });
  });
});

describe('starting an Express execution', () => {
  let engine: Engine;
  let send: Engine['client']['send'];
  beforeAll(async () => {
    engine = await Engine.start();
    engine.client.config.disableHostPrefix = true;
    send = engine.client.send.bind(engine.client);
  });
  afterAll(() => engine.close());

  const express = async (name: string, state: object): Promise<string> => {
    const create = { name, definition: JSON.stringify(only(state)), roleArn, type: 'EXPRESS' as const };
    return (await send(new CreateStateMachineCommand(create))).stateMachineArn!;
  };

  test('and waiting for it answers how it ended', async () => {
    const stateMachineArn = await express('echo', { Type: 'Pass' });
    const input = '{"a":1}';
    const run = await send(new StartSyncExecutionCommand({ stateMachineArn, name: 'n', input }));
    expect(run).toMatchObject({
      executionArn: expect.stringMatching(/^arn:aws:states:eu-west-1:000000000000:express:echo:n:[\w-]+$/) as string,
      stateMachineArn,
      name: 'n',
      status: 'SUCCEEDED',
      input,
      output: input,
      outputDetails: { included: true },
      startDate: expect.any(Date) as Date,
      stopDate: expect.any(Date) as Date,
      billingDetails: { billedMemoryUsedInMB: 64, billedDurationInMilliseconds: 100 },
    });
    // Express executions may share a name.
    const again = await send(new StartSyncExecutionCommand({ stateMachineArn, name: 'n', input }));
    expect(again.executionArn).not.toBe(run.executionArn);
  });

  test('and waiting for it answers its failure', async () => {
    const stateMachineArn = await express('fail', { Type: 'Fail', End: undefined, Error: 'Bad', Cause: 'why' });
    const run = await send(new StartSyncExecutionCommand({ stateMachineArn }));
    expect(run).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'why' });
  });

  test('without waiting may be done too, and it is told of by nothing else', async () => {
    const stateMachineArn = await express('apart', { Type: 'Pass' });
    const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn }));
    await expect(send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({ name: 'InvalidArn' });
  });

  test('of a Standard machine is refused', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass' }));
    await expect(send(new StartSyncExecutionCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineTypeNotSupported',
    });
  });
});
