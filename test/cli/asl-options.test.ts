import { parseAslOptions } from '../../cli/asl-options';
import { UsageError } from '../../cli/usage-error';

const problemOf = (typed: object): string => {
  try {
    parseAslOptions(typed);
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
  throw new Error('was accepted');
};

describe('the options of asl', () => {
  test('all have a default', () => {
    expect(parseAslOptions({})).toEqual({
      ...{ input: '{}', type: 'STANDARD', validate: false, json: false, fast: false },
    });
  });

  test('a Lambda endpoint may be an address or a URL', () => {
    const endpointOf = (lambdaEndpoint: string) => parseAslOptions({ lambdaEndpoint }).lambdaEndpoint;
    expect(endpointOf('127.0.0.1:3001')).toBe('http://127.0.0.1:3001');
    expect(endpointOf('http://127.0.0.1:3001/')).toBe('http://127.0.0.1:3001');
    expect(endpointOf('https://functions.example')).toBe('https://functions.example');
  });

  test.each([
    [{ type: 'FAST' }, /^--type "FAST": Invalid option: expected one of "STANDARD"\|"EXPRESS"/],
    [{ name: 'my machine' }, /^--name "my machine": a machine’s name has up to 80 letters, digits, - and _/],
    [{ endpoint: '127.0.0.1' }, /^--endpoint "127\.0\.0\.1": write an address such as http/],
    [{ lambdaEndpoint: 'ftp://here' }, /^--lambda-endpoint "ftp:\/\/here": write host:port, or http:\/\/host:port/],
    [{ roleArn: 'admin', endpoint: 'http://a' }, /^--role-arn "admin": write the ARN/],
  ])('a value that isn’t allowed is named: %j', (typed, message) => expect(problemOf(typed)).toMatch(message));

  const endpoint = 'http://127.0.0.1:4566';
  test.each([
    [{ case: 'Paid' }, '--case "Paid" is a test case of which file? Name it with --mocks FILE.'],
    [{ mocks: 'm.json' }, 'Which test case of "m.json"? Name it with --case NAME.'],
    [{ roleArn: 'arn:aws:iam::1:role/r' }, '--role-arn goes with --endpoint: the embedded engine asks for no role.'],
    [{ endpoint, fast: true }, '--fast works on the embedded engine only: leave out --endpoint, or --fast.'],
    [
      { endpoint, mocks: 'm.json', case: 'Paid' },
      '--mocks "m.json" works on the embedded engine only: hand the file to what runs at --endpoint, and name the case with --case.',
    ],
    [
      { endpoint, lambdaEndpoint: '127.0.0.1:3001' },
      '--lambda-endpoint works on the embedded engine only: tell what runs at --endpoint where its functions are.',
    ],
  ])('a contradiction is refused: %j', (typed, message) => expect(problemOf(typed)).toBe(message));

  test('a test case of what runs at another endpoint needs no file here', () => {
    expect(parseAslOptions({ endpoint, case: 'Paid' })).toMatchObject({ endpoint, testCase: 'Paid' });
  });

  test('to validate, mocks need no test case', () => {
    expect(parseAslOptions({ mocks: 'm.json', validate: true })).toMatchObject({ mocks: 'm.json', validate: true });
  });
});
