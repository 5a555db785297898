import type { Integration } from '../../../../local/step-functions/server';
import { lambdaFunction, lambdaInvoke, type World } from '../../../../local/step-functions/states/state-run';
import { integrationOf, taskKind } from '../../../../local/step-functions/states/task-kind';
import { HurriedClock, memoryObjects } from '../engine';

const one: Integration = () => Promise.resolve(1);
const two: Integration = () => Promise.resolve(2);
const probe = 'arn:aws:lambda:eu-west-1:000000000000:function:probe';
const send = 'arn:aws:states:::sqs:sendMessage';

const worldWith = (integrations: Record<string, Integration>): World => ({
  region: 'eu-west-1',
  account: '000000000000',
  clock: new HurriedClock(),
  integrations,
  objects: memoryObjects(),
});
const kindOf = (resource: string) =>
  taskKind(resource, worldWith({ [resource.replace('.waitForTaskToken', '')]: one, [lambdaInvoke]: two }));

describe('the integration of a resource', () => {
  test.each([
    ['by its name', send, { [send]: one }, one],
    ['of a task that waits for its token', `${send}.waitForTaskToken`, { [send]: one }, one],
    ['of a job', `${send}.sync`, { [send]: one, [`${send}.sync`]: two }, two],
    ['of a job, where there is only the request', `${send}.sync`, { [send]: one }, undefined],
    ['of a function', probe, { [lambdaInvoke]: one }, one],
    ['of a function, rather than what invokes any', probe, { [lambdaInvoke]: one, [lambdaFunction]: two }, two],
    ['of a version of a function', `${probe}:3`, { [lambdaInvoke]: one }, one],
    ['of a function in another partition', probe.replace('aws', 'aws-us-gov'), { [lambdaInvoke]: one }, one],
    ['of a function, where none can be invoked', probe, {}, undefined],
    [
      'of a function without a name',
      'arn:aws:lambda:eu-west-1:000000000000:function:',
      { [lambdaInvoke]: one },
      undefined,
    ],
    ['that every object has', 'toString', {}, undefined],
    ['whose name is no ARN', 'work', { work: one }, undefined],
  ])('%s', (_, resource, integrations, expected) => {
    expect(integrationOf(resource, integrations)).toBe(expected);
  });
});

describe('a task', () => {
  test.each([
    [send, 'sqs', 'sendMessage', false, false],
    [`${send}.waitForTaskToken`, 'sqs', 'sendMessage.waitForTaskToken', false, true],
    ['arn:aws:states:::ecs:runTask.sync', 'ecs', 'runTask.sync', true, false],
    ['arn:aws:states:::states:startExecution.sync:2', 'states', 'startExecution.sync:2', true, false],
    ['arn:aws:states:::aws-sdk:s3:getObject', 'aws-sdk:s3', 'getObject', false, false],
  ])('of %s', (arn, resourceType, resource, isJob, isCallback) => {
    const kind = kindOf(arn);
    const details = { resourceType, resource };
    expect(kind).toMatchObject({ prefix: 'Task', details, isJob, isCallback });
    expect(kind.scheduledDetails('{}')).toEqual({ ...details, region: 'eu-west-1', parameters: '{}' });
    expect([kind.parametersOf({ a: 1 }), kind.resultOf({ b: 2 })]).toEqual([{ a: 1 }, { b: 2 }]);
  });

  test('of a function gives it the payload, and yields what it answered', () => {
    const kind = taskKind(probe, worldWith({ [lambdaInvoke]: one }));
    expect(kind).toMatchObject({ prefix: 'LambdaFunction', details: undefined, isJob: false, isCallback: false });
    expect(kind.scheduledDetails('{}')).toEqual({ resource: probe, input: '{}', inputDetails: { truncated: false } });
    expect(kind.parametersOf([1])).toEqual({ FunctionName: probe, Payload: [1] });
    expect(kind.resultOf({ StatusCode: 200, Payload: [2] })).toEqual([2]);
    // What a mock answers is the function's own answer.
    expect([kind.resultOf({ a: 1 }), kind.resultOf(null)]).toEqual([{ a: 1 }, null]);
  });

  test('of a service that is not here can only be mocked', async () => {
    const kind = taskKind(send, worldWith({}));
    expect(kind.details).toEqual({ resourceType: 'sqs', resource: 'sendMessage' });
    const call = { parameters: null, signal: new AbortController().signal, executionArn: '', stateName: 'Send' };
    await expect(kind.integration(call)).rejects.toMatchObject({
      errorName: 'States.Runtime',
      causeText: `The resource ${send} has no integration here, and no mocked test case answers for the state.`,
    });
  });
});
