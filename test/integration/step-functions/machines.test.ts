import { useMockedStepFunctions } from './endpoint';

const stepFunctions = useMockedStepFunctions();
const numbers = [1, 2, 3];

describe('a task with retries and a Catch', () => {
  const run = (testCase: string) => stepFunctions().run('MockedRetries', testCase, { coins: 3 });

  test('is tried until it succeeds', async () => {
    const { status, output, attemptsAt, states } = await run('ThirdTime');
    expect({ status, output, states }).toEqual({ status: 'SUCCEEDED', output: { paid: true }, states: ['Call'] });
    expect(attemptsAt('Call')).toBe(3);
  });

  test('fails with its own error once the retries are used up', async () => {
    const { status, error, cause, attemptsAt } = await run('TooOften');
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Till.Busy', cause: 'The till is busy.' });
    expect(attemptsAt('Call')).toBe(3);
  });

  test('goes on where its Catch says, with error and cause', async () => {
    const { status, output, states, attemptsAt } = await run('Caught');
    expect({ status, states }).toEqual({ status: 'SUCCEEDED', states: ['Call', 'Refused'] });
    expect(output).toEqual({ coins: 3, refusal: { Error: 'Till.Refused', Cause: 'No coins.' } });
    expect(attemptsAt('Call')).toBe(1);
  });

  test('fails when nothing catches', async () => {
    const { status, error, cause, states } = await run('Uncaught');
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Till.Broken', cause: 'It is broken.' });
    expect(states).toEqual(['Call']);
  });

  test('can time out without taking time', async () => {
    const { output, states } = await run('TimesOut');
    expect(states).toEqual(['Call', 'TooLate']);
    expect(output).toEqual({ Error: 'States.Timeout', Cause: 'It took too long.' });
  });

  test('fails the execution when the test case has no further answer', async () => {
    const { status, attemptsAt } = await run('Unforeseen');
    expect(status).toBe('FAILED');
    expect(attemptsAt('Call')).toBe(2);
  });
});

describe('fan-out', () => {
  const run = (testCase: string) => stepFunctions().run('MockedFanOut', testCase, { numbers });
  const visited = ['Each', 'Double', 'Double', 'Double', 'Enough', 'Rest', 'Both'];

  test('each iteration and each branch has its own answer', async () => {
    const { status, output, states } = await run('AllWell');
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ numbers, doubled: [2, 4, 6], both: ['left', 'right'] });
    expect(states.slice(0, -2)).toEqual(visited);
    expect(states.slice(-2).sort()).toEqual(['Left', 'Right']);
  });

  test('an answer is taken by every invocation, retries included', async () => {
    const { output, attemptsAt } = await run('OneTriedAgain');
    expect(output).toMatchObject({ doubled: [2, 4, 6] });
    expect(attemptsAt('Double')).toBe(4);
  });

  test('a branch that fails takes the other one with it', async () => {
    const { status, error, cause, states } = await run('BranchFails');
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Till.Broken', cause: 'It is broken.' });
    expect(states.at(-1)).toBe('BranchFailed');
  });
});

describe('the children of a distributed Map', () => {
  const run = (testCase: string) => stepFunctions().run('MockedChildren', testCase, { numbers: [1, 1] });

  test('are mocked by the test case of their parent', async () => {
    const { status, output, executionArn } = await run('AllWell');
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: [0.5, 0.5] });
    const children = await stepFunctions().childrenOf(executionArn);
    expect(children.map((child) => [child.status, child.output])).toEqual(Array(2).fill(['SUCCEEDED', 0.5]));
  });

  test('count their invocations each for itself', async () => {
    const { status, output, executionArn } = await run('TriedAgain');
    expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: [0.5, 0.5] });
    const children = await stepFunctions().childrenOf(executionArn);
    expect(children.map(({ attemptsAt }) => attemptsAt('Halve'))).toEqual([2, 2]);
  });

  test('fail their parent, and say why themselves', async () => {
    const { status, error, executionArn } = await run('Fails');
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
    const errors = (await stepFunctions().childrenOf(executionArn)).flatMap((child) => child.error ?? []);
    // The first failure is one too many: whether the other one still ran is open.
    expect(new Set(errors)).toEqual(new Set(['Till.Broken']));
  });
});

test('every way to call a service can be mocked', async () => {
  const { status, output, states } = await stepFunctions().run('MockedServices', 'AllWell', {});
  expect(status).toBe('SUCCEEDED');
  expect(states).toEqual(['SendMessage', 'AwaitAnswer', 'RunChild', 'CallFunction']);
  expect(output).toMatchObject({
    sent: { MessageId: 'm-1' },
    answered: { answer: 42 },
    child: { Output: { child: true } },
    function: { called: true },
  });
});

test('an execution that takes longer than its machine allows times out', async () => {
  const { status, states } = await stepFunctions().run('MockedNothing', undefined, {});
  expect({ status, states }).toEqual({ status: 'TIMED_OUT', states: ['TakeTooLong'] });
});
