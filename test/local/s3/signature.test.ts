import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, startS3, type S3OnAPort } from './s3-on-a-port';
import { errorCode, send, sign } from './signed-request';

const Bucket = 'videos';
const target = `/${Bucket}/a`;
const minutes = 60_000;

describe('signatures', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'content' }));
  });
  afterEach(() => s3.stop());

  const get = (
    options: Parameters<typeof sign>[2],
    change: (headers: Record<string, string>) => Record<string, string> = (h) => h,
  ) => {
    const raw = { method: 'GET', target };
    return send(s3.url, { ...raw, headers: change(sign(new URL(s3.url).host, raw, options).headers) });
  };
  const presigned = (options: Parameters<typeof getSignedUrl>[2]) =>
    getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: 'a' }), options);

  test('of a known caller open the door', async () => {
    expect(await get({})).toMatchObject({ status: 200, body: 'content' });
    expect(s3.requests.at(-1)).toMatchObject({ accessKeyId: ACCESS_KEY_ID });
  });

  test.each([
    ['another secret', { accessKeyId: ACCESS_KEY_ID, secretAccessKey: 'wrong' }, REGION, 'SignatureDoesNotMatch'],
    [
      'an unknown caller',
      { accessKeyId: 'AKIAUNKNOWN', secretAccessKey: SECRET_ACCESS_KEY },
      REGION,
      'InvalidAccessKeyId',
    ],
    [
      'another region',
      { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY },
      'eu-west-1',
      'AuthorizationHeaderMalformed',
    ],
  ])('are refused with %s', async (_, credentials, region, name) => {
    const stranger = new S3Client({ endpoint: s3.url, region, credentials });
    await expect(stranger.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }))).rejects.toMatchObject({ name });
    stranger.destroy();
    expect(s3.created).toHaveLength(1);
  });

  test('are needed', async () => {
    const answer = await send(s3.url, { method: 'GET', target });
    expect([answer.status, errorCode(answer)]).toEqual([403, 'AccessDenied']);
    expect(answer.headers['x-amz-request-id']).toBeDefined();
  });

  test('of a header fail when it was tampered with', async () => {
    const tampered = (headers: Record<string, string>) => ({
      ...headers,
      'x-amz-date': headers['x-amz-date']!.replace(/\dZ/, 'XZ'),
    });
    expect(errorCode(await get({}, tampered))).toBe('AccessDenied');
    const otherDigit = (headers: Record<string, string>) => ({
      ...headers,
      authorization: headers.authorization!.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
    });
    expect(errorCode(await get({}, otherDigit))).toBe('SignatureDoesNotMatch');
    const shorter = (headers: Record<string, string>) => ({
      ...headers,
      authorization: headers.authorization!.slice(0, -1),
    });
    expect(errorCode(await get({}, shorter))).toBe('SignatureDoesNotMatch');
  });

  test('cover each x-amz- header', async () => {
    const answer = await get({}, (headers) => ({ ...headers, 'x-amz-meta-added': 'later' }));
    expect(errorCode(answer)).toBe('AccessDenied');
    expect(answer.body).toContain('<HeadersNotSigned>x-amz-meta-added</HeadersNotSigned>');
  });

  test('age in a quarter of an hour', async () => {
    expect(await get({ at: new Date(Date.now() - 14 * minutes) })).toMatchObject({ status: 200 });
    expect(errorCode(await get({ at: new Date(Date.now() - 16 * minutes) }))).toBe('RequestTimeTooSkewed');
    expect(errorCode(await get({ at: new Date(Date.now() + 16 * minutes) }))).toBe('RequestTimeTooSkewed');
  });

  test('cover the body', async () => {
    const raw = { method: 'PUT', target };
    const { headers } = sign(new URL(s3.url).host, raw, { payloadHash: '0'.repeat(64) });
    expect(errorCode(await send(s3.url, { ...raw, headers, body: 'x' }))).toBe('XAmzContentSHA256Mismatch');
  });

  test('in a URL are good until they expire', async () => {
    expect(await (await fetch(await presigned({}))).text()).toBe('content');
    const ranged = await fetch(await presigned({}), { headers: { range: 'bytes=-3' } });
    expect([ranged.status, await ranged.text()]).toEqual([206, 'ent']);
    const expired = await fetch(await presigned({ expiresIn: 60, signingDate: new Date(Date.now() - 2 * minutes) }));
    expect([expired.status, await expired.text()]).toEqual([403, expect.stringContaining('Request has expired')]);
    const early = await fetch(await presigned({ signingDate: new Date(Date.now() + 30 * minutes) }));
    expect([early.status, await early.text()]).toEqual([403, expect.stringContaining('not yet valid')]);
  });

  test.each([
    ['its key', (url: string) => url.replace('/a?', '/b?'), 'SignatureDoesNotMatch'],
    ['its expiry', (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=9000'), 'SignatureDoesNotMatch'],
    [
      'its expiry to months',
      (url: string) => url.replace('X-Amz-Expires=900', 'X-Amz-Expires=9000000'),
      'AuthorizationQueryParametersError',
    ],
    ['another parameter', (url: string) => `${url}&versionId=1`, 'SignatureDoesNotMatch'],
    [
      'no signature',
      (url: string) => url.replace(/X-Amz-Signature=[0-9a-f]+/, ''),
      'AuthorizationQueryParametersError',
    ],
  ])('in a URL are refused with %s changed', async (_, change, code) => {
    const answer = await fetch(change(await presigned({})));
    expect(await answer.text()).toContain(`<Code>${code}</Code>`);
  });

  test('in a URL are good for their method only', async () => {
    expect((await fetch(await presigned({}), { method: 'DELETE' })).status).toBe(403);
  });

  test('in a URL let a stranger upload, metadata included', async () => {
    const url = await getSignedUrl(
      s3.client,
      new PutObjectCommand({ Bucket, Key: 'uploaded', Metadata: { kernels: 'grayscale' } }),
    );
    expect((await fetch(url, { method: 'PUT', body: 'from a browser' })).status).toBe(200);
    const { Body, Metadata } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'uploaded' }));
    expect([await Body!.transformToString(), Metadata]).toEqual(['from a browser', { kernels: 'grayscale' }]);
  });
});
