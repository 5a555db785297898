import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, openEndpoint } from '../../local/endpoint';

const says = (text: string) => (_request: IncomingMessage, response: ServerResponse) => void response.end(text);

describe('one address for all services', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint({
      stepFunctions: says('states'),
      dynamodb: says('dynamodb'),
      events: says('events'),
      sts: says('sts'),
      s3: says('s3'),
    });
  });
  afterAll(() => endpoint.close());

  const answer = async (headers: Record<string, string>, method = 'POST') =>
    (await fetch(endpoint.url, { method, headers })).text();

  test.each([
    ['AWSStepFunctions.StartExecution', 'states'],
    ['DynamoDB_20120810.PutItem', 'dynamodb'],
    ['AWSEvents.PutEvents', 'events'],
    ['', 's3'],
  ])('X-Amz-Target "%s" goes to %s', async (target, service) => {
    expect(await answer({ 'X-Amz-Target': target })).toBe(service);
  });

  test.each(['GET', 'PUT', 'DELETE'])('%s without X-Amz-Target goes to s3', async (method) => {
    expect(await answer({}, method)).toBe('s3');
  });

  const signedFor = (service: string) => `test/20300101/us-east-1/${service}/aws4_request`;

  test.each(['sts', 's3'])('what is signed for %s goes there', async (service) => {
    const Authorization = `AWS4-HMAC-SHA256 Credential=${signedFor(service)}, SignedHeaders=host, Signature=0`;
    expect(await answer({ Authorization })).toBe(service);
    const query = `X-Amz-Credential=${encodeURIComponent(signedFor(service))}&X-Amz-Signature=0`;
    expect(await (await fetch(`${endpoint.url}/?${query}`)).text()).toBe(service);
  });

  test('a service that isn’t there is refused in the client’s protocol, by name', async () => {
    const headers = { 'X-Amz-Target': 'Logs_20140328.DescribeLogGroups', 'Content-Type': 'application/x-amz-json-1.1' };
    const json = await fetch(endpoint.url, { method: 'POST', headers });
    expect(json.status).toBe(400);
    expect(json.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(await json.json()).toEqual({
      __type: 'UnknownOperationException',
      message: 'The embedded AWS has no service Logs_20140328.',
    });
    const Authorization = `AWS4-HMAC-SHA256 Credential=${signedFor('iam')}, SignedHeaders=host, Signature=0`;
    expect(await answer({ Authorization })).toContain('<Code>InvalidAction</Code>');
    expect(await answer({ Authorization })).toContain('The embedded AWS has no service iam.');
  });

  test('a service that isn’t hooked in is refused, too', async () => {
    expect(await answer({ 'X-Amz-Target': 'AmazonSQS.ListQueues' })).toContain('no service AmazonSQS');
  });

  test('a port that is taken is refused by name', async () => {
    const port = Number(new URL(endpoint.url).port);
    const services = { stepFunctions: says(''), dynamodb: says(''), s3: says('') };
    await expect(openEndpoint(services, { port })).rejects.toMatchObject({
      name: 'EndpointError',
      message: `Port ${port} of 127.0.0.1 is in use by another program. End that one, or take another port: --port 0 finds a free one.`,
    });
  });

  test('an address that isn’t this machine’s is refused by name', async () => {
    const services = { stepFunctions: says(''), dynamodb: says(''), s3: says('') };
    await expect(openEndpoint(services, { host: '192.0.2.1' })).rejects.toMatchObject({
      name: 'EndpointError',
      message: '192.0.2.1 is no address of this machine. Take 127.0.0.1, or 0.0.0.0 for all that it has.',
    });
  });

  test('where it listens at all addresses, it names one that can be called', async () => {
    const everywhere = await openEndpoint(
      { stepFunctions: says(''), dynamodb: says(''), s3: says('s3') },
      { host: '0.0.0.0' },
    );
    expect(everywhere.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(await (await fetch(everywhere.url)).text()).toBe('s3');
    await everywhere.close();
  });

  test('it is bound to this machine only', () => {
    expect(endpoint.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});

test('closing ends what is still being answered, and the address', async () => {
  let arrive = (): void => undefined;
  const arrived = new Promise<void>((resolve) => (arrive = resolve));
  const endpoint = await openEndpoint({ stepFunctions: says(''), dynamodb: says(''), s3: () => arrive() });
  const hanging = fetch(endpoint.url).then(
    () => 'answered',
    () => 'ended',
  );
  await arrived;
  await endpoint.close();
  expect(await hanging).toBe('ended');
  await expect(fetch(endpoint.url)).rejects.toThrow('fetch failed');
});

test('two endpoints have two addresses', async () => {
  const services = { stepFunctions: says(''), dynamodb: says(''), s3: says('') };
  const [one, two] = [await openEndpoint(services), await openEndpoint(services)];
  expect(one.url).not.toBe(two.url);
  await Promise.all([one.close(), two.close()]);
});
