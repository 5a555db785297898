import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  RedriveExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Integration, StatesError } from '../../../../local/step-functions/server';
import { Crashes, describe as describeExecution, Worker } from '../crash';
import { Engine, only, work } from '../engine';

const task = (more: object = {}): object => ({ Type: 'Task', Resource: work, ...more });
const graph = (name: string, state: object): object => ({ StartAt: name, States: { [name]: { End: true, ...state } } });
const distributed = (name: string, state: object): object => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
  ...graph(name, state),
});

/** A Map in a Parallel in a Map, a distributed Map, and variables on every level: 12 calls. */
const nested = {
  StartAt: 'Begin',
  States: {
    Begin: { Type: 'Pass', Assign: { 'whole.$': '$.whole' }, Next: 'Outer' },
    Outer: {
      Type: 'Map',
      ItemsPath: '$.groups',
      ItemProcessor: {
        StartAt: 'Remember',
        States: {
          Remember: { Type: 'Pass', Assign: { 'group.$': '$.name' }, Next: 'Both' },
          Both: {
            Type: 'Parallel',
            Branches: [
              graph('Items', { Type: 'Map', ItemsPath: '$.items', ItemProcessor: graph('Item', task()) }),
              graph('Group', task({ Parameters: { 'group.$': '$group', 'of.$': '$whole' } })),
            ],
            Next: 'Recall',
          },
          Recall: { Type: 'Pass', Parameters: { 'group.$': '$group', 'of.$': '$whole', 'both.$': '$' }, End: true },
        },
      },
      ResultPath: '$.outer',
      Next: 'Apart',
    },
    Apart: {
      Type: 'Map',
      ItemsPath: '$.apart',
      ItemProcessor: distributed('Child', task()),
      ResultPath: '$.apart',
      Next: 'Last',
    },
    Last: task({ Parameters: { 'whole.$': '$whole' }, ResultPath: '$.last', End: true }),
  },
};
const nestedInput = {
  whole: 'w',
  groups: [
    { name: 'a', items: [1, 2, 3] },
    { name: 'b', items: [4, 5] },
  ],
  apart: [6, 7, 8, 9],
};

const echo: Integration = ({ parameters }) => Promise.resolve(parameters);
const apart = { MaxConcurrency: 2, ToleratedFailureCount: 1, ItemProcessor: distributed('Child', task()) };
const parallelly = only({
  Type: 'Parallel',
  Branches: [
    graph('Inline', { Type: 'Map', ItemsPath: '$.inline', ItemProcessor: graph('Item', task()) }),
    graph('Apart', { Type: 'Map', ItemsPath: '$.apart', ...apart }),
  ],
});

