import { account, arn, createCredentials, region, roleArn } from '../../local/identity';

test('ARNs name the embedded region and account', () => {
  expect(arn('lambda', 'function:probe')).toBe('arn:aws:lambda:us-east-1:000000000000:function:probe');
  expect(roleArn('worker')).toBe('arn:aws:iam::000000000000:role/worker');
  expect([region, account]).toEqual(['us-east-1', '000000000000']);
});

test('access keys look like those of AWS', () => {
  const { accessKeyId, secretAccessKey } = createCredentials();
  expect(accessKeyId).toMatch(/^AKIA[\dA-F]{16}$/);
  expect(secretAccessKey).toMatch(/^[\w-]{40}$/);
});

test('no two stacks have the same keys', () => {
  const keys = Array.from({ length: 10 }, createCredentials);
  expect(new Set(keys.map(({ accessKeyId }) => accessKeyId)).size).toBe(10);
  expect(new Set(keys.map(({ secretAccessKey }) => secretAccessKey)).size).toBe(10);
});
