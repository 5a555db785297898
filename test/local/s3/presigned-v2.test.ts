import { createHmac } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { ACCESS_KEY_ID, SECRET_ACCESS_KEY, startS3, type S3OnAPort } from './s3-on-a-port';
import { errorCode, send } from './signed-request';

const Bucket = 'videos';
const path = `/${Bucket}/a%20b%2B%C3%BC.mp4`;
const Key = 'a b+ü.mp4';

/** As S3's documentation has it, written out once more. */
function presign(
  method: string,
  { expires = Math.floor(Date.now() / 1000) + 60, headers = '', resource = path, secret = SECRET_ACCESS_KEY } = {},
): string {
  const text = `${method}\n\n\n${expires}\n${headers}${resource}`;
  const signature = createHmac('sha1', secret).update(text).digest('base64');
  return `${path}?AWSAccessKeyId=${ACCESS_KEY_ID}&Signature=${encodeURIComponent(signature)}&Expires=${expires}`;
}

describe('URLs presigned with Signature Version 2', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket, { versioned: true });
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'content' }));
  });
  afterEach(() => s3.stop());
  const call = (method: string, target: string, headers: Record<string, string> = {}, body?: string) =>
    send(s3.url, { method, target, headers: { host: 'any', ...headers }, ...(body === undefined ? {} : { body }) });
  const expectRefused = async (answering: ReturnType<typeof call>, code: string) => {
    const answer = await answering;
    expect([answer.status, errorCode(answer)]).toEqual([403, code]);
  };

  test('open the door, also to a range', async () => {
    expect(await call('GET', presign('GET'))).toMatchObject({ status: 200, body: 'content' });
    expect(await call('GET', presign('GET'), { range: 'bytes=1-3' })).toMatchObject({ status: 206, body: 'ont' });
    expect(s3.requests.at(-1)).toMatchObject({ accessKeyId: ACCESS_KEY_ID, operation: 'GetObject' });
  });

  test('store an object, with what was signed about it', async () => {
    const signed = presign('PUT', { headers: 'x-amz-meta-by:me\n' });
    expect(await call('PUT', `${signed}&x-amz-meta-by=me`, {}, 'new')).toMatchObject({ status: 200 });
    const answer = await call('GET', presign('GET'));
    expect(answer).toMatchObject({ body: 'new', headers: { 'x-amz-meta-by': 'me' } });
  });

  test('name a version, or another type to answer with', async () => {
    const [first] = s3.created;
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'second' }));
    const versionId = first?.versionId ?? '';
    const resource = `${path}?response-content-type=text/x&versionId=${versionId}`;
    const target = `${presign('GET', { resource })}&versionId=${versionId}&response-content-type=text%2Fx`;
    expect(await call('GET', target)).toMatchObject({ body: 'content', headers: { 'content-type': 'text/x' } });
    await expectRefused(call('GET', `${presign('GET')}&versionId=${versionId}`), 'SignatureDoesNotMatch');
  });

  test('are refused for another method, another object, or with what wasn’t signed', async () => {
    await expectRefused(call('DELETE', presign('GET')), 'SignatureDoesNotMatch');
    await expectRefused(call('GET', presign('GET').replace('.mp4', '.mkv')), 'SignatureDoesNotMatch');
    await expectRefused(call('GET', presign('GET').replace(/Expires=\d+/, 'Expires=99999999999')), 'SignatureDoesNotMatch');
    await expectRefused(call('GET', presign('GET', { secret: 'wrong' })), 'SignatureDoesNotMatch');
    await expectRefused(
      call('PUT', presign('PUT'), { 'x-amz-copy-source': `/${Bucket}/other` }),
      'SignatureDoesNotMatch',
    );
    await expectRefused(call('PUT', `${presign('PUT')}&x-amz-meta-by=you`, {}, 'x'), 'SignatureDoesNotMatch');
    expect(s3.created).toHaveLength(1);
  }); // prettier-ignore

  test('are refused once they have expired, or say nonsense about it', async () => {
    const expired = await call('GET', presign('GET', { expires: Math.floor(Date.now() / 1000) - 1 }));
    expect([expired.status, errorCode(expired)]).toEqual([403, 'AccessDenied']);
    expect(expired.body).toContain('<Message>Request has expired</Message>');
    await expectRefused(call('GET', presign('GET', { expires: NaN })), 'AccessDenied');
  });

  test('are refused of an unknown caller', async () => {
    await expectRefused(call('GET', presign('GET').replace(ACCESS_KEY_ID, 'AKIAUNKNOWN')), 'InvalidAccessKeyId');
  });
});
