import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { IntegrationCall } from '../../../../local/step-functions/server';
import { StatesError } from '../../../../local/step-functions/server';
import { Engine, hanging, job, only, work } from '../engine';

describe('Task', () => {
  const calls: IntegrationCall[] = [];
  const hang = hanging();
  let engine: Engine;
  beforeAll(async () => {
    engine = await Engine.start({
      integrations: {
        [work]: (call) => {
          calls.push(call);
          return Promise.resolve({ did: call.parameters });
        },
        [job]: ({ submitted, parameters }) => {
          if (parameters === 'refused') throw new StatesError('Test.Throttled', 'too many');
          submitted?.({ JobId: '1' });
          if (parameters === 'broken') throw new StatesError('States.TaskFailed', 'exit code 1');
          return Promise.resolve({ JobId: '1', State: 'DONE' });
        },
        'arn:aws:states:::test:hang': hang.integration,
        'arn:aws:states:::test:throw': () => Promise.reject(new TypeError('not a StatesError')),
        'arn:aws:states:::test:large': () => Promise.resolve('x'.repeat(300_000)),
        'arn:aws:states:::lambda:invoke': ({ parameters }) =>
          JSON.stringify(parameters).includes('"Payload":"fail"')
            ? Promise.reject(new StatesError('Test.Broken', 'why'))
            : Promise.resolve({ StatusCode: 200, Payload: [parameters] }),
      },
    });
  });
  afterAll(() => engine.close());

  test('gives its integration the parameters, and its result through ResultSelector, ResultPath and OutputPath', async () => {
    const state = {
      Type: 'Task',
      Resource: work,
      InputPath: '$.in',
      Parameters: { 'n.$': '$.n' },
      ResultSelector: { 'kept.$': '$.did.n' },
      ResultPath: '$.in.result',
      OutputPath: '$.in',
    };
    const { output, executionArn, types, events } = await engine.run(only(state), { in: { n: 5 } });
    expect(output).toEqual({ n: 5, result: { kept: 5 } });
    expect(calls.at(-1)).toMatchObject({ parameters: { n: 5 }, executionArn, stateName: 'Only' });
    expect(types.slice(1, -1)).toEqual([
      'TaskStateEntered<0',
      'TaskScheduled<2',
      'TaskStarted<3',
      'TaskSucceeded<4',
      'TaskStateExited<5',
    ]);
    expect(events[2]!.taskScheduledEventDetails).toEqual({
      resourceType: 'test',
      resource: 'work',
      region: 'eu-west-1',
      parameters: '{"n":5}',
    });
    expect(events[4]!.taskSucceededEventDetails).toMatchObject({ resourceType: 'test', output: '{"did":{"n":5}}' });
  });

  test('writes TaskSubmitted for a .sync integration', async () => {
    const { types, events } = await engine.run(only({ Type: 'Task', Resource: job }));
    expect(types.slice(2, 6)).toEqual(['TaskScheduled<2', 'TaskStarted<3', 'TaskSubmitted<4', 'TaskSucceeded<5']);
    expect(events[4]!.taskSubmittedEventDetails).toMatchObject({ resource: 'job.sync', output: '{"JobId":"1"}' });
  });

  test.each([
    ['refused', 'TaskSubmitFailed<4', 'Test.Throttled'],
    ['broken', 'TaskFailed<5', 'States.TaskFailed'],
  ])('tells a job that was %s', async (parameters, type, error) => {
    const run = await engine.run(only({ Type: 'Task', Resource: job, Parameters: parameters }));
    expect([run.status, run.error, run.types.at(-2)]).toEqual(['FAILED', error, type]);
  });

  test('invokes a function by its ARN through lambda:invoke, and yields its payload', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:probe';
    const { output, types } = await engine.run(only({ Type: 'Task', Resource: arn }), { a: 1 });
    expect(output).toEqual([{ FunctionName: arn, Payload: { a: 1 } }]);
    expect(types.slice(2, 5)).toEqual([
      'LambdaFunctionScheduled<2',
      'LambdaFunctionStarted<3',
      'LambdaFunctionSucceeded<4',
    ]);
  });

  test('fails with States.TaskFailed when the integration throws without a name', async () => {
    const { error, cause } = await engine.run(only({ Type: 'Task', Resource: 'arn:aws:states:::test:throw' }));
    expect([error, cause]).toEqual(['States.TaskFailed', 'not a StatesError']);
  });

  test('fails with States.DataLimitExceeded when its result is too large', async () => {
    const { error, types } = await engine.run(only({ Type: 'Task', Resource: 'arn:aws:states:::test:large' }));
    expect([error, types.at(-2)]).toEqual(['States.DataLimitExceeded', 'TaskFailed<4']);
  });

  test('times out only once its integration has settled', async () => {
    const state = { Type: 'Task', Resource: 'arn:aws:states:::test:hang', TimeoutSecondsPath: '$.most' };
    const before = hang.settled();
    const { status, error, cause, events } = await engine.run(only(state), { most: 1 });
    expect([status, error, cause, hang.settled()]).toEqual(['FAILED', 'States.Timeout', undefined, before + 1]);
    expect(events[2]!.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 1 });
    expect(events[4]).toMatchObject({ type: 'TaskTimedOut', taskTimedOutEventDetails: { error: 'States.Timeout' } });
  });

  test('StopExecution reaches the running integration and waits for it', async () => {
    const executionArn = await engine.begin(only({ Type: 'Task', Resource: 'arn:aws:states:::test:hang' }));
    const before = hang.settled();
    // The first `begun` is long over: the history tells when this one runs.
    while ((await engine.history(executionArn)).length < 4) await new Promise((resolve) => setImmediate(resolve));
    await engine.client.send(new StopExecutionCommand({ executionArn, error: 'Enough', cause: 'by hand' }));
    const { status, error, cause, types } = await engine.end(executionArn);
    expect([status, error, cause, hang.settled()]).toEqual(['ABORTED', 'Enough', 'by hand', before + 1]);
    expect(types.slice(-2)).toEqual(['TaskStateAborted<4', 'ExecutionAborted<5']);
  });

  test.each([
    ['soon', 'The TimeoutSecondsPath field refers to value "soon" which is not a valid integer: $.t'],
    [1.5, 'The TimeoutSecondsPath field refers to value "1.5" which is not a valid integer: $.t'],
    [0, 'The TimeoutSecondsPath field refers to value "0" which is not positive: $.t'],
    [-1, 'The TimeoutSecondsPath field refers to value "-1" which is not positive: $.t'],
  ])('refuses a timeout of %j', async (t, cause) => {
    const {
      error,
      cause: told,
      types,
    } = await engine.run(only({ Type: 'Task', Resource: work, TimeoutSecondsPath: '$.t' }), { t });
    expect([error, told]).toEqual([
      'States.Runtime',
      `An error occurred while executing the state 'Only' (entered at the event id #2). ${cause}`,
    ]);
    expect(types.at(-1)).toBe('ExecutionFailed<2');
  });

  test('takes both limits from paths, also as texts', async () => {
    const state = { Type: 'Task', Resource: work, TimeoutSecondsPath: '$.t', HeartbeatSecondsPath: '$.h' };
    const { events } = await engine.run(only(state), { t: '70', h: 60 });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 70, heartbeatInSeconds: 60 });
  });

  test.each([
    ['TimeoutSeconds', '{% -1 %}', 'TimeoutSeconds must be between 0 and 99999999 but was: -1'],
    ['HeartbeatSeconds', '{% 100000000 %}', 'HeartbeatSeconds must be between 0 and 99999999 but was: 100000000'],
    ['TimeoutSeconds', '{% 1.5 %}', 'The TimeoutSeconds field cannot be parsed as an integer: 1.5'],
    ['TimeoutSeconds', '{% "5" %}', "Expected 'number', but was 'string' for value: \"5\""],
  ])('refuses a %s of %s', async (field, expression, message) => {
    const state = { Type: 'Task', QueryLanguage: 'JSONata', Resource: work, [field]: expression };
    const { error, cause, events } = await engine.run(only(state));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause?.endsWith(message)).toBe(true);
    expect(events[2]).toMatchObject({ type: 'EvaluationFailed', evaluationFailedEventDetails: { location: field } });
  });

  test('tells the limits that expressions give', async () => {
    const state = {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: work,
      TimeoutSeconds: '{% $states.input.t + 1 %}',
    };
    const { events } = await engine.run(only(state), { t: 5 });
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({ timeoutInSeconds: 6 });
  });

  test('fails with States.DataLimitExceeded when its parameters are too large, before it begins', async () => {
    const Parameters = { 'a.$': '$.text', 'b.$': '$.text' };
    const { error, cause, types } = await engine.run(only({ Type: 'Task', Resource: work, Parameters }), {
      text: 'x'.repeat(200_000),
    });
    expect([error, cause]).toEqual([
      'States.DataLimitExceeded',
      `The state/task '${work}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    ]);
    expect(types.at(-1)).toBe('ExecutionFailed<2');
  });

  test('a function that fails is told by the events of functions', async () => {
    const arn = 'arn:aws:lambda:eu-west-1:000000000000:function:broken';
    const { error, types, events } = await engine.run(only({ Type: 'Task', Resource: arn, TimeoutSeconds: 5 }), 'fail');
    expect(error).toBe('Test.Broken');
    expect(types.slice(2, 5)).toEqual([
      'LambdaFunctionScheduled<2',
      'LambdaFunctionStarted<3',
      'LambdaFunctionFailed<4',
    ]);
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toMatchObject({
      resource: arn,
      input: '"fail"',
      timeoutInSeconds: 5,
    });
    expect(events[4]?.lambdaFunctionFailedEventDetails).toEqual({ error: 'Test.Broken', cause: 'why' });
  });
});
