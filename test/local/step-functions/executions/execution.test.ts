import { parseJson } from '../../../../local/step-functions/json';
import { Definition } from '../../../../local/step-functions/definition/definition';
import { Execution, type RunnableMachine } from '../../../../local/step-functions/executions/execution';
import { History } from '../../../../local/step-functions/history/history';
import { MapRun } from '../../../../local/step-functions/map/map-run';

const started = new Date(0);
const stopped = new Date(60_000);
const definition = '{"StartAt":"A","States":{"A":{"Type":"Succeed"}}}';
const machine: RunnableMachine = {
  arn: 'machine',
  name: 'm',
  roleArn: 'role',
  type: 'STANDARD',
  graph: Definition.parse(parseJson(definition)),
  definition,
  revisionId: 'r',
  language: 'JSONPath',
};
const mapRun = new MapRun('arn', 'parent', 'machine/l', 'l', started, { concurrency: 1, toleratedCount: 0, toleratedPercentage: 0 }); // prettier-ignore
const child = { mapRun, index: 0, itemCount: 1 };
const execution = (more: object = {}): Execution =>
  new Execution({ arn: 'arn', name: 'n', machine, input: '1', startDate: started, history: new History(() => started), ...more }); // prettier-ignore

describe('an execution', () => {
  test.each([
    ['a failure', {}, 'FAILED', { status: 'REDRIVABLE' }],
    ['a timeout', {}, 'TIMED_OUT', { status: 'REDRIVABLE' }],
    ['an abortion', {}, 'ABORTED', { status: 'REDRIVABLE' }],
    ['a child of a map run', { child }, 'FAILED', { status: 'REDRIVABLE_BY_MAP_RUN' }],
    ['success', {}, 'SUCCEEDED', { status: 'NOT_REDRIVABLE', reason: 'Execution is SUCCEEDED and cannot be redriven' }],
    [
      'an Express one',
      { machine: { ...machine, type: 'EXPRESS' } },
      'FAILED',
      { status: 'NOT_REDRIVABLE', reason: 'Execution of an EXPRESS workflow cannot be redriven' },
    ],
  ] as const)('can or cannot be redriven after %s', (_, more, status, expected) => {
    const one = execution(more);
    const reason = 'Execution is RUNNING and cannot be redriven';
    expect(one.redriveState).toEqual({ status: 'NOT_REDRIVABLE', reason });
    one.end({ status }, stopped);
    expect(one.redriveState).toEqual(expected);
  });

  test('cannot be redriven when its history has no room', () => {
    const one = execution();
    for (let id = 1; id < 25_000; id++) one.history.append('PassStateEntered', id - 1);
    one.history.append('ExecutionFailed', 24_999);
    one.end({ status: 'FAILED' }, stopped);
    const reason = 'Execution history event limit exceeded';
    expect(one.redriveState).toEqual({ status: 'NOT_REDRIVABLE', reason });
  });

  test('forgets its failure when it is redriven, and can be aborted anew', () => {
    const one = execution();
    one.controller.abort();
    one.end({ status: 'FAILED', error: 'Bad', cause: 'why' }, stopped);
    const at = new Date(90_000);
    one.redrive(at);
    expect(one).toMatchObject({
      status: 'RUNNING',
      error: undefined,
      cause: undefined,
      stopDate: undefined,
      redriveCount: 1,
      redriveDate: at,
    });
    expect(one.controller.signal.aborted).toBe(false);
  });

  test.each([
    ['SUCCEEDED', undefined],
    ['FAILED', 'A'],
  ] as const)('that %s keeps where it was: %s', (status, expected) => {
    const one = execution();
    one.frame.enter({ name: 'A', input: '1', eventId: 2 });
    one.end({ status, output: '1' }, stopped);
    expect(one.frame.entered?.name).toBe(expected);
  });

  test('tells a ResultWriter what it knows, and nothing that it does not', () => {
    const one = execution({ child });
    const common = {
      ExecutionArn: 'arn',
      Input: '1',
      InputDetails: { Included: true },
      Name: 'n',
      RedriveCount: 0,
      StartDate: '1970-01-01T00:00:00.000Z',
      StateMachineArn: 'machine',
    };
    const running = {
      RedriveStatus: 'NOT_REDRIVABLE',
      RedriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    };
    expect(one.describe()).toEqual({ ...common, ...running, Status: 'RUNNING' });
    one.end({ status: 'FAILED', error: 'Bad', cause: 'why' }, stopped);
    expect(one.describe()).toEqual({
      ...common,
      Error: 'Bad',
      Cause: 'why',
      RedriveStatus: 'REDRIVABLE_BY_MAP_RUN',
      StopDate: '1970-01-01T00:01:00.000Z',
      Status: 'FAILED',
    });
  });
});
