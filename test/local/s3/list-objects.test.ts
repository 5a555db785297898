import {
  ListObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type ListObjectsV2CommandInput,
} from '@aws-sdk/client-s3';
import { startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';
const keys = ['photos/', 'photos/2023/a', 'photos/2024/a', 'photos/2024/b', 'photos/z', 'sample', 'z\uFFFD', 'z😀'];

describe('lists of objects', () => {
  let s3: S3OnAPort;
  beforeAll(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
    for (const Key of [...keys].reverse()) await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  });
  afterAll(() => s3.stop());

  /** Each page as its keys and, marked with >, its common prefixes. */
  const pagesV2 = async (query: Omit<ListObjectsV2CommandInput, 'Bucket'>) => {
    const pages: string[][] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await s3.client.send(new ListObjectsV2Command({ Bucket, ...query, ContinuationToken }));
      pages.push([
        ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `>${Prefix}`),
      ]);
      expect(page.KeyCount).toBe(pages.at(-1)?.length);
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return pages;
  };
  const pagesV1 = async (query: { Prefix?: string; Delimiter?: string; MaxKeys?: number }) => {
    const pages: string[][] = [];
    let Marker: string | undefined;
    for (;;) {
      const page = await s3.client.send(new ListObjectsCommand({ Bucket, ...query, Marker }));
      pages.push([
        ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
        ...(page.CommonPrefixes ?? []).map(({ Prefix }) => `>${Prefix}`),
      ]);
      if (page.IsTruncated !== true) return pages;
      Marker = page.NextMarker;
    }
  };

  test('stand in the order of their UTF-8 bytes', async () => expect(await pagesV2({})).toEqual([keys]));

  test('come in pages', async () => {
    const expected = [keys.slice(0, 3), keys.slice(3, 6), keys.slice(6)];
    expect(await pagesV2({ MaxKeys: 3 })).toEqual(expected);
    expect(await pagesV1({ MaxKeys: 3 })).toEqual(expected);
  });

  test('are limited to a prefix', async () => {
    expect(await pagesV2({ Prefix: 'photos/2024' })).toEqual([['photos/2024/a', 'photos/2024/b']]);
    expect(await pagesV2({ Prefix: 'nothing' })).toEqual([[]]);
  });

  test('roll keys up to common prefixes, once over all pages', async () => {
    const all = ['sample', 'z\uFFFD', 'z😀', '>photos/'];
    expect(await pagesV2({ Delimiter: '/' })).toEqual([all]);
    const one = [['>photos/'], ['sample'], ['z\uFFFD'], ['z😀']];
    expect(await pagesV2({ Delimiter: '/', MaxKeys: 1 })).toEqual(one);
    expect(await pagesV1({ Delimiter: '/', MaxKeys: 1 })).toEqual(one);
    const inside = [['photos/'], ['>photos/2023/'], ['>photos/2024/'], ['photos/z']];
    expect(await pagesV2({ Delimiter: '/', Prefix: 'photos/', MaxKeys: 1 })).toEqual(inside);
    expect(await pagesV1({ Delimiter: '/', Prefix: 'photos/', MaxKeys: 1 })).toEqual(inside);
  });

  test('start after a key', async () => {
    expect(await pagesV2({ StartAfter: 'photos/z' })).toEqual([keys.slice(5)]);
    expect(await pagesV2({ StartAfter: 'photos/2024', Delimiter: '/', Prefix: 'photos/' })).toEqual([
      ['photos/z', '>photos/2024/'],
    ]);
  });

  test('may be empty on request', async () => {
    const page = await s3.client.send(new ListObjectsV2Command({ Bucket, MaxKeys: 0 }));
    expect(page).toMatchObject({ KeyCount: 0, IsTruncated: false });
  });

  test('tell of each object what it is', async () => {
    const { Contents } = await s3.client.send(new ListObjectsV2Command({ Bucket, Prefix: 'sample' }));
    expect(Contents).toEqual([
      {
        Key: 'sample',
        Size: 1,
        ETag: '"9dd4e461268c8034f5c8564e155c67a6"',
        LastModified: expect.any(Date) as unknown,
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
      },
    ]);
  });

  test('refuse what they can’t read', async () => {
    const list = (query: object) => s3.client.send(new ListObjectsV2Command({ Bucket, ...query }));
    await expect(list({ ContinuationToken: 'nonsense' })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ EncodingType: 'base64' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
