import type { Access } from '../../local/api-call';
import { createLambda } from '../../local/lambda';
import type { IntegrationCall } from '../../local/step-functions/server';
import { PipelineError } from '../../pipeline/errors';

const call = (parameters: unknown): IntegrationCall => ({
  parameters: parameters as IntegrationCall['parameters'],
  signal: new AbortController().signal,
  executionArn: 'arn:execution',
  stateName: 'Probe',
});
const invoke = (run: (event: unknown) => Promise<unknown>, Payload: unknown = {}) =>
  createLambda({ probe: run })(call({ FunctionName: 'probe', Payload }));
const causeOf = (error: unknown): unknown => JSON.parse((error as { causeText: string }).causeText);

test('a function gets its payload, and its answer is the payload of the result', async () => {
  const events: unknown[] = [];
  const result = await invoke(
    (event) => {
      events.push(event);
      return Promise.resolve({ frames: 3 });
    },
    { job: 'a' },
  );
  expect(events).toEqual([{ job: 'a' }]);
  expect(result).toEqual({ ExecutedVersion: '$LATEST', Payload: { frames: 3 }, StatusCode: 200 });
});

test('no object is shared over the border, in neither direction', async () => {
  const payload = { list: [1] };
  const answer = { list: [2] };
  const result = await invoke((event) => {
    (event as typeof payload).list.push(99);
    return Promise.resolve(answer);
  }, payload);
  answer.list.push(99);
  expect(payload).toEqual({ list: [1] });
  expect(result).toMatchObject({ Payload: { list: [2] } });
});

test('what passes the border is JSON: dates are texts, what is undefined is gone', async () => {
  const result = await invoke(() => Promise.resolve({ at: new Date(0), none: undefined, list: [undefined] }));
  expect(result).toMatchObject({ Payload: { at: '1970-01-01T00:00:00.000Z', list: [null] } });
  expect((result as { Payload: object }).Payload).not.toHaveProperty('none');
});

test('a function that answers nothing answers null', async () => {
  expect(await invoke(() => Promise.resolve(undefined))).toMatchObject({ Payload: null });
});

test('the right function of several is called', async () => {
  const lambda = createLambda({ one: () => Promise.resolve(1), two: () => Promise.resolve(2) });
  expect(await lambda(call({ FunctionName: 'two', Payload: {} }))).toMatchObject({ Payload: 2 });
});

test('tells what IAM has to allow for it, whatever becomes of it', async () => {
  const accesses: Access[] = [];
  const lambda = createLambda({ one: () => Promise.resolve(1) }, (access) => accesses.push(access));
  await lambda(call({ FunctionName: 'one', Payload: {} }));
  await lambda(call({ FunctionName: 'none', Payload: {} })).catch(() => undefined);
  expect(accesses).toEqual(
    ['one', 'none'].map((resource) => ({ action: 'lambda:InvokeFunction', resource, context: {} })),
  );
});

test('an unknown function fails the state as Lambda does', async () => {
  await expect(createLambda({})(call({ FunctionName: 'none', Payload: {} }))).rejects.toMatchObject({
    errorName: 'Lambda.ResourceNotFoundException',
    causeText: 'Function not found: none',
  });
});

test("an error's name is the state's error, its message the cause, as the Node.js runtime writes it", async () => {
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
