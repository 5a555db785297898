import {
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';
const Key = 'a';

describe('versions', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket, { versioned: true });
    await s3.createBucket('plain');
  });
  afterEach(() => s3.stop());

  const put = async (Body: string) => (await s3.client.send(new PutObjectCommand({ Bucket, Key, Body }))).VersionId;
  const read = async (VersionId?: string) => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
    return Body!.transformToString();
  };
  const versions = () => s3.client.send(new ListObjectVersionsCommand({ Bucket }));

  test('stay readable by their ids', async () => {
    const [one, two] = [await put('one'), await put('two')];
    expect([await read(), await read(one), await read(two)]).toEqual(['two', 'one', 'two']);
    expect(s3.created.map(({ versionId }) => versionId)).toEqual([one, two]);
    await expect(read('unknown')).rejects.toMatchObject({ name: 'NoSuchVersion' });
  });

  test('are hidden, not removed, by a delete', async () => {
    const one = await put('one');
    const deleted = await s3.client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect(deleted).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) as unknown });
    await expect(read()).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(read(deleted.VersionId)).rejects.toMatchObject({ name: 'MethodNotAllowed' });
    expect(await read(one)).toBe('one');
    expect((await s3.client.send(new ListObjectsV2Command({ Bucket }))).KeyCount).toBe(0);

    await s3.restart();
    const undone = await s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: deleted.VersionId }));
    expect(undone).toMatchObject({ DeleteMarker: true, VersionId: deleted.VersionId });
    expect(await read()).toBe('one');
  });

  test('are removed by their ids', async () => {
    const [one, two] = [await put('one'), await put('two')];
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: two }));
    expect(await read()).toBe('one');
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: one }));
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: one }));
    expect(await s3.files()).toHaveLength(2); // the buckets' own records
  });

  test('are listed newest first, page by page', async () => {
    const [one, two] = [await put('one'), await put('two')];
    const { VersionId: marker } = await s3.client.send(new DeleteObjectCommand({ Bucket, Key }));
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
    const listed = [];
    let markers: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
    for (;;) {
      const page = await s3.client.send(new ListObjectVersionsCommand({ Bucket, MaxKeys: 1, ...markers }));
      listed.push(...(page.Versions ?? []), ...(page.DeleteMarkers ?? []));
      if (page.IsTruncated !== true) break;
      markers = { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker };
    }
    expect(listed.map(({ Key, VersionId, IsLatest }) => [Key, VersionId, IsLatest])).toEqual([
      ['a', marker, true],
      ['a', two, false],
      ['a', one, false],
      ['b', expect.any(String), true],
    ]);
  });

  test('are one, called null, while versioning is suspended', async () => {
    const one = await put('one');
    await s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Suspended' } }));
    expect([await put('two'), await put('three')]).toEqual(['null', 'null']);
    expect([await read(), await read('null'), await read(one)]).toEqual(['three', 'three', 'one']);
    await s3.client.send(new DeleteObjectCommand({ Bucket, Key }));
    expect((await versions()).Versions?.map(({ VersionId }) => VersionId)).toEqual([one]);
    expect((await versions()).DeleteMarkers).toMatchObject([{ VersionId: 'null', IsLatest: true }]);
  });

  test('are deleted many at once', async () => {
    const one = await put('one');
    const remove = (Objects: { Key: string; VersionId?: string | undefined }[], Quiet: boolean) =>
      s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet } }));
    const { Deleted } = await remove([{ Key }, { Key: ' <b> & "c" \r' }, { Key, VersionId: one }], false);
    expect(Deleted).toMatchObject([
      { Key, DeleteMarker: true },
      { Key: ' <b> & "c" \r', DeleteMarker: true },
      { Key, VersionId: one },
    ]);
    expect((await versions()).Versions).toBeUndefined();
    expect((await remove([{ Key }], true)).Deleted).toBeUndefined();
  });

  test('are none in a bucket that keeps none', async () => {
    const put = await s3.client.send(new PutObjectCommand({ Bucket: 'plain', Key, Body: 'x' }));
    expect(put.VersionId).toBeUndefined();
    expect(s3.created[0]).not.toHaveProperty('versionId');
    const head = await s3.client.send(new HeadObjectCommand({ Bucket: 'plain', Key }));
    expect(head.VersionId).toBeUndefined();
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key }));
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'plain', Key }));
    expect(await s3.files()).toHaveLength(2); // the buckets' own records
  });
});
