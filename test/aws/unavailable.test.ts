import { runInNewContext } from 'node:vm';
import { EventBridgeServiceException } from '@aws-sdk/client-eventbridge';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { SFNServiceException } from '@aws-sdk/client-sfn';
import { asUnavailable } from '../../aws/unavailable';
import { isRetryable } from '../../pipeline/errors';

const said = (name: string, httpStatusCode: number) => ({
  ...{ name, message: 'So it is.', $fault: 'server' as const, $metadata: { httpStatusCode } },
});

test.each([
  new S3ServiceException(said('SlowDown', 503)),
  new SFNServiceException(said('ThrottlingException', 400)),
  new EventBridgeServiceException(said('InternalException', 500)),
  Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' }),
  Object.assign(new Error('nobody answers'), { name: 'TimeoutError' }),
])('%s passes, and is worth another try', (cause) => {
  const error = asUnavailable(cause);
  expect(error).toMatchObject({ name: 'StoreUnavailable', cause });
  expect(error?.message).toContain(cause.message);
  expect(isRetryable(error!.name)).toBe(true);
});

test('an error of another realm, as those of Node itself are to code that runs in a context of its own, is one, too', () => {
  const cause: unknown = runInNewContext("Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' })");
  expect(cause).not.toBeInstanceOf(Error);
  expect(asUnavailable(cause)).toMatchObject({ name: 'StoreUnavailable', cause });
});

test.each([
  new S3ServiceException(said('AccessDenied', 403)),
  new SFNServiceException(said('ExecutionDoesNotExist', 400)),
  Object.assign(new Error('no space'), { code: 'ENOSPC' }),
  new TypeError('a mistake'),
  undefined,
])('%s is something else', (error) => {
  expect(asUnavailable(error)).toBeUndefined();
});
