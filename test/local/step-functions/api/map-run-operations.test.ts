import { setImmediate as nextTurn } from 'node:timers/promises';
import { DescribeMapRunCommand, ListExecutionsCommand, ListMapRunsCommand, UpdateMapRunCommand } from '@aws-sdk/client-sfn'; // prettier-ignore
import { StatesError } from '../../../../local/step-functions/server';
import { Crashes, Worker } from '../crash';
import { type Engine, only, work } from '../engine';

const ItemProcessor = {
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  StartAt: 'Each',
  States: { Each: { Type: 'Task', Resource: work, End: true } },
};
const fourItems = [1, 2, 3, 4];

describe('operations on map runs', () => {
  let crashes: Crashes;
  beforeEach(() => void (crashes = new Crashes()));
  afterEach(() => crashes.end());

  const mapRunOf = async (engine: Engine, executionArn: string): Promise<string> => {
    const { mapRuns } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
    return mapRuns![0]!.mapRunArn!;
  };
  const begin = async (worker: Worker, fields: object, folder?: string) => {
    const integrations = { [work]: worker.integration };
    const engine = await crashes.start(folder === undefined ? { integrations } : { integrations, folder });
    const executionArn = await engine.begin(only({ Type: 'Map', ItemProcessor, ...fields }), fourItems);
    await worker.reached;
    return { engine, executionArn, mapRunArn: await mapRunOf(engine, executionArn) };
  };

  test('a raised concurrency begins more at once, while all that run go on', async () => {
    const first = new Worker([1]);
    const worker = new Worker(fourItems);
    const integrations = { [work]: (call: Parameters<Worker['integration']>[0]) => (void first.integration(call), worker.integration(call)) }; // prettier-ignore
    const engine = await crashes.start({ integrations });
    const executionArn = await engine.begin(only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor }), fourItems);
    await first.reached;
    expect(worker.calls).toEqual([1]);
    const mapRunArn = await mapRunOf(engine, executionArn);
    await engine.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 4 }));
    // Reached once all four hang at the same time.
    await worker.reached;
    expect(await engine.client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 4,
      executionCounts: { running: 4 },
    });
    worker.release();
    first.release();
    expect((await engine.end(executionArn)).output).toEqual(fourItems);
  });

  test('a lowered concurrency ends none, and begins none before there is room', async () => {
    const worker = new Worker([1, 2]);
    const { engine, executionArn, mapRunArn } = await begin(worker, { MaxConcurrency: 2 });
    await engine.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 1 }));
    await nextTurn();
    expect(worker.calls).toEqual([1, 2]);
    worker.release();
    expect((await engine.end(executionArn)).output).toEqual(fourItems);
  });

  test('zero lifts the limit', async () => {
    const worker = new Worker([1, 2, 3, 4]);
    const engine = await crashes.start({ integrations: { [work]: worker.integration } });
    const executionArn = await engine.begin(only({ Type: 'Map', MaxConcurrency: 3, ItemProcessor }), fourItems);
    for (let begun = 0; begun < 3; begun = worker.calls.length) await nextTurn();
    const mapRunArn = await mapRunOf(engine, executionArn);
    await engine.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 0 }));
    await worker.reached;
    expect((await engine.client.send(new DescribeMapRunCommand({ mapRunArn }))).maxConcurrency).toBe(0);
    worker.release();
    await engine.end(executionArn);
  });

  test('what is tolerated may be changed while it runs', async () => {
    const worker = new Worker([1]);
    const integrations = {
      [work]: async (call: Parameters<Worker['integration']>[0]) => {
        await worker.integration(call);
        if (call.parameters !== 4) throw new StatesError('Bad', 'all but the fourth');
        return 4;
      },
    };
    const engine = await crashes.start({ integrations });
    const executionArn = await engine.begin(only({ Type: 'Map', MaxConcurrency: 1, ItemProcessor }), fourItems);
    await worker.reached;
    const mapRunArn = await mapRunOf(engine, executionArn);
    const change = { mapRunArn, toleratedFailureCount: 3, toleratedFailurePercentage: 75 };
    await engine.client.send(new UpdateMapRunCommand(change));
    worker.release();
    expect((await engine.end(executionArn)).output).toEqual([4]);
    expect(await engine.client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 1,
      toleratedFailureCount: 3,
      toleratedFailurePercentage: 75,
    });
  });

  test('a changed limit survives a crash', async () => {
    const folder = crashes.folder();
    const { engine, mapRunArn } = await begin(new Worker([1, 2]), { MaxConcurrency: 2 }, folder);
    await engine.client.send(new UpdateMapRunCommand({ mapRunArn, maxConcurrency: 0, toleratedFailureCount: 2 }));
    const second = await crashes.start({ folder: await crashes.copyOf(folder) });
    expect(await second.client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      maxConcurrency: 0,
      toleratedFailureCount: 2,
    });
  });

  test('lists the map runs of an execution by page', async () => {
    const engine = await crashes.start({ integrations: { [work]: new Worker().integration } });
    const map = (more: object) => ({ Type: 'Map', ItemsPath: '$', ResultPath: null, ItemProcessor, ...more });
    const { StartAt, States } = { StartAt: 'Each', States: ItemProcessor.States };
    const second = { ...ItemProcessor, StartAt, States: { Second: { ...States.Each } } };
    const states = {
      A: map({ Label: 'a', Next: 'B' }),
      B: map({ Label: 'b', End: true, ItemProcessor: { ...second, StartAt: 'Second' } }),
    };
    const { executionArn } = await engine.run({ StartAt: 'A', States: states }, [1]);
    const list = (more: object) => engine.client.send(new ListMapRunsCommand({ executionArn, ...more }));
    const first = await list({ maxResults: 1 });
    const rest = await list({ nextToken: first.nextToken });
    expect([...first.mapRuns!, ...rest.mapRuns!]).toMatchObject(
      ['a', 'b'].map((label) => ({
        executionArn,
        mapRunArn: expect.stringMatching(new RegExp(`:mapRun:machine-1/${label}:[\\w-]+$`)) as string,
        stateMachineArn: 'arn:aws:states:eu-west-1:000000000000:stateMachine:machine-1',
        startDate: expect.any(Date) as Date,
        stopDate: expect.any(Date) as Date,
      })),
    );
    expect(rest.nextToken).toBeUndefined();
  });

  test('names what it does not know', async () => {
    const engine = await crashes.start();
    const mapRunArn = 'arn:aws:states:eu-west-1:000000000000:mapRun:m/l:none';
    const executionArn = 'arn:aws:states:eu-west-1:000000000000:execution:m:none';
    const unknown = { name: 'ResourceNotFound' };
    await expect(engine.client.send(new DescribeMapRunCommand({ mapRunArn }))).rejects.toMatchObject(unknown);
    await expect(engine.client.send(new UpdateMapRunCommand({ mapRunArn }))).rejects.toMatchObject(unknown);
    await expect(engine.client.send(new ListExecutionsCommand({ mapRunArn }))).rejects.toMatchObject(unknown);
    await expect(engine.client.send(new ListMapRunsCommand({ executionArn }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
    });
    const tooMuch = new UpdateMapRunCommand({ mapRunArn, toleratedFailurePercentage: 101 });
    await expect(engine.client.send(tooMuch)).rejects.toMatchObject({ name: 'ValidationException' });
  });
});