describe('redrive', () => {
  let crashes: Crashes;
  beforeEach(() => void (crashes = new Crashes()));
  afterEach(() => crashes.end());

  test('after a crash at any moment goes on without what was finished', async () => {
    const folder = crashes.folder();
    const first = new Worker();
    const engine = await crashes.start({ folder, integrations: { [work]: first.integration } });
    const whole = await engine.run(nested, nestedInput);
    expect([whole.status, first.calls.length]).toEqual(['SUCCEEDED', 12]);
    const lines = readFileSync(join(await crashes.copyOf(folder), 'journal.jsonl'), 'utf8').split('\n');
    const begun = lines.findIndex((line) => line.includes('"kind":"execution"')) + 1;
    const ended = lines.findIndex((line) => line.includes(whole.executionArn) && line.includes('"kind":"ended"'));

    // All of them hold, and take half a minute: every seventh comes by every kind of state.
    for (let kept = begun; kept <= ended; kept += 7) {
      const left = lines.slice(0, kept);
      const done = left.filter((line) => line.includes('"type":"TaskStateExited"')).length;
      const copy = crashes.folder();
      // The next line is torn.
      writeFileSync(join(copy, 'journal.jsonl'), [...left, lines[kept]!.slice(0, 30)].join('\n'));
      const worker = new Worker();
      const second = await Engine.start({ folder: copy, integrations: { [work]: worker.integration } });
      const before = await describeExecution(second, whole.executionArn);
      if (before.status !== 'SUCCEEDED') {
        expect([kept, before.status, before.error]).toEqual([kept, 'ABORTED', 'Framefleet.StackEnded']);
        const run = await second.redrive(whole.executionArn);
        expect([kept, run.status, run.output]).toEqual([kept, 'SUCCEEDED', whole.output]);
        expect(run.events.map(({ id }) => id)).toEqual(run.events.map((_, index) => index + 1));
      }
      expect([kept, worker.calls.length]).toEqual([kept, 12 - done]);
      await second.close();
    }
  });

  test('tells, after a crash, what had been reached', async () => {
    const folder = crashes.folder();
    const first = new Worker([2, 7, 8]);
    const engine = await crashes.start({ folder, integrations: { [work]: first.integration } });
    const executionArn = await engine.begin(parallelly, { inline: [1, 2], apart: [6, 7, 8] });
    await first.reached;
    const secondFolder = await crashes.copyOf(folder);
    const second = await crashes.start({ folder: secondFolder, integrations: { [work]: echo } });

    const { status, error, cause, redriveStatus, stopDate } = await describeExecution(second, executionArn);
    expect([status, error, redriveStatus]).toEqual(['ABORTED', 'Framefleet.StackEnded', 'REDRIVABLE']);
    expect(cause).toContain('Redrive it to go on');
    expect(stopDate).toBeInstanceOf(Date);
    const events = await second.history(executionArn);
    expect(events.map(({ id }) => id)).toEqual(events.map((_, index) => index + 1));
    expect(events.at(-1)).toMatchObject({ type: 'ExecutionAborted', executionAbortedEventDetails: { error } });
    expect(events.slice(0, -1)).toEqual((await engine.history(executionArn)).slice(0, events.length - 1));
    const { mapRuns } = await second.client.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns![0]!.mapRunArn;
    expect(await second.client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'ABORTED',
      maxConcurrency: 2,
      toleratedFailureCount: 1,
      itemCounts: { total: 3, succeeded: 1, aborted: 2, running: 0, pending: 0 },
    });

    const run = await second.redrive(executionArn);
    expect([run.status, run.output]).toEqual([
      'SUCCEEDED',
      [
        [1, 2],
        [6, 7, 8],
      ],
    ]);
    expect(await second.client.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      itemCounts: { total: 3, succeeded: 3 },
    });
    const redriven = await second.client.send(new DescribeMapRunCommand({ mapRunArn }));
    const third = await crashes.start({ folder: await crashes.copyOf(secondFolder) });
    const after = await third.client.send(new DescribeMapRunCommand({ mapRunArn }));
    expect(redriven.redriveDate).toBeInstanceOf(Date);
    expect(after).toEqual({ ...redriven, $metadata: expect.anything() as unknown });
  });

  test.each([
    ['inline', graph('Item', task())],
    ['distributed', distributed('Item', task())],
  ])('goes on again after a second crash, %s', async (_, ItemProcessor) => {
    const folder = crashes.folder();
    const [first, second, third] = [new Worker([1, 2, 3]), new Worker([2, 3]), new Worker()];
    const engine = await crashes.start({ folder, integrations: { [work]: first.integration } });
    const executionArn = await engine.begin(only({ Type: 'Map', ItemProcessor }), [1, 2, 3]);
    await first.reached;
    const folder2 = await crashes.copyOf(folder);
    const engine2 = await crashes.start({ folder: folder2, integrations: { [work]: second.integration } });
    await engine2.client.send(new RedriveExecutionCommand({ executionArn }));
    await second.reached;
    const folder3 = await crashes.copyOf(folder2);
    const engine3 = await crashes.start({ folder: folder3, integrations: { [work]: third.integration } });
    const run = await engine3.redrive(executionArn);
    expect([run.output, second.calls, third.calls]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [2, 3],
    ]);
    const ends = run.events.filter(({ type }) => type?.startsWith('Execution')).map(({ type }) => type);
    expect(ends).toEqual([
      'ExecutionStarted',
      'ExecutionAborted',
      'ExecutionRedriven',
      'ExecutionAborted',
      'ExecutionRedriven',
      'ExecutionSucceeded',
    ]);
    expect((await describeExecution(engine3, executionArn)).redriveCount).toBe(2);
    const { mapRuns } = await engine3.client.send(new ListMapRunsCommand({ executionArn }));
    for (const { mapRunArn } of mapRuns!) {
      const { redriveCount } = await engine3.client.send(new DescribeMapRunCommand({ mapRunArn }));
      expect(redriveCount).toBe(2);
    }
  });
});

