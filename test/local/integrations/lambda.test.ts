import type { Access } from '../../../local/api-call';
import type { LambdaFunction } from '../../../local/integrations/invocation';
import { createLambda } from '../../../local/integrations/lambda';
import type { IntegrationCall } from '../../../local/step-functions/states/state-run';
import { PipelineError } from '../../../pipeline/errors';
import { call } from './call';

const probeArn = 'arn:aws:lambda:us-east-1:000000000000:function:probe';
const invoke = async (run: LambdaFunction, parameters: object = {}) =>
  createLambda({ functions: { [probeArn]: run } })(call({ FunctionName: probeArn, ...parameters }));
const echo: LambdaFunction = (event) => Promise.resolve(event);
const causeOf = (error: unknown): unknown => JSON.parse((error as { causeText: string }).causeText);

test('a function gets its payload, and its answer is the payload of the result', async () => {
  const events: unknown[] = [];
  const run: LambdaFunction = (event) => {
    events.push(event);
    return Promise.resolve({ frames: 3 });
  };
  const result = await invoke(run, { Payload: { job: 'a' } });
  expect(events).toEqual([{ job: 'a' }]);
  expect(result).toMatchObject({ ExecutedVersion: '$LATEST', Payload: { frames: 3 }, StatusCode: 200 });
});

test('the exchange is told as the SDK tells it, with one request id throughout', async () => {
  const result = await invoke(echo, { Payload: { a: 1 } });
  const { RequestId } = (result as { SdkResponseMetadata: { RequestId: string } }).SdkResponseMetadata;
  expect(Object.keys(result as object)).toEqual([
    'ExecutedVersion',
    'Payload',
    'SdkHttpMetadata',
    'SdkResponseMetadata',
    'StatusCode',
  ]);
  expect(result).toMatchObject({
    SdkHttpMetadata: {
      AllHttpHeaders: {
        'X-Amz-Executed-Version': ['$LATEST'],
        'x-amzn-RequestId': [RequestId],
        'Content-Length': ['7'],
        'Content-Type': ['application/json'],
      },
      HttpHeaders: { 'x-amzn-RequestId': RequestId, 'Content-Length': '7', Connection: 'keep-alive' },
      HttpStatusCode: 200,
    },
  });
});

test('no object is shared over the border, in neither direction', async () => {
  const payload = { list: [1] };
  const answer = { list: [2] };
  const run: LambdaFunction = (event) => {
    (event as typeof payload).list.push(99);
    return Promise.resolve(answer);
  };
  const result = await invoke(run, { Payload: payload });
  answer.list.push(99);
  expect(payload).toEqual({ list: [1] });
  expect(result).toMatchObject({ Payload: { list: [2] } });
});

test('what passes the border is JSON: dates are texts, what is undefined is gone', async () => {
  const result = await invoke(() => Promise.resolve({ at: new Date(0), none: undefined, list: [undefined] }));
  expect((result as { Payload: object }).Payload).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [null] });
  expect((result as { Payload: object }).Payload).not.toHaveProperty('none');
});

test.each([
  ['no payload is an empty object', {}, {}],
  ['null is null', { Payload: null }, null],
  ['a text is a text', { Payload: 'a' }, 'a'],
])('%s', async (_, parameters, expected) => {
  expect((await invoke(echo, parameters)) as object).toHaveProperty('Payload', expected);
});

test('a function that answers nothing answers null', async () => {
  expect(await invoke(() => Promise.resolve(undefined))).toMatchObject({ Payload: null });
});

test.each(['two', 'two:$LATEST', '000000000000:function:two', `${probeArn.replace('probe', 'two')}:live`])(
  'of several functions, %s is the one',
  async (FunctionName) => {
    const functions = {
      one: () => Promise.resolve(1),
      [probeArn.replace('probe', 'two')]: () => Promise.resolve(2),
    };
    expect(await createLambda({ functions })(call({ FunctionName }))).toMatchObject({ Payload: 2 });
  },
);

test('tells what IAM has to allow for it, whatever becomes of it', async () => {
  const accesses: Access[] = [];
  const lambda = createLambda({
    functions: { one: () => Promise.resolve(1) },
    onAccess: (access) => accesses.push(access),
  });
  await lambda(call({ FunctionName: 'one' }));
  await lambda(call({ FunctionName: 'none' })).catch(() => undefined);
  expect(accesses).toEqual(
    ['one', 'none'].map((resource) => ({ action: 'lambda:InvokeFunction', resource, context: {} })),
  );
});

test.each([
  ['none', '$LATEST'],
  ['none:7', '7'],
])('an unknown function, %s, fails the state as Lambda does', async (FunctionName, version) => {
  const arn = `arn:aws:lambda:us-east-1:000000000000:function:none:${version}`;
  await expect(createLambda({ functions: {} })(call({ FunctionName }))).rejects.toMatchObject({
    errorName: 'Lambda.ResourceNotFoundException',
    causeText: expect.stringMatching(
      new RegExp(
        `^Function not found: ${arn.replace('$', '\\$')} \\(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [\\w-]+; Proxy: null\\)$`,
      ),
    ) as string,
  });
});

test.each([
  ['a name that can be none', { FunctionName: 'a b' }, /Value 'a b' at 'functionName' failed to satisfy constraint/],
  ['a qualifier that is no text', { FunctionName: 'probe', Qualifier: 1 }, /at 'qualifier' failed/],
  ['an unknown type of invocation', { FunctionName: 'probe', InvocationType: 'Later' }, /at 'invocationType' failed/],
])('%s is refused', async (_, parameters, message) => {
  await expect(createLambda({ functions: {} })(call(parameters))).rejects.toMatchObject({
    errorName: 'Lambda.AWSLambdaException',
    causeText: expect.stringMatching(message) as string,
  });
});

test("an error's name is the state's error, and all that the Node.js runtime writes of it the cause", async () => {
  const error = await invoke(() => Promise.reject(new PipelineError('EmptyInput', 'It is empty.'))).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ errorName: 'EmptyInput' });
  expect(causeOf(error)).toMatchObject({
    errorType: 'EmptyInput',
    errorMessage: 'It is empty.',
    trace: expect.arrayContaining([expect.stringContaining('It is empty.')]) as unknown,
  });
});

test('a function that throws before it has a promise fails the state all the same', async () => {
  const failing = invoke(() => {
    throw new TypeError('no function');
  });
  await expect(failing).rejects.toMatchObject({ errorName: 'TypeError' });
});

test('what is thrown and is no error has a name too', async () => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- that is what is tested
  const error = await invoke(() => Promise.reject('just text')).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ errorName: 'Error' });
  expect(causeOf(error)).toEqual({ errorType: 'Error', errorMessage: 'just text', trace: [] });
});

test('an Event is accepted before the function ends, and how it ends is nobody’s affair', async () => {
  let fail = (): void => undefined;
  const run: LambdaFunction = () => new Promise((_, reject) => (fail = () => reject(new Error('late'))));
  const result = await invoke(run, { InvocationType: 'Event' });
  fail();
  expect(result).toMatchObject({ StatusCode: 202, Payload: {}, SdkHttpMetadata: { HttpStatusCode: 202 } });
  expect(result).not.toHaveProperty('ExecutedVersion');
});

test('a DryRun runs nothing', async () => {
  const run = (): never => {
    throw new Error('ran');
  };
  const parameters: IntegrationCall['parameters'] = { FunctionName: probeArn, InvocationType: 'DryRun' };
  expect(await createLambda({ functions: { [probeArn]: run } })(call(parameters))).toMatchObject({ StatusCode: 204 });
});
