import { type IncomingMessage, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { createLambda } from '../../../local/integrations/lambda';
import { createLambdaEndpoint } from '../../../local/integrations/lambda-endpoint';
import type { IntegrationCall } from '../../../local/step-functions/states/state-run';
import { call } from './call';

interface Answer {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

let server: Server;
let address: string;
/** Undefined: it never answers. */
let answer: Answer | undefined;
let asked: { request: IncomingMessage; body: string }[];
let closed: Promise<void>;

beforeEach(async () => {
  asked = [];
  answer = { body: '{}' };
  let settle = (): void => undefined;
  closed = new Promise((resolve) => (settle = resolve));
  server = createServer((request, response) => {
    response.once('close', settle);
    void text(request).then((body) => {
      asked.push({ request, body });
      if (answer) response.writeHead(answer.status ?? 200, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
});

const invoke = (parameters: object, further: Partial<IntegrationCall> = {}, endpoint = address) =>
  createLambda({ functions: {}, endpoint: createLambdaEndpoint(endpoint) })(
    call({ FunctionName: 'resize', ...parameters }, further),
  );

test('a function that isn’t in this process is invoked over HTTP', async () => {
  answer = { body: '{"width":2}', headers: { 'X-Amz-Executed-Version': '3', 'x-amzn-RequestId': 'request-1' } };
  const result = await invoke({ Payload: { a: 'ä' } });
  expect(asked.map(({ request, body }) => [request.method, request.url, body])).toEqual([
    ['POST', '/2015-03-31/functions/resize/invocations', '{"a":"ä"}'],
  ]);
  expect(asked[0]?.request.headers).toMatchObject({ 'x-amz-invocation-type': 'RequestResponse' });
  expect(result).toMatchObject({
    ExecutedVersion: '3',
    Payload: { width: 2 },
    SdkResponseMetadata: { RequestId: 'request-1' },
    StatusCode: 200,
  });
});

test('the endpoint may be a URL; a version, the log and the client’s context are asked for', async () => {
  answer = { body: 'null', headers: { 'X-Amz-Log-Result': 'bG9n' } };
  const parameters = {
    FunctionName: 'arn:aws:lambda:us-east-1:000000000000:function:resize:live',
    LogType: 'Tail',
    ClientContext: 'e30=',
  };
  expect(await invoke(parameters, {}, `http://${address}`)).toMatchObject({ LogResult: 'bG9n', Payload: null });
  expect(asked[0]?.request.url).toBe('/2015-03-31/functions/resize/invocations?Qualifier=live');
  expect(asked[0]?.request.headers).toMatchObject({ 'x-amz-log-type': 'Tail', 'x-amz-client-context': 'e30=' });
});

test('an answer that isn’t JSON is handed on as text', async () => {
  answer = { body: 'plain' };
  expect(await invoke({})).toMatchObject({ Payload: 'plain' });
});

test('an Event has no answer', async () => {
  answer = { status: 202, body: '' };
  const result = await invoke({ InvocationType: 'Event' });
  expect(result).toMatchObject({ Payload: {}, StatusCode: 202 });
  expect(result).not.toHaveProperty('ExecutedVersion');
});

test.each([
  ['without the runtime’s spaces', false, '{"errorMessage":"no","errorType":"TooWide","stackTrace":[]}'],
  ['to the letter where the resource is the function itself', true, undefined],
])('a function’s error names the state’s error; the whole error is the cause, %s', async (_, byArn, causeText) => {
  const body = '{"errorMessage": "no",  "errorType": "TooWide", "stackTrace": []}';
  answer = { body, headers: { 'X-Amz-Function-Error': 'Unhandled' } };
  const lambda = createLambda({ functions: {}, endpoint: createLambdaEndpoint(address), byArn });
  await expect(lambda(call({ FunctionName: 'resize' }))).rejects.toMatchObject({
    errorName: 'TooWide',
    causeText: causeText ?? body,
  });
});

test('an error without a type is Lambda.Unknown', async () => {
  const body = '{"errorMessage":"Task timed out after 3.00 seconds"}';
  answer = { body, headers: { 'X-Amz-Function-Error': 'Unhandled' } };
  await expect(invoke({})).rejects.toMatchObject({
    errorName: 'Lambda.Unknown',
    causeText: `The cause could not be determined because Lambda did not return an error type. Returned payload: ${body}`,
  });
});

const told = (status: number, code: string, message: string, id: string) =>
  `${message} (Service: AWSLambda; Status Code: ${status}; Error Code: ${code}; Request ID: ${id}; Proxy: null)`;

test.each([
  [404, 'ResourceNotFoundException', {}],
  [429, 'TooManyRequestsException', {}],
  [500, 'ServiceException', {}],
  [503, 'ServiceException', {}],
  [502, 'ENILimitReachedException', { 'X-Amzn-ErrorType': 'ENILimitReachedException:http://internal/' }],
])('%i fails the state with %s', async (status, code, headers) => {
  answer = { status, headers: { ...headers, 'x-amzn-RequestId': 'r-1' }, body: '{"Message":"Told so"}' };
  await expect(invoke({})).rejects.toMatchObject({
    errorName: `Lambda.${code}`,
    causeText: told(status, code, 'Told so', 'r-1'),
  });
});

test('where nothing answers, the error names the endpoint', async () => {
  await expect(invoke({}, {}, '127.0.0.1:1')).rejects.toMatchObject({
    errorName: 'Lambda.SdkClientException',
    causeText: expect.stringMatching(/ECONNREFUSED.*http:\/\/127\.0\.0\.1:1\b.*--lambda-endpoint/) as string,
  });
});

test('an abort cuts the request', async () => {
  answer = undefined;
  const stopping = new AbortController();
  const invoked = invoke({}, { signal: stopping.signal });
  const reason = new Error('stopped');
  const watch = setInterval(() => {
    if (asked.length > 0) stopping.abort(reason);
  }, 5);
  await expect(invoked.finally(() => clearInterval(watch))).rejects.toBe(reason);
  await closed;
});
