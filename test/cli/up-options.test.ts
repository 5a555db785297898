import { parseUpOptions } from '../../cli/up-options';
import { UsageError } from '../../cli/usage-error';

/** As commander hands them over, with its defaults. */
const typed = { port: '4566', host: '127.0.0.1' };

describe('parseUpOptions', () => {
  test('without options: the port that clients know, this machine only, the pipeline, nothing kept', () => {
    expect(parseUpOptions(typed)).toEqual({ port: 4566, host: '127.0.0.1', empty: false, json: false });
  });

  test('reads what was typed', () => {
    expect(parseUpOptions({ port: '0', host: '0.0.0.0', data: 'kept', empty: true, json: true })).toEqual({
      ...{ port: 0, host: '0.0.0.0', data: 'kept', empty: true, json: true },
    });
  });

  test('what shall go wrong is handed on as it was typed', () => {
    expect(parseUpOptions({ ...typed, faults: '@faults.json' }).faults).toBe('@faults.json');
    expect(() => parseUpOptions({ ...typed, faults: '' })).toThrow('--faults ""');
  });

  test('a webhook, with its key', () => {
    const webhook = { webhook: 'http://127.0.0.1:8080/jobs', webhookKey: 'k3y' };
    expect(parseUpOptions({ ...typed, ...webhook })).toMatchObject(webhook);
  });

  test.each([
    ['127.0.0.1:3001', 'http://127.0.0.1:3001'],
    ['localhost', 'http://localhost'],
    ['http://127.0.0.1:3001/', 'http://127.0.0.1:3001'],
    ['https://lambda.example', 'https://lambda.example'],
  ])('the Lambda endpoint %s is %s', (lambdaEndpoint, url) => {
    expect(parseUpOptions({ ...typed, lambdaEndpoint }).lambdaEndpoint).toBe(url);
  });

  test.each([
    [{ port: '65536' }, '--port "65536"'],
    [{ port: '-1' }, '--port "-1"'],
    [{ port: '80.5' }, '--port "80.5"'],
    [{ port: 'http' }, '--port "http"'],
    [{ host: ' ' }, '--host " "'],
    [{ lambdaEndpoint: 'ftp://a' }, '--lambda-endpoint "ftp://a": write host:port, or http://host:port'],
    [{ lambdaEndpoint: 'http://a/path' }, '--lambda-endpoint "http://a/path"'],
    [{ webhook: 'localhost' }, '--webhook "localhost": write the whole address, like http://127.0.0.1:8080/jobs'],
    [{ webhook: 'ftp://a' }, '--webhook "ftp://a"'],
    [{ webhook: 'http://a', webhookKey: 'a b' }, '--webhook-key "a b"'],
    [{ webhookKey: 'k3y' }, 'say where it is with --webhook'],
    [{ webhook: 'http://a', empty: true }, 'there are no jobs to tell of with --empty'],
  ])('refuses %j by name', (given, message) => {
    const parse = () => parseUpOptions({ ...typed, ...given });
    expect(parse).toThrow(UsageError);
    expect(parse).toThrow(message);
  });
});
