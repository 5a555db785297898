import { Injections } from '../../../local/faults/injections';
import { createRunTaskFaults } from '../../../local/faults/run-task-faults';
import { ecsRetry } from '../../../statemachine/retry';
import { StatesError } from '../../../local/step-functions/server';

const sync = 'arn:aws:states:::ecs:runTask.sync';

/** The error of a launch, or its answer, with what was asked for. */
async function launch(faults: Parameters<typeof createRunTaskFaults>[0], provider = 'FARGATE_SPOT', resource = sync) {
  const injections = new Injections(1);
  const runTask = createRunTaskFaults(faults, injections)(() => Promise.resolve('launched'), resource);
  const call = {
    parameters: {
      CapacityProviderStrategy: [{ CapacityProvider: provider }],
      Overrides: { ContainerOverrides: [{ Command: ['segment', 'plan', '3'] }] },
    },
    ...{ signal: new AbortController().signal, executionArn: 'arn', stateName: 'RunSegment' },
  };
  const launched = await runTask(call).catch((error: unknown) => error);
  return { launched, injected: injections.injected };
}

const failed = (launched: unknown): StatesError => {
  if (launched instanceof StatesError) return launched;
  throw new Error('It should have failed', { cause: launched });
};

test('throttled as Step Functions tells it, and the definition tries again', async () => {
  const { launched, injected } = await launch({ throttle: { rate: 1 } });
  const { errorName, causeText } = failed(launched);
  expect(causeText).toMatch(/^Rate exceeded \(Service: AmazonECS; Status Code: 400; Error Code: ThrottlingException; /);
  expect(ecsRetry[0]?.ErrorEquals).toContain(errorName);
  expect(injected).toEqual([{ kind: 'runTask.throttle', what: 'FARGATE_SPOT: segment plan 3', at: 'RunSegment' }]);
});

test('without capacity RunTask answers with a failure, which fails the state', async () => {
  const { errorName, causeText } = failed((await launch({ noCapacity: { rate: 1 } }, 'FARGATE')).launched);
  expect(errorName).toBe('AmazonECS.Unknown');
  expect(ecsRetry[0]?.ErrorEquals).toContain(errorName);
  expect(JSON.parse(causeText ?? '')).toMatchObject({
    Failures: [{ Reason: 'Capacity is unavailable at this time. Please try again later or in a different availability zone' }],
    Tasks: [],
  }); // prettier-ignore
  // Who doesn't wait for the task's end has the answer to look at.
  const { launched } = await launch({ noCapacity: { rate: 1 } }, 'FARGATE', 'arn:aws:states:::ecs:runTask');
  expect(launched).toMatchObject({ Failures: [{ Reason: expect.stringContaining('Capacity') as string }] });
});

test('where only Spot has none, Fargate launches', async () => {
  const noCapacity = { rate: 1, only: 'spot' } as const;
  expect((await launch({ noCapacity }, 'FARGATE')).launched).toBe('launched');
  expect(failed((await launch({ noCapacity })).launched).errorName).toBe('AmazonECS.Unknown');
});
