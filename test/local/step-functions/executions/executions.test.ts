import { GetExecutionHistoryCommand } from '@aws-sdk/client-sfn';
import type { EndedExecution } from '../../../../local/step-functions/server';
import { Engine, only } from '../engine';

const Pass = { Type: 'Pass', End: true };

describe('executions', () => {
  const ended: EndedExecution[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      onExecutionEnded: (execution) => ended.push(execution),
    });
  });
  beforeEach(() => void (ended.length = 0));
  afterAll(() => engine.close());

  test('are told of when they end, with what they gave', async () => {
    const { executionArn } = await engine.run(only({ Type: 'Pass', Result: 1 }), { a: 1 });
    const common = { executionArn, name: executionArn.split(':').at(-1), input: '{"a":1}' };
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    expect(ended).toEqual([{ ...common, stateMachineArn, status: 'SUCCEEDED', output: '1' }]);
    const failed = await engine.run(only({ Type: 'Fail', End: undefined, Error: 'Bad', Cause: 'why' }));
    expect(ended[1]).toMatchObject({ executionArn: failed.executionArn, status: 'FAILED', error: 'Bad', cause: 'why' });
    await engine.redrive(failed.executionArn);
    expect(ended[2]).toMatchObject({ executionArn: failed.executionArn, status: 'FAILED' });
  });

  test('of a distributed Map are not told of', async () => {
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: Pass } }; // prettier-ignore
    const { executionArn } = await engine.run(only({ Type: 'Map', ItemProcessor }), [1, 2]);
    expect(ended.map((one) => one.executionArn)).toEqual([executionArn]);
  });

  test('know when they were redriven, and how often', async () => {
    const states = {
      First: { Type: 'Pass', Assign: { 'before.$': '$$.Execution.RedriveCount' }, Next: 'Second' },
      Second: { Type: 'Pass', Parameters: { 'before.$': '$before', 'now.$': '$$.Execution.RedriveTime' }, End: true },
    };
    const { executionArn, error } = await engine.run({ StartAt: 'First', States: states });
    expect(error).toBe('States.Runtime');
    const run = await engine.redrive(executionArn);
    expect(run.output).toEqual({ before: 0, now: expect.stringMatching(/^\d{4}-.*Z$/) as string });
  });

  test('end with the history that has no more room: 25,000 events, and nothing goes on', async () => {
    const states = {
      Ping: { Type: 'Pass', Next: 'Pong' },
      Pong: { Type: 'Pass', Next: 'Ping' },
    };
    const all = { ErrorEquals: ['States.ALL'] };
    const inner = { StartAt: 'Ping', States: states };
    const state = {
      Type: 'Parallel',
      Branches: [inner],
      Retry: [all],
      Catch: [{ ...all, Next: 'Caught' }],
      Next: 'Caught',
    };
    const caught = { StartAt: 'Only', States: { Only: state, Caught: Pass } };
    const { status, error, cause, executionArn } = await engine.run(caught);
    expect([status, error]).toEqual(['FAILED', 'States.Runtime']);
    expect(cause).toContain('maximum number of history events (25000)');
    const get = new GetExecutionHistoryCommand({ executionArn, reverseOrder: true, maxResults: 1 });
    const { events } = await engine.client.send(get);
    expect([events![0]!.id, events![0]!.type]).toEqual([25_000, 'ExecutionFailed']);
  });

  test('are many at once', async () => {
    const executionArns = await Promise.all(Array.from({ length: 100 }, () => engine.begin(only({ ...Pass }), 1)));
    const runs = await Promise.all(executionArns.map((arn) => engine.end(arn)));
    expect(new Set(runs.map(({ executionArn, status }) => `${executionArn} ${String(status)}`)).size).toBe(100);
    expect(runs.every(({ output }) => output === 1)).toBe(true);
  });
});