describe('redrive of a failure', () => {
  const calls: unknown[] = [];
  const broken = new Set<unknown>();
  let crashes: Crashes;
  let engine: Engine;
  beforeAll(async () => {
    crashes = new Crashes();
    const integration: Integration = async ({ parameters, signal }) => {
      calls.push(parameters);
      if (!broken.has(parameters)) return parameters;
      if (parameters !== 'hang') throw new StatesError('Broken', `${JSON.stringify(parameters)} is broken`);
      await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
      return null;
    };
    engine = await crashes.start({ integrations: { [work]: integration } });
  });
  beforeEach(() => {
    calls.length = 0;
    broken.clear();
  });
  afterAll(() => crashes.end());

  test('tries the state again with all its retries, and with the variables there were', async () => {
    broken.add('x');
    const retried = task({
      Parameters: 'x',
      ResultPath: null,
      Retry: [{ ErrorEquals: ['Broken'], MaxAttempts: 2 }],
      Next: 'Recall',
    });
    const states = {
      Remember: { Type: 'Pass', Assign: { seen: [1] }, Next: 'Retried' },
      Retried: retried,
      Recall: { Type: 'Pass', Parameters: { 'seen.$': '$seen', 'input.$': '$' }, End: true },
    };
    const { executionArn, status } = await engine.run({ StartAt: 'Remember', States: states }, { a: 1 });
    expect([status, calls.length]).toEqual(['FAILED', 3]);
    expect([(await engine.redrive(executionArn)).status, calls.length]).toEqual(['FAILED', 6]);
    broken.clear();
    const run = await engine.redrive(executionArn);
    expect([run.output, calls.length]).toEqual([{ seen: [1], input: { a: 1 } }, 7]);
    const redriven = run.events.flatMap(({ executionRedrivenEventDetails: details }) => details?.redriveCount ?? []);
    expect(redriven).toEqual([1, 2]);
    const entered = run.events.flatMap(({ stateEnteredEventDetails: details }) => details?.name ?? []);
    expect(entered).toEqual(['Remember', 'Retried', 'Recall']);
    expect(await describeExecution(engine, executionArn)).toMatchObject({
      redriveCount: 2,
      redriveDate: expect.any(Date) as Date,
      redriveStatus: 'NOT_REDRIVABLE',
    });
  });

  test.each([
    ['ABORTED', {}],
    ['TIMED_OUT', { TimeoutSeconds: 1 }],
  ])('goes on after %s', async (status, more) => {
    broken.add('hang');
    const executionArn = await engine.begin({ ...only(task()), ...more }, 'hang');
    if (status === 'ABORTED') await engine.client.send(new StopExecutionCommand({ executionArn }));
    expect((await engine.end(executionArn)).status).toBe(status);
    broken.clear();
    expect((await engine.redrive(executionArn)).output).toBe('hang');
  });

  test('leaves finished iterations and branches alone', async () => {
    broken.add(2);
    const items = graph('Items', { Type: 'Map', MaxConcurrency: 1, ItemProcessor: graph('Item', task()) });
    const other = graph('Other', task({ Parameters: 'other' }));
    const run = await engine.run(only({ Type: 'Parallel', Branches: [items, other] }), [1, 2, 3]);
    expect([run.status, run.error]).toEqual(['FAILED', 'Broken']);
    expect(new Set(calls)).toEqual(new Set([1, 'other', 2]));
    calls.length = 0;
    broken.clear();
    expect((await engine.redrive(run.executionArn)).output).toEqual([[1, 2, 3], 'other']);
    expect(calls).toEqual([2, 3]);
  });

  test('of a distributed Map runs those children again that failed, in the same map run', async () => {
    broken.add(2).add(3);
    const states = { Type: 'Map', MaxConcurrency: 1, ToleratedFailureCount: 1, ItemProcessor: distributed('Child', task()) }; // prettier-ignore
    const { executionArn, error } = await engine.run(only(states), [1, 2, 3, 4]);
    expect([error, calls]).toEqual(['States.ExceedToleratedFailureThreshold', [1, 2, 3]]);
    calls.length = 0;
    broken.delete(2);
    const run = await engine.redrive(executionArn);
    // One of them still fails, which is tolerated: the count begins anew.
    expect([run.output, calls]).toEqual([
      [1, 2, 4],
      [2, 3, 4],
    ]);
    const { mapRuns } = await engine.client.send(new ListMapRunsCommand({ executionArn }));
    expect(mapRuns).toHaveLength(1);
    const { mapRunArn } = mapRuns![0]!;
    const redriven = run.events.find(({ type }) => type === 'MapRunRedriven')!;
    expect(run.events.filter(({ type }) => type === 'MapStateStarted')).toHaveLength(1);
    expect(redriven.mapRunRedrivenEventDetails).toEqual({ mapRunArn, redriveCount: 1 });
    const { executions } = await engine.client.send(new ListExecutionsCommand({ mapRunArn }));
    expect(executions!.map((child) => [child.status, child.redriveCount])).toEqual([
      ['SUCCEEDED', 0],
      ['FAILED', 1],
      ['SUCCEEDED', 1],
      ['SUCCEEDED', 0],
    ]);
  });
});
