import {
  CopyObjectCommand,
  DeleteObjectTaggingCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { noise, startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';

describe('tags', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket, { versioned: true });
  });
  afterEach(() => s3.stop());
  const put = (Key: string, Tagging?: string) =>
    s3.client.send(new PutObjectCommand({ Bucket, Key, Body: `content of ${Key}`, Tagging }));
  const tags = async (Key: string, VersionId?: string) => {
    const { TagSet = [] } = await s3.client.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }));
    return TagSet.map((tag) => `${tag.Key ?? ''}=${tag.Value ?? ''}`);
  };
  const tag = (Key: string, ...pairs: [string, string][]) => {
    const TagSet = pairs.map(([name, Value]) => ({ Key: name, Value }));
    return s3.client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
  };

  test('come with an object, whole or in parts, and stay over a restart', async () => {
    await put('a', 'kind=video&by=m%C3%BC+%26');
    const params = { Bucket, Key: 'parts', Body: noise(6_000_000), Tagging: 'x=y' };
    await new Upload({ client: s3.client, params }).done();
    await put('none');
    await s3.restart();
    expect(await tags('a')).toEqual(['kind=video', 'by=mü &']);
    expect(await tags('parts')).toEqual(['x=y']);
    expect(await tags('none')).toEqual([]);
    expect((await s3.client.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).$metadata.httpStatusCode).toBe(200);
    expect((await s3.client.send(new GetObjectCommand({ Bucket, Key: 'a' }))).TagCount).toBe(2);
  });

  test('are replaced and removed, the content is as it was', async () => {
    const { VersionId } = await put('a', 'old=1');
    await put('a', 'newer=1');
    await tag('a', ['new', '<2> &']);
    expect(await tags('a')).toEqual(['new=<2> &']);
    expect(await tags('a', VersionId)).toEqual(['old=1']);
    await s3.client.send(new DeleteObjectTaggingCommand({ Bucket, Key: 'a', VersionId }));
    expect(await tags('a', VersionId)).toEqual([]);
    await tag('a');
    expect(await tags('a')).toEqual([]);
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect(await Body?.transformToString()).toBe('content of a');
    expect(s3.created).toHaveLength(2);
  });

  test('go with a copy, unless it brings its own', async () => {
    await put('a', 'of=source');
    const copy = (Key: string, more: object) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key, CopySource: `${Bucket}/a`, ...more }));
    await copy('b', {});
    await copy('c', { TaggingDirective: 'REPLACE', Tagging: 'of=copy' });
    expect([await tags('b'), await tags('c')]).toEqual([['of=source'], ['of=copy']]);
  });

  test.each<[string, [string, string][], string]>([
    ['too many', Array.from({ length: 11 }, (_, i) => [String(i), 'x']), 'BadRequest'],
    ['a long name', [['k'.repeat(129), 'x']], 'InvalidTag'],
    ['a long value', [['k', 'x'.repeat(257)]], 'InvalidTag'],
    ['a name twice', [['k', '1'], ['k', '2']], 'InvalidTag'],
  ])('%s are refused', async (_, pairs, name) => {
    await put('a', 'kept=1');
    await expect(tag('a', ...pairs)).rejects.toMatchObject({ name });
    const header = new URLSearchParams(pairs).toString();
    await expect(put('b', header)).rejects.toMatchObject({ name });
    expect(await tags('a')).toEqual(['kept=1']);
  }); // prettier-ignore

  test('there are none of an object that isn’t there', async () => {
    await expect(tags('nothing')).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(tag('nothing', ['a', 'b'])).rejects.toMatchObject({ name: 'NoSuchKey' });
  });
});

describe('a part by its number', () => {
  let s3: S3OnAPort;
  const body = noise(6_000_000);
  beforeAll(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
    await new Upload({ client: s3.client, params: { Bucket, Key: 'two', Body: body } }).done();
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'one', Body: 'whole' }));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: '', ContentLength: 0 }));
  });
  afterAll(() => s3.stop());
  const part = async (Key: string, PartNumber: number) => {
    const { Body, ContentRange, PartsCount } = await s3.client.send(new GetObjectCommand({ Bucket, Key, PartNumber }));
    return { bytes: Buffer.from((await Body?.transformToByteArray()) ?? []), ContentRange, PartsCount };
  };

  test('is answered as a range', async () => {
    const first = 5 * 1024 * 1024;
    const second = await part('two', 2);
    expect(second).toMatchObject({ ContentRange: `bytes ${first}-5999999/6000000`, PartsCount: 2 });
    expect(second.bytes.equals(body.subarray(first))).toBe(true);
    expect((await part('two', 1)).bytes.equals(body.subarray(0, first))).toBe(true);
    expect(await part('one', 1)).toEqual({ bytes: Buffer.from('whole'), ContentRange: 'bytes 0-4/5' });
    expect((await part('empty', 1)).bytes).toHaveLength(0);
  });

  test('is refused where there is none, or with a range beside it', async () => {
    await expect(part('two', 3)).rejects.toMatchObject({ name: 'InvalidPartNumber', $metadata: { httpStatusCode: 416 } });
    await expect(part('two', 0)).rejects.toMatchObject({ name: 'InvalidPartNumber' });
    const both = new GetObjectCommand({ Bucket, Key: 'two', PartNumber: 1, Range: 'bytes=0-1' });
    await expect(s3.client.send(both)).rejects.toMatchObject({ name: 'InvalidRequest' });
  }); // prettier-ignore
});
