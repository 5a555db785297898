import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeStateMachineCommand,
  ListStateMachineAliasesCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateStateMachineCommand,
  ValidateStateMachineDefinitionCommand,
} from '@aws-sdk/client-sfn';
import { Engine, only, roleArn } from '../engine';

const definitionOf = (Result: unknown): string => JSON.stringify(only({ Type: 'Pass', Result }));
const unknown = 'arn:aws:states:eu-west-1:000000000000:stateMachine:none';
const notThere = { name: 'StateMachineDoesNotExist', message: `State Machine Does Not Exist: '${unknown}'` };

describe('operations on state machines', () => {
  let engine: Engine;
  let send: Engine['client']['send'];
  beforeEach(async () => {
    engine = await Engine.start();
    send = engine.client.send.bind(engine.client);
  });
  afterEach(() => engine.close());

  const create = async (name: string, more: object = {}) => {
    const request = { name, definition: definitionOf(1), roleArn, ...more };
    const { stateMachineArn, ...rest } = await send(new CreateStateMachineCommand(request));
    return { stateMachineArn: stateMachineArn!, ...rest };
  };
  const describe = (stateMachineArn: string) => send(new DescribeStateMachineCommand({ stateMachineArn }));

  test('create and describe', async () => {
    const { stateMachineArn, creationDate, stateMachineVersionArn } = await create('m');
    expect(stateMachineArn).toBe('arn:aws:states:eu-west-1:000000000000:stateMachine:m');
    expect(creationDate).toBeInstanceOf(Date);
    expect(stateMachineVersionArn).toBeUndefined();
    expect(await describe(stateMachineArn)).toMatchObject({
      stateMachineArn,
      name: 'm',
      status: 'ACTIVE',
      type: 'STANDARD',
      definition: definitionOf(1),
      roleArn,
      creationDate,
      loggingConfiguration: { level: 'OFF', includeExecutionData: false },
      tracingConfiguration: { enabled: false },
    });
    const { stateMachineArn: express } = await create('e', { type: 'EXPRESS' });
    expect((await describe(express)).type).toBe('EXPRESS');
  });

  test('update the definition, the role, or both, and each time the revision', async () => {
    const { stateMachineArn } = await create('m');
    const update = (more: object) => send(new UpdateStateMachineCommand({ stateMachineArn, ...more }));
    const first = await update({ definition: definitionOf(2) });
    expect(first.updateDate).toBeInstanceOf(Date);
    expect(await describe(stateMachineArn)).toMatchObject({ definition: definitionOf(2), roleArn });
    const other = `${roleArn}-other`;
    const second = await update({ roleArn: other });
    expect(second.revisionId).not.toBe(first.revisionId);
    expect(await describe(stateMachineArn)).toMatchObject({
      definition: definitionOf(2),
      roleArn: other,
      revisionId: second.revisionId,
    });
    await expect(update({ definition: '{}' })).rejects.toMatchObject({ name: 'InvalidDefinition' });
    expect((await describe(stateMachineArn)).definition).toBe(definitionOf(2));
  });

  test('publish versions as they are created, updated or asked for', async () => {
    const { stateMachineArn, stateMachineVersionArn } = await create('m', { publish: true, versionDescription: 'one' });
    expect(stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    const publish = (description?: string) =>
      send(new PublishStateMachineVersionCommand({ stateMachineArn, description }));
    // The same revision has the version it has.
    expect((await publish('again')).stateMachineVersionArn).toBe(`${stateMachineArn}:1`);
    const update = new UpdateStateMachineCommand({ stateMachineArn, definition: definitionOf(2), publish: true });
    expect((await send(update)).stateMachineVersionArn).toBe(`${stateMachineArn}:2`);
    await send(new UpdateStateMachineCommand({ stateMachineArn, definition: definitionOf(3) }));
    const third = await publish('three');
    expect([third.stateMachineVersionArn, third.creationDate]).toEqual([`${stateMachineArn}:3`, expect.any(Date)]);

    expect(await describe(`${stateMachineArn}:1`)).toMatchObject({
      stateMachineArn: `${stateMachineArn}:1`,
      definition: definitionOf(1),
      description: 'one',
    });
    const list = async (more: object = {}) => {
      const listed = await send(new ListStateMachineVersionsCommand({ stateMachineArn, ...more }));
      return { numbers: listed.stateMachineVersions!.map((one) => one.stateMachineVersionArn!.split(':').at(-1)), nextToken: listed.nextToken }; // prettier-ignore
    };
    expect((await list()).numbers).toEqual(['3', '2', '1']);
    const { numbers, nextToken } = await list({ maxResults: 2 });
    expect([...numbers, ...(await list({ nextToken })).numbers]).toEqual(['3', '2', '1']);

    await send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${stateMachineArn}:3` }));
    expect((await list()).numbers).toEqual(['2', '1']);
    await expect(describe(`${stateMachineArn}:3`)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    // Its number isn't given again.
    expect((await publish()).stateMachineVersionArn).toBe(`${stateMachineArn}:4`);
  });

  test('list machines by page, and no aliases', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const list = (more: object) => send(new ListStateMachinesCommand(more));
    const first = await list({ maxResults: 2 });
    const rest = await list({ nextToken: first.nextToken });
    expect([...first.stateMachines!, ...rest.stateMachines!].map(({ name }) => name)).toEqual(['a', 'b', 'c']);
    const { stateMachineArn, type, creationDate } = first.stateMachines![0]!;
    expect([type, creationDate]).toEqual(['STANDARD', expect.any(Date)]);
    expect((await send(new ListStateMachineAliasesCommand({ stateMachineArn }))).stateMachineAliases).toEqual([]);
  });

  test('tag', async () => {
    const tag = (key: string, value: string) => ({ key, value });
    const { stateMachineArn: resourceArn } = await create('m', { tags: [tag('a', '1'), tag('b', '2')] });
    const tags = async () => (await send(new ListTagsForResourceCommand({ resourceArn }))).tags;
    expect(await tags()).toEqual([tag('a', '1'), tag('b', '2')]);
    await send(new TagResourceCommand({ resourceArn, tags: [tag('b', '3'), tag('c', '4')] }));
    expect(await tags()).toEqual([tag('a', '1'), tag('b', '3'), tag('c', '4')]);
    await send(new UntagResourceCommand({ resourceArn, tagKeys: ['a', 'none'] }));
    expect(await tags()).toEqual([tag('b', '3'), tag('c', '4')]);
  });

  test('delete, as often as one likes', async () => {
    const { stateMachineArn } = await create('m');
    await send(new DeleteStateMachineCommand({ stateMachineArn }));
    await send(new DeleteStateMachineCommand({ stateMachineArn }));
    await expect(describe(stateMachineArn)).rejects.toMatchObject({ name: 'StateMachineDoesNotExist' });
    // Its name is free again.
    await create('m', { definition: definitionOf(2) });
  });

  test('refuse a wrong definition by name, and say where; validate tells the same', async () => {
    const wrong = JSON.stringify(only({ Type: 'Pass', Result: 1, Nope: {}, Next: 'Nowhere' }));
    await expect(create('wrong', { definition: wrong })).rejects.toMatchObject({
      name: 'InvalidDefinition',
      message: expect.stringContaining('/States/Only') as string,
    });
    const validate = (definition: string, more: object = {}) =>
      send(new ValidateStateMachineDefinitionCommand({ definition, ...more }));
    const found = await validate(wrong);
    expect(found).toMatchObject({ result: 'FAIL', truncated: false });
    expect(found.diagnostics![0]).toMatchObject({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED' });
    expect(await validate(definitionOf(1))).toMatchObject({ result: 'OK', diagnostics: [], truncated: false });
    const dangling = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, C: { Type: 'Pass', Next: 'D' } } };
    const all = await validate(JSON.stringify(dangling));
    expect(all.diagnostics!.length).toBeGreaterThan(1);
    const one = await validate(JSON.stringify(dangling), { maxResults: 1 });
    expect([one.diagnostics, one.truncated]).toEqual([all.diagnostics!.slice(0, 1), true]);
  });

  test('name a machine that they do not know, and what is no ARN', async () => {
    const asked = [
      describe(unknown),
      send(new UpdateStateMachineCommand({ stateMachineArn: unknown, roleArn })),
      send(new PublishStateMachineVersionCommand({ stateMachineArn: unknown })),
      send(new ListStateMachineVersionsCommand({ stateMachineArn: unknown })),
      send(new ListStateMachineAliasesCommand({ stateMachineArn: unknown })),
      send(new ListTagsForResourceCommand({ resourceArn: unknown })),
      send(new TagResourceCommand({ resourceArn: unknown, tags: [] })),
      send(new UntagResourceCommand({ resourceArn: unknown, tagKeys: [] })),
    ];
    for (const answer of await Promise.allSettled(asked)) {
      expect(answer).toMatchObject({ status: 'rejected', reason: notThere });
    }
    await expect(describe('none')).rejects.toMatchObject({ name: 'InvalidArn' });
  });
});
