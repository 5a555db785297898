import { TestStateCommand } from '@aws-sdk/client-sfn';
import { StatesError } from '../../../../local/step-functions/server';
import { Engine, HurriedClock, work } from '../engine';

const answer = { $metadata: expect.anything() as unknown };

describe('TestState', () => {
  const clock = new HurriedClock();
  const calls: unknown[] = [];
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      clock,
      integrations: {
        [work]: ({ parameters }) => {
          calls.push(parameters);
          return parameters === 'bad' ? Promise.reject(new StatesError('Bad', 'why')) : Promise.resolve(parameters);
        },
      },
    });
    engine.client.config.disableHostPrefix = true;
  });
  beforeEach(() => void (calls.length = 0));
  afterAll(() => engine.close());

  const testState = async (state: object, input: unknown = {}, more: object = {}) => {
    const request = {
      definition: JSON.stringify(state),
      input: JSON.stringify(input),
      roleArn: 'arn:aws:iam::0:role/r',
    };
    return engine.client.send(new TestStateCommand({ ...request, ...more }));
  };

  test('runs one state, and says where it would go', async () => {
    const state = { Type: 'Pass', Parameters: { 'b.$': '$.a' }, ResultPath: '$.c', Next: 'Anywhere' };
    expect(await testState(state, { a: 1 })).toEqual({
      ...answer,
      status: 'SUCCEEDED',
      output: '{"a":1,"c":{"b":1}}',
      nextState: 'Anywhere',
    });
    expect(await testState({ Type: 'Pass', End: true }, 1)).toEqual({ ...answer, status: 'SUCCEEDED', output: '1' });
  });

  test('calls the service', async () => {
    const state = {
      Type: 'Task',
      Resource: work,
      Parameters: { 'x.$': '$' },
      ResultSelector: { 'y.$': '$.x' },
      End: true,
    };
    expect(await testState(state, 7)).toEqual({ ...answer, status: 'SUCCEEDED', output: '{"y":7}' });
    expect(calls).toEqual([{ x: 7 }]);
  });

  test.each([
    [1, 'One'],
    [2, 'Two'],
    [3, 'Other'],
  ])('a Choice of %j goes to %s', async (input, nextState) => {
    const Choices = [
      { Variable: '$', NumericEquals: 1, Next: 'One' },
      { And: [{ Variable: '$', NumericEquals: 2 }], Next: 'Two' },
    ];
    expect(await testState({ Type: 'Choice', Choices, Default: 'Other' }, input)).toMatchObject({ nextState });
  });

  test('knows JSONata, and the variables it is given', async () => {
    const state = { Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% $states.input.n * $by %}', End: true };
    const run = await testState(state, { n: 3 }, { variables: '{"by": 7}' });
    expect(run).toEqual({ ...answer, status: 'SUCCEEDED', output: '21' });
  });

  test('knows its role and its input from the context object', async () => {
    const { output } = await testState({ Type: 'Pass', InputPath: '$$.Execution', End: true }, [1]);
    expect(JSON.parse(output!)).toMatchObject({ Input: [1], RoleArn: 'arn:aws:iam::0:role/r' });
  });

  const task = { Type: 'Task', Resource: work, Next: 'Then' };
  const Catch = [{ ErrorEquals: ['Bad'], ResultPath: '$.failure', Next: 'Caught' }];
  test('tells a failure, one that would be caught, and one that would be retried first', async () => {
    const failure = { error: 'Bad', cause: 'why' };
    expect(await testState(task, 'bad')).toEqual({ ...answer, ...failure, status: 'FAILED' });
    const replaced = [{ ...Catch[0], ResultPath: '$' }];
    expect(await testState({ ...task, Catch: replaced }, 'bad')).toEqual({
      ...answer,
      ...failure,
      status: 'CAUGHT_ERROR',
      output: '{"Error":"Bad","Cause":"why"}',
      nextState: 'Caught',
    });
    calls.length = 0;
    const retried = { ...task, Retry: [{ ErrorEquals: ['Bad'] }] };
    expect(await testState(retried, 'bad')).toEqual({ ...answer, ...failure, status: 'RETRIABLE' });
    expect(await testState({ ...retried, Catch: replaced }, 'bad')).toEqual({
      ...answer,
      ...failure,
      status: 'RETRIABLE',
    });
    // It is told and not made.
    expect([calls.length, clock.slept]).toEqual([2, []]);
  });

  test('takes a retrier for what it covers', async () => {
    for (const Retry of [[{ ErrorEquals: ['Other'] }], [{ ErrorEquals: ['Bad'], MaxAttempts: 0 }]]) {
      expect((await testState({ ...task, Retry }, 'bad')).status).toBe('FAILED');
    }
  });

  test('tells what could not be evaluated', async () => {
    const run = await testState({ Type: 'Pass', InputPath: '$.none', End: true });
    expect([run.status, run.error]).toEqual(['FAILED', 'States.Runtime']);
    expect(run.cause).toContain('$.none');
  });

  test('shows the input where it is asked to', async () => {
    const { inspectionData } = await testState({ Type: 'Pass', End: true }, { a: 1 }, { inspectionLevel: 'DEBUG' });
    expect(inspectionData).toEqual({ input: '{"a":1}' });
  });

  test.each([
    ['a field that no Pass has', { Type: 'Pass', Nope: 1, End: true }, 'InvalidDefinition', 'Nope'],
    ['no object', [], 'InvalidDefinition', 'is a JSON object'],
    ['a service that it lacks', { ...task, Resource: 'arn:aws:states:::none:such' }, 'InvalidDefinition', 'none:such'],
    [
      'a Map',
      { Type: 'Map', End: true, ItemProcessor: { StartAt: 'A', States: { A: { Type: 'Pass', End: true } } } },
      'ValidationException',
      'States of the type Map are not tested',
    ],
  ])('refuses %s', async (_, state, name, message) => {
    const text = expect.stringContaining(message) as string;
    await expect(testState(state)).rejects.toMatchObject({ name, message: text });
  });

  test.each([
    [{ input: '{' }, 'input is no JSON'],
    [{ definition: '{' }, 'definition is no JSON'],
    [{ variables: '[]' }, 'variables must be a JSON object'],
  ])('refuses %j', async (request, message) => {
    const refused = { name: 'ValidationException', message: expect.stringContaining(message) as string };
    await expect(testState({ Type: 'Pass', End: true }, {}, request)).rejects.toMatchObject(refused);
  });
});
