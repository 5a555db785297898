import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Endpoint, openEndpoint } from '../../local/endpoint';

const says = (text: string) => (_request: IncomingMessage, response: ServerResponse) => void response.end(text);

describe('one address for all services', () => {
  let endpoint: Endpoint;
  beforeAll(async () => {
    endpoint = await openEndpoint({ stepFunctions: says('states'), dynamodb: says('dynamodb'), s3: says('s3') });
  });
  afterAll(() => endpoint.close());

  const answer = async (headers: Record<string, string>, method = 'POST') =>
    (await fetch(endpoint.url, { method, headers })).text();

  test.each([
    ['AWSStepFunctions.StartExecution', 'states'],
    ['DynamoDB_20120810.PutItem', 'dynamodb'],
    ['DynamoDBStreams_20120810.GetRecords', 's3'],
    ['', 's3'],
  ])('X-Amz-Target "%s" goes to %s', async (target, service) => {
    expect(await answer({ 'X-Amz-Target': target })).toBe(service);
  });

  test.each(['GET', 'PUT', 'DELETE'])('%s without X-Amz-Target goes to s3', async (method) => {
    expect(await answer({}, method)).toBe('s3');
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
