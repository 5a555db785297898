import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { noise, startS3, type S3OnAPort } from './s3-on-a-port';
import { errorCode, sendSigned, sign } from './signed-request';

const Bucket = 'videos';

describe('PutObject', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
  });
  afterEach(() => s3.stop());

  const read = async (Key: string) => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    return Buffer.from(await Body!.transformToByteArray());
  };

  test('stores a buffer, and answers its MD5 and checksum', async () => {
    const Body = noise(100_000);
    const put = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body }));
    expect(put.ETag).toBe(`"${createHash('md5').update(Body).digest('hex')}"`);
    expect(put.ChecksumCRC32).toBeDefined();
    expect(await read('a')).toEqual(Body);
  });

  test('stores a stream, which the SDK sends aws-chunked with a trailing checksum', async () => {
    const content = noise(3_000_000);
    const Body = Readable.from([content.subarray(0, 1_000_001), content.subarray(1_000_001)]);
    const put = await s3.client.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body, ContentLength: content.length, ContentEncoding: 'identity' }),
    );
    expect(put.ChecksumCRC32).toBeDefined();
    expect((await read('a')).equals(content)).toBe(true);
    const { ContentEncoding } = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }));
    expect(ContentEncoding).toBe('identity');
  });

  test.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const)(
    'verifies %s, and answers it on a read',
    async (ChecksumAlgorithm) => {
      await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'grayscale', ChecksumAlgorithm }));
      const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
      expect(head[`Checksum${ChecksumAlgorithm}`]).toBeDefined();
      expect(head.ChecksumType).toBe('FULL_OBJECT');
      expect((await read('a')).toString()).toBe('grayscale');
    },
  );

  test.each([
    ['x-amz-checksum-crc32', 'AAAAAA==', 'BadDigest'],
    ['x-amz-checksum-crc64nvme', 'AAAAAAAAAAA=', 'BadDigest'],
    ['x-amz-checksum-sha256', 'short', 'InvalidRequest'],
    ['content-md5', createHash('md5').update('another').digest('base64'), 'BadDigest'],
    ['content-md5', 'nonsense', 'InvalidDigest'],
  ])('refuses a wrong %s: %s', async (header, value, code) => {
    const answer = await sendSigned(s3.url, {
      method: 'PUT',
      target: `/${Bucket}/a`,
      headers: { [header]: value },
      body: 'x',
    });
    expect(errorCode(answer)).toBe(code);
    expect(s3.created).toEqual([]);
    expect(await s3.files()).toHaveLength(1); // the bucket's own record
  });

  test('keeps headers and metadata', async () => {
    await s3.client.send(
      new PutObjectCommand({
        Bucket,
        Key: 'a',
        Body: 'x',
        ContentType: 'video/mp4',
        CacheControl: 'no-store',
        ContentDisposition: 'attachment; filename="a b.mp4"',
        ContentLanguage: 'de',
        Metadata: { options: '{"kernels":["grayscale"]}', 'with-dash': ' x ' },
      }),
    );
    await s3.restart();
    await expect(s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).resolves.toMatchObject({
      ContentType: 'video/mp4',
      CacheControl: 'no-store',
      ContentDisposition: 'attachment; filename="a b.mp4"',
      ContentLanguage: 'de',
      Metadata: { options: '{"kernels":["grayscale"]}', 'with-dash': 'x' },
    });
  });

  test('refuses more than 2 KB of metadata', async () => {
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', Metadata: { m: 'x'.repeat(2048) } })),
    ).rejects.toMatchObject({ name: 'MetadataTooLarge' });
  });

  test('with If-None-Match: * lets one of many concurrent writers win', async () => {
    const writes = Array.from({ length: 8 }, (_, index) =>
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'claim', Body: `writer ${index}`, IfNoneMatch: '*' })),
    );
    const results = await Promise.allSettled(writes);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const result of results) {
      if (result.status === 'rejected') expect(result.reason).toMatchObject({ name: 'PreconditionFailed' });
    }
    expect(s3.created).toHaveLength(1);
    expect(await s3.files()).toHaveLength(3); // the bucket's record, the object's record and its data
  });

  test('with If-Match replaces only what it knows', async () => {
    const { ETag } = await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '1' }));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '2', IfMatch: ETag }));
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '3', IfMatch: ETag })),
    ).rejects.toMatchObject({ name: 'PreconditionFailed' });
    expect((await read('a')).toString()).toBe('2');
  });

  test('cut off in the middle leaves nothing behind', async () => {
    const { hostname, port, host } = new URL(s3.url);
    const { headers } = sign(host, { method: 'PUT', target: `/${Bucket}/a` });
    const socket = connect(Number(port), hostname);
    const lines = Object.entries({ ...headers, 'content-length': '1000000' }).map(
      ([name, value]) => `${name}: ${value}`,
    );
    socket.write(`PUT /${Bucket}/a HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
    socket.write(noise(300_000));
    while ((await s3.files()).length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    while ((await s3.files()).length > 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(s3.created).toEqual([]);
    await expect(read('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  test('needs a length', async () => {
    const answer = await sendSigned(s3.url, {
      method: 'PUT',
      target: `/${Bucket}/a`,
      headers: { 'transfer-encoding': 'chunked' },
      body: 'x',
    });
    expect(answer.status).toBe(501);
    expect(answer.body).toContain('<Header>Transfer-Encoding</Header>');
  });

  test('refuses what it would otherwise ignore', async () => {
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', WebsiteRedirectLocation: '/b' })),
    ).rejects.toMatchObject({ name: 'NotImplemented' });
  });
});
