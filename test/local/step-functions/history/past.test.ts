import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DeleteStateMachineVersionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  DescribeStateMachineForExecutionCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  ListStateMachineVersionsCommand,
  ListTagsForResourceCommand,
  PublishStateMachineVersionCommand,
  StartExecutionCommand,
  TagResourceCommand,
  UpdateStateMachineCommand,
} from '@aws-sdk/client-sfn';
import { StatesError } from '../../../../local/step-functions/server';
import { Crashes, describe as describeExecution, Worker } from '../crash';
import { Engine, only, roleArn, work } from '../engine';

/** Of the answer, not of what it tells. */
const asked = { $metadata: expect.anything() as unknown };

describe('what an engine left on disk', () => {
  let crashes: Crashes;
  beforeEach(() => void (crashes = new Crashes()));
  afterEach(() => crashes.end());

  test('are its machines: definitions, versions, tags, types; and not those deleted', async () => {
    const folder = crashes.folder();
    const first = await crashes.start({ folder });
    const [old, changed] = [1, 2].map((Result) => JSON.stringify(only({ Type: 'Pass', Result })));
    const tags = [{ key: 'team', value: 'video' }];
    const create = { name: 'm', definition: old, roleArn, tags, publish: true, versionDescription: 'the first' };
    const { stateMachineArn } = await first.client.send(new CreateStateMachineCommand(create));
    await first.client.send(new UpdateStateMachineCommand({ stateMachineArn, definition: changed, publish: true }));
    await first.client.send(new DeleteStateMachineVersionCommand({ stateMachineVersionArn: `${stateMachineArn!}:2` }));
    await first.client.send(new TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'a', value: 'b' }] }));
    const express = { name: 'express', definition: old, roleArn, type: 'EXPRESS' as const };
    await first.client.send(new CreateStateMachineCommand(express));
    const gone = await first.create(only({ Type: 'Pass' }));
    const { executionArn } = await first.client.send(new StartExecutionCommand({ stateMachineArn: gone, input: '1' }));
    await first.end(executionArn!);
    await first.client.send(new DeleteStateMachineCommand({ stateMachineArn: gone }));

    const second = await crashes.start({ folder: await crashes.copyOf(folder) });
    const { client } = second;
    const { stateMachines } = await client.send(new ListStateMachinesCommand({}));
    expect(stateMachines!.map(({ name, type }) => [name, type])).toEqual([
      ['m', 'STANDARD'],
      ['express', 'EXPRESS'],
    ]);
    const describe = new DescribeStateMachineCommand({ stateMachineArn });
    const before = await first.client.send(describe);
    const after = await client.send(describe);
    expect(after).toEqual({ ...before, ...asked });
    expect(after.definition).toBe(changed);
    const described = await client.send(new DescribeStateMachineCommand({ stateMachineArn: `${stateMachineArn!}:1` }));
    expect([described.definition, described.description]).toEqual([old, 'the first']);
    const { stateMachineVersions } = await client.send(new ListStateMachineVersionsCommand({ stateMachineArn }));
    expect(stateMachineVersions!.map((version) => version.stateMachineVersionArn)).toEqual([`${stateMachineArn!}:1`]);
    expect((await client.send(new ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([
      ...tags,
      { key: 'a', value: 'b' },
    ]);
    // Numbers are never given twice, not even that of a version that was deleted.
    const published = await client.send(new PublishStateMachineVersionCommand({ stateMachineArn }));
    expect(published.stateMachineVersionArn).toBe(`${stateMachineArn!}:3`);
    // A deleted machine's executions are still told of.
    expect(await describeExecution(second, executionArn!)).toMatchObject({ status: 'SUCCEEDED', output: '1' });
  });

  test('are executions, however they ended, the last first', async () => {
    const folder = crashes.folder();
    const integrations = { [work]: () => Promise.reject(new StatesError('Bad', 'all of it')) };
    const first = await crashes.start({ folder, integrations });
    const states = {
      Which: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'Bad' }], Default: 'Good' },
      Bad: { Type: 'Task', Resource: work, End: true },
      Good: { Type: 'Succeed' },
    };
    const stateMachineArn = await first.create({ StartAt: 'Which', States: states });
    const { stateMachineVersionArn } = await first.client.send(new PublishStateMachineVersionCommand({ stateMachineArn })); // prettier-ignore
    for (const [of, name, input] of [
      [stateMachineArn, 'one', '1'],
      [stateMachineVersionArn, 'two', '{"b": 2 }'],
    ]) {
      const start = new StartExecutionCommand({ stateMachineArn: of, name, input });
      await first.end((await first.client.send(start)).executionArn!);
    }
    const second = await crashes.start({ folder: await crashes.copyOf(folder) });
    const list = new ListExecutionsCommand({ stateMachineArn });
    const { executions: before } = await first.client.send(list);
    const { executions: after } = await second.client.send(list);
    expect(after).toEqual(before);
    expect(after!.map(({ name, status }) => [name, status])).toEqual([
      ['two', 'SUCCEEDED'],
      ['one', 'FAILED'],
    ]);
    expect(after![0]!.stateMachineVersionArn).toBe(stateMachineVersionArn);
    for (const { executionArn } of before!) {
      const told = await describeExecution(first, executionArn!);
      const toldAfter = await describeExecution(second, executionArn!);
      expect(toldAfter).toEqual({ ...told, ...asked });
      expect(await second.history(executionArn!)).toEqual(await first.history(executionArn!));
    }
    // A name is taken for ever.
    const again = new StartExecutionCommand({ stateMachineArn, name: 'one', input: '1' });
    await expect(second.client.send(again)).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  });

  test('are map runs with their children', async () => {
    const folder = crashes.folder();
    const first = await crashes.start({ folder });
    const ItemProcessor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'Each',
      States: { Each: { Type: 'Pass', End: true } },
    };
    const map = only({ Type: 'Map', Label: 'l', ItemBatcher: { MaxItemsPerBatch: 2 }, ItemProcessor });
    const { executionArn } = await first.run(map, [1, 2, 3]);
    const second = await crashes.start({ folder: await crashes.copyOf(folder) });
    const { mapRuns } = await second.client.send(new ListMapRunsCommand({ executionArn }));
    const describe = new DescribeMapRunCommand({ mapRunArn: mapRuns![0]!.mapRunArn });
    const before = await first.client.send(describe);
    const after = await second.client.send(describe);
    expect(after).toEqual({ ...before, ...asked });
    expect([after.itemCounts!.succeeded, after.executionCounts!.succeeded]).toEqual([3, 2]);
    const list = new ListExecutionsCommand({ mapRunArn: mapRuns![0]!.mapRunArn });
    const children = (await second.client.send(list)).executions;
    expect(children).toEqual((await first.client.send(list)).executions);
    expect(children!.map(({ itemCount }) => itemCount)).toEqual([1, 2]);
  });

  test('runs on with the definition that it was started with, whatever the machine has become', async () => {
    const folder = crashes.folder();
    const worker = new Worker([1]);
    const first = await crashes.start({ folder, integrations: { [work]: worker.integration } });
    const states = {
      Work: { Type: 'Task', Resource: work, Next: 'End' },
      End: { Type: 'Pass', Result: 'old', End: true },
    };
    const executionArn = await first.begin({ StartAt: 'Work', States: states }, 1);
    await worker.reached;
    const { stateMachineArn } = await describeExecution(first, executionArn);
    const definition = JSON.stringify(only({ Type: 'Pass', Result: 'new' }));
    await first.client.send(new UpdateStateMachineCommand({ stateMachineArn, definition }));
    const integrations = { [work]: new Worker().integration };
    const second = await crashes.start({ folder: await crashes.copyOf(folder), integrations });
    expect((await second.redrive(executionArn)).output).toBe('old');
    const runs = await second.client.send(new DescribeStateMachineForExecutionCommand({ executionArn }));
    expect(runs.definition).toContain('"old"');
  });

  test('starts with fewer integrations than it had, and misses them when they are called', async () => {
    const folder = crashes.folder();
    const worker = new Worker([1]);
    const first = await crashes.start({ folder, integrations: { [work]: worker.integration } });
    const executionArn = await first.begin(only({ Type: 'Task', Resource: work }), 1);
    await worker.reached;
    const second = await crashes.start({ folder: await crashes.copyOf(folder) });
    expect((await describeExecution(second, executionArn)).status).toBe('ABORTED');
    const { status, error, cause } = await second.redrive(executionArn);
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toMatch(new RegExp(`${work}.*has no integration|No integration.*${work}`));
  });

  test('may be closed and opened again', async () => {
    const folder = crashes.folder();
    const worker = new Worker([1]);
    const first = await Engine.start({ folder, integrations: { [work]: worker.integration } });
    const executionArn = await first.begin(only({ Type: 'Task', Resource: work }), 1);
    await worker.reached;
    await first.close();
    const second = await crashes.start({ folder, integrations: { [work]: new Worker().integration } });
    expect(await describeExecution(second, executionArn)).toMatchObject({
      status: 'ABORTED',
      error: 'Framefleet.StackEnded',
    });
    expect((await second.redrive(executionArn)).output).toBe(1);
  });
});
