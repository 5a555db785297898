import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3ServiceException } from '@aws-sdk/client-s3';
import { get } from 'node:http';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { noise, startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';
const Key = 'a';

describe('GetObject', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789', ContentType: 'text/plain' }));
  });
  afterEach(() => s3.stop());

  const read = (Range?: string) => s3.client.send(new GetObjectCommand({ Bucket, Key, Range }));

  test.each([
    ['bytes=0-0', '0', 'bytes 0-0/10'],
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-1000', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-1000', '0123456789', 'bytes 0-9/10'],
  ])('answers %s', async (Range, content, ContentRange) => {
    const { Body, ...answer } = await read(Range);
    expect(await Body!.transformToString()).toBe(content);
    expect(answer).toMatchObject({ ContentRange, ContentLength: content.length, $metadata: { httpStatusCode: 206 } });
  });

  test.each(['bytes=5-3', 'bytes=-', 'lines=1-2', 'bytes=1-2,4-5', 'bytes=a-b'])('ignores %s', async (Range) => {
    const { Body, ...answer } = await read(Range);
    expect(await Body!.transformToString()).toBe('0123456789');
    expect(answer).toMatchObject({ AcceptRanges: 'bytes', $metadata: { httpStatusCode: 200 } });
  });

  test.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])('refuses %s', async (Range) => {
    await expect(read(Range)).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });

  test('answers an empty object, of which there is no range', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
    const { Body, ContentLength } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
    expect([await Body!.transformToString(), ContentLength]).toEqual(['', 0]);
    await expect(
      s3.client.send(new GetObjectCommand({ Bucket, Key: 'empty', Range: 'bytes=0-' })),
    ).rejects.toMatchObject({
      name: 'InvalidRange',
    });
  });

  test('honours conditions', async () => {
    const { ETag, LastModified } = await s3.client.send(new HeadObjectCommand({ Bucket, Key }));
    const earlier = new Date(LastModified!.getTime() - 60_000);
    const get = async (conditions: object) => {
      try {
        return (await s3.client.send(new GetObjectCommand({ Bucket, Key, ...conditions }))).$metadata.httpStatusCode;
      } catch (error) {
        if (error instanceof S3ServiceException) return error.$metadata.httpStatusCode;
        throw error;
      }
    };
    expect(await get({ IfMatch: ETag })).toBe(200);
    expect(await get({ IfMatch: '"other"' })).toBe(412);
    expect(await get({ IfNoneMatch: ETag })).toBe(304);
    expect(await get({ IfNoneMatch: '"other"' })).toBe(200);
    expect(await get({ IfModifiedSince: LastModified })).toBe(304);
    expect(await get({ IfModifiedSince: earlier })).toBe(200);
    expect(await get({ IfUnmodifiedSince: earlier })).toBe(412);
    expect(await get({ IfUnmodifiedSince: LastModified })).toBe(200);
    expect(await get({ IfMatch: ETag, IfUnmodifiedSince: earlier })).toBe(200);
    expect(await get({ IfNoneMatch: '"other"', IfModifiedSince: LastModified })).toBe(200);
  });

  test('answers other headers when the query asks for them', async () => {
    const answer = await s3.client.send(
      new GetObjectCommand({ Bucket, Key, ResponseContentType: 'video/mp4', ResponseContentDisposition: 'attachment' }),
    );
    await answer.Body!.transformToString();
    expect(answer).toMatchObject({ ContentType: 'video/mp4', ContentDisposition: 'attachment' });
  });

  test('reads on while the object is replaced', async () => {
    const content = noise(8_000_000);
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: content }));
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'large' }));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: 'small' }));
    expect(Buffer.from(await Body!.transformToByteArray()).equals(content)).toBe(true);
    // The bucket's record, two objects' records and their contents: the replaced one went when its reader was done.
    while ((await s3.files()).length > 5) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  test('stops reading when the client goes', async () => {
    const size = 64_000_000;
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'large', Body: Buffer.alloc(size) }));
    const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key: 'large' }));
    s3.requests.length = 0;
    await new Promise<void>((resolve) => {
      get(url, (answer) => {
        answer.once('data', () => {
          answer.destroy();
          resolve();
        });
      });
    });
    while (s3.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(s3.requests[0]).toMatchObject({ operation: 'GetObject', bucket: Bucket, key: 'large', status: 200 });
    expect(s3.requests[0]!.bytesSent).toBeLessThan(size);
  });

  test('says what is missing', async () => {
    await expect(s3.client.send(new GetObjectCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject({
      name: 'NoSuchKey',
      $metadata: { httpStatusCode: 404 },
    });
    await expect(s3.client.send(new GetObjectCommand({ Bucket: 'nobucket', Key }))).rejects.toMatchObject({
      name: 'NoSuchBucket',
    });
    await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'b' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('is told with the caller and the bytes', async () => {
    s3.requests.length = 0;
    await (await read('bytes=2-4')).Body!.transformToString();
    while (s3.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(s3.requests).toEqual([
      {
        ...{ accessKeyId: 'AKIAEXAMPLE', operation: 'GetObject', bucket: Bucket, key: Key },
        ...{ named: [], listing: {}, bytesSent: 3, status: 206 },
      },
    ]);
  });
});
