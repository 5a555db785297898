import { type BusEvent, EventBus, matches } from '../../local/event-bus';
import { announceStatus } from '../../local/execution-events';
import type { StatusChange } from '../../local/step-functions/server';
import { endPattern } from '../../statemachine/event-pattern';

const stateMachineArn = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const running: StatusChange = {
  executionArn: 'arn:aws:states:us-east-1:000000000000:execution:m:e',
  ...{ stateMachineArn, name: 'e', status: 'RUNNING', startDate: new Date(1_551_225_146_847), input: '{"a":"b"}' },
};
const ended = (more: Partial<StatusChange>): StatusChange => ({
  ...running,
  stopDate: new Date(1_551_225_151_881),
  ...more,
});

function announce(change: StatusChange): BusEvent {
  const bus = new EventBus();
  const events: BusEvent[] = [];
  bus.addRule({ pattern: {}, target: (event) => events.push(event) });
  announceStatus(bus, change);
  expect(events).toHaveLength(1);
  return events[0]!;
}

/** The fields that AWS documents; what there is nothing to say of is null. */
const detail = {
  ...{
    executionArn: running.executionArn,
    stateMachineArn,
    name: 'e',
    status: 'RUNNING',
    startDate: 1_551_225_146_847,
  },
  ...{ stopDate: null, input: '{"a":"b"}', inputDetails: { included: true }, output: null, outputDetails: null },
  ...{ error: null, cause: null },
};

test('an execution that runs is announced', () => {
  expect(announce(running)).toMatchObject({
    ...{ source: 'aws.states', 'detail-type': 'Step Functions Execution Status Change' },
    resources: [running.executionArn],
    detail,
  });
});

test('one that has ended says how', () => {
  const stopDate = 1_551_225_151_881;
  expect(announce(ended({ status: 'ABORTED', error: 'Cancelled', cause: 'enough' })).detail).toEqual({
    ...{ ...detail, stopDate, status: 'ABORTED', error: 'Cancelled', cause: 'enough' },
  });
  expect(announce(ended({ status: 'SUCCEEDED', output: '1' })).detail).toEqual({
    ...{ ...detail, stopDate, status: 'SUCCEEDED', output: '1', outputDetails: { included: true } },
  });
});

test('what is too large for an event is left out, the input first', () => {
  const large = JSON.stringify('x'.repeat(200_000));
  const left = (change: Partial<StatusChange>) => announce(ended({ status: 'SUCCEEDED', ...change })).detail;
  expect(left({ input: large, output: '1' })).toMatchObject({ input: large, output: '1' });
  const [none, there] = [{ included: false }, { included: true }];
  expect(left({ input: large, output: large })).toMatchObject({
    input: null,
    inputDetails: none,
    output: large,
    outputDetails: there,
  });
  // Quotation marks take twice their room in an event.
  const quotes = JSON.stringify('"'.repeat(80_000));
  expect(left({ output: quotes })).toMatchObject({ output: null, outputDetails: none, input: '{"a":"b"}' });
});

test.each([
  ['RUNNING', false],
  ['SUCCEEDED', false],
  ['FAILED', true],
  ['TIMED_OUT', true],
  ['ABORTED', true],
] as const)('the reconciling rule hears of %s: %s', (status, expected) => {
  expect(matches(endPattern(stateMachineArn), announce(ended({ status })))).toBe(expected);
  expect(matches(endPattern(`${stateMachineArn}2`), announce(ended({ status })))).toBe(false);
});
