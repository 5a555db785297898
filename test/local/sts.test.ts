import { Callers } from '../../local/callers';
import { type Endpoint, openEndpoint } from '../../local/endpoint';
import { createSts } from '../../local/sts';
import { postSigned } from './signed-post';

describe('STS', () => {
  const callers = new Callers({ accessKeyId: 'test', secretAccessKey: 'test' });
  let endpoint: Endpoint;
  const nothing = () => undefined;
  beforeAll(async () => {
    endpoint = await openEndpoint({ stepFunctions: nothing, dynamodb: nothing, s3: nothing, sts: createSts(callers) });
  });
  afterAll(() => endpoint.close());

  const form = { 'Content-Type': 'application/x-www-form-urlencoded' };
  const ask = (accessKeyId: string, body: string) => {
    const secretAccessKey = callers.secrets.get(accessKeyId) ?? '';
    return postSigned(endpoint.url, body, form, { accessKeyId, secretAccessKey, service: 'sts' });
  };
  const who = 'Action=GetCallerIdentity&Version=2011-06-15';

  test('tells the user that they may do everything', async () => {
    const { status, text } = await ask('test', who);
    expect(status).toBe(200);
    expect(text).toContain('<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">');
    expect(text).toContain('<Arn>arn:aws:iam::000000000000:root</Arn>');
    expect(text).toContain('<Account>000000000000</Account>');
  });

  test('tells a task its role', async () => {
    const { text } = await ask(callers.credentialsOf('segment').accessKeyId, who);
    expect(text).toContain('<Arn>arn:aws:sts::000000000000:assumed-role/segment/framefleet</Arn>');
  });

  test('refuses strangers', async () => {
    const { status, text } = await ask('stranger', who);
    expect(status).toBe(403);
    expect(text).toContain('<Code>InvalidClientTokenId</Code>');
  });

  test('names an operation that it doesn’t know, harmlessly', async () => {
    const { status, text } = await ask('test', 'Action=%3Cb%3E');
    expect(status).toBe(400);
    expect(text).toContain('The embedded STS has no operation &lt;b&gt;: it knows GetCallerIdentity.');
  });
});
