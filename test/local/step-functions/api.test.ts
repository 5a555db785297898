import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { Engine, hanging, only, roleArn, work } from './engine';

describe('the API', () => {
  const hang = hanging();
  const definition = JSON.stringify(only({ Type: 'Pass' }));
  let engine: Engine;
  let send: Engine['client']['send'];
  beforeAll(async () => {
    engine = await Engine.start({ integrations: { [work]: hang.integration } });
    send = engine.client.send.bind(engine.client);
  });
  afterAll(() => engine.close());

  test('creates, describes, updates, lists and deletes a machine', async () => {
    const create = new CreateStateMachineCommand({ name: 'm', definition, roleArn });
    const { stateMachineArn } = await send(create);
    expect(stateMachineArn).toBe('arn:aws:states:eu-west-1:000000000000:stateMachine:m');
    expect((await send(create)).stateMachineArn).toBe(stateMachineArn);

    const described = await send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ name: 'm', status: 'ACTIVE', type: 'STANDARD', definition, roleArn });
    expect(described.creationDate).toBeInstanceOf(Date);

    const changed = JSON.stringify(only({ Type: 'Pass', Result: 1 }));
    const again = new CreateStateMachineCommand({ name: 'm', definition: changed, roleArn });
    await expect(send(again)).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    await send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed }));
    expect((await send(new DescribeStateMachineCommand({ stateMachineArn }))).definition).toBe(changed);

    const { stateMachines } = await send(new ListStateMachinesCommand({}));
    expect(stateMachines!.map(({ name }) => name)).toContain('m');
    expect((await send(new ListStateMachineVersionsCommand({ stateMachineArn }))).stateMachineVersions).toEqual([]);
    expect((await send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([]);

    await send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(send(new DescribeStateMachineCommand({ stateMachineArn }))).rejects.toMatchObject({
      name: 'StateMachineDoesNotExist',
      message: `State Machine Does Not Exist: '${stateMachineArn!}'`,
    });
  });

  test('refuses a wrong definition by name, and says where', async () => {
    const wrong = JSON.stringify(only({ Type: 'Pass', Assign: {} }));
    const create = new CreateStateMachineCommand({ name: 'wrong', definition: wrong, roleArn });
    await expect(send(create)).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining('at /States/Only/Assign') as string,
    });
    expect(await send(new ValidateStateMachineDefinitionCommand({ definition: wrong }))).toMatchObject({
      result: 'FAIL',
      diagnostics: [{ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', location: '/States/Only/Assign' }],
    });
    expect((await send(new ValidateStateMachineDefinitionCommand({ definition }))).result).toBe('OK');
    await expect(
      send(new CreateStateMachineCommand({ name: 'fast', definition, roleArn, type: 'EXPRESS' })),
    ).rejects.toMatchObject({ name: 'StateMachineTypeNotSupported' });
    await expect(send(new CreateStateMachineCommand({ name: 'a b', definition, roleArn }))).rejects.toMatchObject({
      name: 'InvalidName',
    });
  });

  test('starts an execution once for its name and input', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Task', Resource: work }));
    const start = (input: string) => send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    const { executionArn, startDate } = await start('{}');
    expect(startDate).toBeInstanceOf(Date);
    expect((await start('{}')).executionArn).toBe(executionArn);
    await expect(start('{"a":1}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    await send(new StopExecutionCommand({ executionArn }));
    await engine.end(executionArn!);
    await expect(start('{}')).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('refuses an input that is no JSON or too large', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass' }));
    const start = (input: string) => send(new StartExecutionCommand({ stateMachineArn, input }));
    await expect(start('{')).rejects.toMatchObject({ name: 'InvalidExecutionInput' });
    await expect(start(JSON.stringify('x'.repeat(262_144)))).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('lists executions, the last first, by status and by page', async () => {
    const stateMachineArn = await engine.create(only({ Type: 'Pass', InputPath: '$.a' }));
    const arns: string[] = [];
    for (const input of ['{"a":1}', '{"a":2}', '{}']) {
      const { executionArn } = await send(new StartExecutionCommand({ stateMachineArn, input }));
      await engine.end(executionArn!);
      arns.unshift(executionArn!);
    }
    const first = await send(new ListExecutionsCommand({ stateMachineArn, maxResults: 2 }));
    const second = await send(new ListExecutionsCommand({ stateMachineArn, nextToken: first.nextToken }));
    const listed = [...first.executions!, ...second.executions!].map(({ executionArn }) => executionArn);
    expect([listed, second.nextToken]).toEqual([arns, undefined]);
    const failed = await send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'FAILED' }));
    expect(failed.executions).toMatchObject([{ executionArn: arns[0], status: 'FAILED' }]);
  });

  test('pages through a history, forwards, backwards and without data', async () => {
    const { executionArn } = await engine.run(only({ Type: 'Pass' }), { a: 1 });
    const get = (more: object) => send(new GetExecutionHistoryCommand({ executionArn, ...more }));
    const first = await get({ maxResults: 3 });
    const rest = await get({ maxResults: 3, nextToken: first.nextToken });
    expect([...first.events!, ...rest.events!].map(({ id }) => id)).toEqual([1, 2, 3, 4]);
    expect((await get({ reverseOrder: true })).events![0]!.type).toBe('ExecutionSucceeded');
    expect(first.events![0]).toMatchObject({
      timestamp: expect.any(Date) as Date,
      executionStartedEventDetails: { input: '{"a":1}', inputDetails: { truncated: false }, roleArn },
    });
    const bare = await get({ includeExecutionData: false });
    expect(bare.events![0]!.executionStartedEventDetails).toEqual({ roleArn });
    await expect(get({ nextToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidToken' });
  });

  test('names what it does not know', async () => {
    const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:m:none';
    await expect(send(new DescribeExecutionCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    await expect(send(new SendTaskSuccessCommand({ taskToken: 't', output: '{}' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The embedded Step Functions has no operation SendTaskSuccess',
    });
    await expect(send(new StartExecutionCommand({ stateMachineArn: undefined }))).rejects.toMatchObject({
      name: 'ValidationException',
    });
  });
});
