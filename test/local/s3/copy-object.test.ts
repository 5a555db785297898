import { CopyObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';

describe('CopyObject', () => {
  let s3: S3OnAPort;
  let ETag: string | undefined;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
    await s3.createBucket('versioned', { versioned: true });
    ({ ETag } = await s3.client.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body: 'one', ContentType: 'text/plain', Metadata: { job: '1' } }),
    ));
  });
  afterEach(() => s3.stop());

  const read = async (Key: string) => {
    const { Body, ContentType, Metadata } = await s3.client.send(new GetObjectCommand({ Bucket, Key }));
    return { content: await Body!.transformToString(), ContentType, Metadata };
  };

  test('copies content and headers, and tells of the new object', async () => {
    const { CopyObjectResult } = await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `/${Bucket}/a` }),
    );
    expect(CopyObjectResult?.ETag).toBe(ETag);
    expect(await read('b')).toEqual({ content: 'one', ContentType: 'text/plain', Metadata: { job: '1' } });
    expect(s3.created.at(-1)).toMatchObject({ key: 'b', reason: 'CopyObject', size: 3 });
  });

  test('replaces the headers when told to, in place too', async () => {
    const CopySource = `${Bucket}/a`;
    await expect(s3.client.send(new CopyObjectCommand({ Bucket, Key: 'a', CopySource }))).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'a', CopySource, MetadataDirective: 'REPLACE', Metadata: { job: '2' } }),
    );
    expect(await read('a')).toEqual({ content: 'one', ContentType: 'binary/octet-stream', Metadata: { job: '2' } });
  });

  test('copies the version that is named', async () => {
    const put = (Body: string) => s3.client.send(new PutObjectCommand({ Bucket: 'versioned', Key: 'v', Body }));
    const { VersionId } = await put('old');
    await put('new');
    const copy = await s3.client.send(
      new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `versioned/v?versionId=${VersionId}` }),
    );
    expect(copy.CopySourceVersionId).toBe(VersionId);
    expect((await read('b')).content).toBe('old');
  });

  test('copies only under its conditions', async () => {
    const copy = (conditions: object) =>
      s3.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: `${Bucket}/a`, ...conditions }));
    await expect(copy({ CopySourceIfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(copy({ CopySourceIfNoneMatch: ETag })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await copy({ CopySourceIfMatch: ETag });
    await expect(copy({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  test('says what is missing', async () => {
    const copy = (CopySource: string) => s3.client.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource }));
    await expect(copy(`${Bucket}/missing`)).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(copy('nobucket/a')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'a+b', Body: 'x' }));
    await expect(copy(`${Bucket}/a+b`)).rejects.toMatchObject({ name: 'NoSuchKey' }); // a+b has to be encoded
    await expect(copy('nonsense')).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
