import { CopyObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { startS3, type S3OnAPort } from './s3-on-a-port';
import { send } from './signed-request';

const Bucket = 'videos';
const keys = [
  'plain.mp4',
  'with blank.mp4',
  'a+b=c&d?e#f.mp4',
  '100%.mp4',
  '%2F.mp4',
  `quo"te's <tag>.mp4`,
  'Größe/日本語/😀.mp4',
  '../../etc/passwd',
  'a/../b/./c',
  '/leading/slash',
  'trailing/slash/',
  'double//slash',
  '*!()~_-.$,;:@[]{}|\\^`',
  'line\nfeed\ttab',
  '__proto__',
  'x'.repeat(1024),
];

describe('keys', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
  });
  afterEach(() => s3.stop());

  const read = async (Key: string) => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    return Body!.transformToString();
  };

  test.each(keys)('may be %j', async (Key) => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}` }));
    expect(await read(Key)).toBe(`content of ${Key}`);
    expect(s3.created).toMatchObject([{ key: Key }]);

    const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket, Key }));
    // Not by URL or fetch, which would resolve the dots.
    expect((await send(s3.url, { method: 'GET', target: url.slice(s3.url.length) })).body).toBe(`content of ${Key}`);

    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket, EncodingType: 'url' }));
    expect(Contents?.map(({ Key }) => decodeURIComponent(Key!))).toEqual([Key]);

    if (Key.length < 1000) {
      const CopySource = `${Bucket}/${encodeURIComponent(Key)}`;
      await s3.client.send(new CopyObjectCommand({ Bucket, Key: 'copy', CopySource }));
      expect(await read('copy')).toBe(`content of ${Key}`);
    }
  });

  test('are listed as they are where XML can hold them', async () => {
    for (const Key of keys) await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await s3.restart();
    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents?.map(({ Key }) => Key)).toEqual(
      [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
  });

  test('are at most 1024 bytes long', async () => {
    await expect(
      s3.client.send(new PutObjectCommand({ Bucket, Key: 'ä'.repeat(513), Body: 'x' })),
    ).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  test('are read from valid URLs only', async () => {
    const answer = await send(s3.url, { method: 'GET', target: `/${Bucket}/%E4` });
    expect([answer.status, answer.body]).toEqual([400, expect.stringContaining('InvalidURI')]);
  });
});
