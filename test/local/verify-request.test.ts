import { Callers } from '../../local/callers';
import { type Endpoint, openEndpoint } from '../../local/endpoint';
import { forCallers } from '../../local/json-service';
import { forQueryCallers } from '../../local/query-service';
import type { Request } from '../../local/whole-request';
import { readBody } from '../../local/whole-request';
import { postSigned } from './signed-post';

describe('signatures of Version 4, in the header', () => {
  const user = { accessKeyId: 'test', secretAccessKey: 'test' };
  const callers = new Callers(user);
  const served: string[] = [];
  let endpoint: Endpoint;
  const echo = (request: Request, response: { end(text: string): void }) => {
    void readBody(request).then((body) => {
      served.push(String(body));
      response.end(String(body));
    });
  };
  const nothing = () => undefined;
  beforeAll(async () => {
    endpoint = await openEndpoint({
      s3: nothing,
      dynamodb: nothing,
      stepFunctions: forCallers(callers, echo, () => []),
      sns: forQueryCallers(callers, echo),
    });
  });
  afterAll(() => endpoint.close());
  beforeEach(() => void (served.length = 0));

  const json = { 'X-Amz-Target': 'AWSStepFunctions.ListStateMachines', 'Content-Type': 'application/x-amz-json-1.0' };
  const states = { ...user, service: 'states' };

  test('a request that is signed rightly is served, body and all', async () => {
    expect(await postSigned(endpoint.url, '{"a":"ü"}', json, states)).toEqual({ status: 200, text: '{"a":"ü"}' });
    expect(await postSigned(endpoint.url, '', json, states)).toEqual({ status: 200, text: '' });
  });

  test.each([
    ['another secret', { ...states, secretAccessKey: 'other' }, 'InvalidSignatureException', 'does not match'],
    ['another body', { ...states, signedBody: '{}' }, 'InvalidSignatureException', 'does not match'],
    [
      'a time long past',
      { ...states, at: new Date(Date.now() - 16 * 60_000) },
      'InvalidSignatureException',
      'Signature expired',
    ],
    [
      'a time to come',
      { ...states, at: new Date(Date.now() + 16 * 60_000) },
      'InvalidSignatureException',
      'Signature expired',
    ],
    ['a key that nobody has', { ...states, accessKeyId: 'AKIA' }, 'UnrecognizedClientException', 'token'],
  ])('%s is refused', async (_, signing, type, message) => {
    const { status, text } = await postSigned(endpoint.url, '{"a":1}', json, signing);
    expect(status).toBe(400);
    expect(JSON.parse(text)).toEqual({
      __type: expect.stringContaining(type) as string,
      message: expect.stringContaining(message) as string,
    });
    expect(served).toEqual([]);
  });

  test('a signature that is none is refused', async () => {
    const headers = {
      ...json,
      Authorization: 'AWS4-HMAC-SHA256 Credential=test/20300101/us-east-1/states/aws4_request',
    };
    const answer = await fetch(endpoint.url, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: expect.stringContaining('IncompleteSignature') as string });
    expect(served).toEqual([]);
  });

  test('the query protocol is refused in its own words', async () => {
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
    const sns = { ...user, service: 'sns' };
    expect(await postSigned(endpoint.url, 'Action=ListTopics', form, sns)).toMatchObject({ status: 200 });
    const { status, text } = await postSigned(endpoint.url, 'Action=ListTopics', form, { ...sns, signedBody: '' });
    expect(status).toBe(403);
    expect(text).toContain('<Code>SignatureDoesNotMatch</Code>');
  });

  test('a body beyond 16 MB is refused, and the next request is served', async () => {
    const large = `"${'x'.repeat(16 * 1024 * 1024)}"`;
    expect((await postSigned(endpoint.url, large, json, states)).status).toBe(413);
    expect((await postSigned(endpoint.url, '{}', json, states)).status).toBe(200);
  });
});
