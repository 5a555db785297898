import { Statement } from '../policy';
import { type ApiRequest, evaluate } from './evaluate';

const statement = (parts: object) =>
  Statement.parse({ Effect: 'Allow', Action: 's3:GetObject', Resource: '*', ...parts });
const request = (parts: Partial<ApiRequest> = {}): ApiRequest => ({
  action: 's3:GetObject',
  resource: 'arn:aws:s3:::videos/a/b.mp4',
  context: {},
  ...parts,
});

test('what no statement allows is not allowed', () => {
  expect(evaluate([], request())).toBe('not allowed');
  expect(evaluate([statement({ Action: 's3:PutObject' })], request())).toBe('not allowed');
});

test('a denial counts more than any permission', () => {
  const deny = statement({ Effect: 'Deny', Action: 's3:*' });
  expect(evaluate([statement({}), deny], request())).toBe('denied explicitly');
  expect(evaluate([deny, statement({})], request())).toBe('denied explicitly');
});

test.each([
  ['arn:aws:s3:::videos/*', true],
  ['arn:aws:s3:::videos/*/b.mp4', true],
  ['arn:aws:s3:::videos/a/?.mp4', true],
  ['arn:aws:s3:::videos/A/b.mp4', false],
  ['arn:aws:s3:::videos', false],
  ['arn:aws:s3:::videos/a/b.mp', false],
  ['arn:aws:s3:::videos/a.b.mp4', false],
])('the resource %s speaks of videos/a/b.mp4: %s', (Resource, spoken) => {
  expect(evaluate([statement({ Resource })], request())).toBe(spoken ? 'allowed' : 'not allowed');
});

test('actions know no case and may have wildcards', () => {
  expect(evaluate([statement({ Action: ['S3:getobject'] })], request())).toBe('allowed');
  expect(evaluate([statement({ Action: 's3:Get*' })], request())).toBe('allowed');
  expect(evaluate([statement({ Action: 's3:Get' })], request())).toBe('not allowed');
});

const cluster = 'arn:aws:ecs:us-east-1:1:cluster/videos';

test.each([
  [{ StringEquals: { 's3:prefix': 'a' } }, { 's3:prefix': 'a' }, true],
  [{ StringEquals: { 's3:prefix': 'a' } }, { 'S3:Prefix': 'a' }, true],
  [{ StringEquals: { 's3:prefix': ['b', 'a'] } }, { 's3:prefix': 'a' }, true],
  [{ StringEquals: { 's3:prefix': 'a*' } }, { 's3:prefix': 'ab' }, false],
  [{ StringLike: { 's3:prefix': 'a*' } }, { 's3:prefix': 'ab' }, true],
  [{ StringEquals: { 's3:prefix': 'a' } }, {}, false],
  [{ ArnEquals: { 'ecs:cluster': cluster } }, { 'ecs:cluster': cluster }, true],
  [{ ArnLike: { 'ecs:cluster': 'arn:aws:ecs:*:1:cluster/*' } }, { 'ecs:cluster': cluster }, true],
  [{ ArnLike: { 'ecs:cluster': 'arn:aws:*:cluster/videos' } }, { 'ecs:cluster': cluster }, false],
  [{ Bool: { 'aws:SecureTransport': 'true' } }, { 'aws:SecureTransport': 'True' }, true],
  [{ StringEquals: { a: '1' }, Bool: { b: 'true' } }, { a: '1', b: 'false' }, false],
])('the condition %j with %j: %s', (Condition, context, met) => {
  expect(evaluate([statement({ Condition })], request({ context }))).toBe(met ? 'allowed' : 'not allowed');
});

test('what the evaluation does not know, it refuses', () => {
  const unknown = statement({ Condition: { DateLessThan: { 'aws:CurrentTime': '2030-01-01' } } });
  expect(() => evaluate([unknown], request())).toThrow('DateLessThan');
  expect(() => Statement.parse({ Effect: 'Allow', NotAction: 's3:*', Resource: '*' })).toThrow('NotAction');
});
