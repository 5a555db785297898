import { CreateStateMachineCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { StatusChange } from '../../../../local/step-functions/server';
import { Crashes, Worker } from '../crash';
import { Engine, only, roleArn, work } from '../engine';

const Pass = { Type: 'Pass', End: true };
const Task = only({ Type: 'Task', Resource: work });

describe('a change of status is told of', () => {
  let crashes: Crashes;
  const told: StatusChange[] = [];
  const onStatusChange = (change: StatusChange): void => void told.push(change);
  const statuses = () => told.map(({ status }) => status);
  beforeEach(() => {
    crashes = new Crashes();
    told.length = 0;
  });
  afterEach(() => crashes.end());

  test('when an execution begins, when it has ended, and when it goes on after a redrive', async () => {
    const engine = await crashes.start({ onStatusChange });
    const { executionArn } = await engine.run(only({ Type: 'Fail', End: undefined, Error: 'Bad', Cause: 'why' }), { a: 1 });
    const stateMachineArn = executionArn.replace(':execution:', ':stateMachine:').replace(/:[^:]+$/, '');
    const startDate: unknown = expect.any(Date);
    const common = { executionArn, stateMachineArn, name: executionArn.split(':').at(-1), input: '{"a":1}', startDate };
    expect(told).toEqual([
      { ...common, status: 'RUNNING' },
      { ...common, status: 'FAILED', stopDate: expect.any(Date) as unknown, error: 'Bad', cause: 'why' },
    ]);
    await engine.redrive(executionArn);
    expect(statuses()).toEqual(['RUNNING', 'FAILED', 'RUNNING', 'FAILED']);
    const { output } = await engine.run(only(Pass), 1);
    expect(told.at(-1)).toMatchObject({ status: 'SUCCEEDED', output: JSON.stringify(output) });
  }); // prettier-ignore

  test('neither of the items of a distributed Map nor of Express executions', async () => {
    let ended = (): void => undefined;
    const engine = await crashes.start({ onStatusChange, onExecutionEnded: () => ended() });
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'A', States: { A: Pass } }; // prettier-ignore
    const { executionArn } = await engine.run(only({ Type: 'Map', ItemProcessor }), [1, 2]);
    expect(told.map((change) => change.executionArn)).toEqual([executionArn, executionArn]);
    const express = { name: 'express', definition: JSON.stringify(only(Pass)), roleArn, type: 'EXPRESS' as const };
    const { stateMachineArn } = await engine.client.send(new CreateStateMachineCommand(express));
    await new Promise<void>((resolve) => {
      ended = resolve;
      engine.stepFunctions.startExecution({ stateMachineArn: stateMachineArn!, input: '1' });
    });
    expect(told).toHaveLength(2);
  });

  test('of executions that a crash, a stop or a time limit has cut off, once more after a restart', async () => {
    const folder = crashes.folder();
    const worker = new Worker([1, 2]);
    const engine = await crashes.start({ folder, integrations: { [work]: worker.integration } });
    await engine.run(only(Pass), 0);
    const crashed = await engine.begin(Task, 1);
    const stopped = await engine.begin(Task, 2);
    await worker.reached;
    await engine.client.send(new StopExecutionCommand({ executionArn: stopped, error: 'Cancelled', cause: 'enough' }));
    await engine.end(stopped);

    const { stepFunctions } = await crashes.start({ folder: await crashes.copyOf(folder), onStatusChange });
    expect(told).toEqual([]);
    stepFunctions.tellOfCutOff();
    expect(told).toMatchObject([
      { executionArn: stopped, status: 'ABORTED', error: 'Cancelled', cause: 'enough', input: '2' },
      { executionArn: crashed, status: 'ABORTED', error: 'Framefleet.StackEnded', input: '1' },
    ]);
    stepFunctions.tellOfCutOff();
    expect(told).toHaveLength(2);
  });

  test('once: neither a stop nor a crash after that tells of it again', async () => {
    const [first, { integration }] = [crashes.folder(), new Worker([1])];
    const engine = await crashes.start({ folder: first, integrations: { [work]: integration } });
    const executionArn = await engine.begin(Task, 1);
    const folder = await crashes.copyOf(first);
    // Nobody listens to the first.
    for (const listens of [false, true, true, false]) {
      const restarted = await Engine.start({ folder, onStatusChange });
      if (listens) restarted.stepFunctions.tellOfCutOff();
      await restarted.close();
    }
    const crashing = await crashes.start({ folder, onStatusChange });
    crashing.stepFunctions.tellOfCutOff();
    const { stepFunctions } = await crashes.start({ folder: await crashes.copyOf(folder), onStatusChange });
    stepFunctions.tellOfCutOff();
    expect(told).toMatchObject([{ executionArn, status: 'ABORTED' }]);
  });

  test('of what has ended while its engine stopped, at the next start; not of what had ended before', async () => {
    const [folder, worker] = [crashes.folder(), new Worker([1, 2])];
    const engine = await Engine.start({ folder, integrations: { [work]: worker.integration }, onStatusChange });
    engine.stepFunctions.tellOfCutOff();
    const stopped = await engine.begin(Task, 1);
    const cutOff = await engine.begin(Task, 2);
    await worker.reached;
    await engine.client.send(new StopExecutionCommand({ executionArn: stopped }));
    await engine.end(stopped);
    await engine.close();
    expect(statuses()).toEqual(['RUNNING', 'RUNNING', 'ABORTED', 'ABORTED']);
    const { stepFunctions } = await crashes.start({ folder, onStatusChange });
    stepFunctions.tellOfCutOff();
    expect(told.slice(4)).toMatchObject([{ executionArn: cutOff, status: 'ABORTED' }]);
  });
});
