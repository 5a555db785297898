import {
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetBucketVersioningCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { startS3, type S3OnAPort } from './s3-on-a-port';

describe('buckets', () => {
  let s3: S3OnAPort;
  beforeEach(async () => (s3 = await startS3()));
  afterEach(() => s3.stop());

  test('are created, found, listed in order, and deleted', async () => {
    await s3.client.send(new CreateBucketCommand({ Bucket: 'videos' }));
    await s3.client.send(new CreateBucketCommand({ Bucket: 'results' }));
    await expect(s3.client.send(new HeadBucketCommand({ Bucket: 'videos' }))).resolves.toMatchObject({
      BucketRegion: 'us-east-1',
    });
    const { Buckets } = await s3.client.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['results', 'videos']);

    await s3.client.send(new DeleteBucketCommand({ Bucket: 'videos' }));
    await expect(s3.client.send(new HeadBucketCommand({ Bucket: 'videos' }))).rejects.toMatchObject({
      name: 'NotFound',
    });
  });

  test('exist once', async () => {
    await s3.createBucket('videos');
    await expect(s3.client.send(new CreateBucketCommand({ Bucket: 'videos' }))).rejects.toMatchObject({
      name: 'BucketAlreadyOwnedByYou',
    });
  });

  test.each(['UPPER', 'ab', '192.168.0.1', 'a..b', '-ab'])('are not called %s', async (name) => {
    await expect(s3.createBucket(name)).rejects.toMatchObject({ code: 'InvalidBucketName' });
  });

  test('are deleted only when empty; unfinished uploads go with them', async () => {
    await s3.createBucket('videos');
    await s3.client.send(new PutObjectCommand({ Bucket: 'videos', Key: 'a', Body: 'x' }));
    await expect(s3.client.send(new DeleteBucketCommand({ Bucket: 'videos' }))).rejects.toMatchObject({
      name: 'BucketNotEmpty',
    });
    await s3.client.send(new DeleteObjectCommand({ Bucket: 'videos', Key: 'a' }));
    await s3.client.send(new CreateMultipartUploadCommand({ Bucket: 'videos', Key: 'b' }));
    await s3.client.send(new DeleteBucketCommand({ Bucket: 'videos' }));
    expect(await s3.files()).toEqual([]);
  });

  test('keep versions once told to', async () => {
    await s3.createBucket('videos');
    const versioning = () => s3.client.send(new GetBucketVersioningCommand({ Bucket: 'videos' }));
    expect((await versioning()).Status).toBeUndefined();
    await s3.client.send(
      new PutBucketVersioningCommand({ Bucket: 'videos', VersioningConfiguration: { Status: 'Enabled' } }),
    );
    expect((await versioning()).Status).toBe('Enabled');
    await s3.restart();
    expect((await versioning()).Status).toBe('Enabled');
  });
});
