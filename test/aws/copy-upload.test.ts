import { randomBytes } from 'node:crypto';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { copyUpload, describeObject } from '../../aws/copy-upload';
import { type Services, startServices } from './services';

describe('copyUpload', () => {
  let services: Services;
  let s3: S3Client;
  beforeAll(async () => {
    services = await startServices();
    for (const name of ['archive', 'videos']) await services.createBucket(name, { versioned: true });
    s3 = new S3Client({ ...services.clients });
  });
  afterAll(async () => {
    s3.destroy();
    await services.stop();
  });

  test.each([
    ['at once', 1000, undefined],
    ['in parts', 11 * 1024 * 1024, 5 * 1024 * 1024],
  ])('%s, with other metadata', async (_, bytes, limit) => {
    const Body = randomBytes(bytes);
    const put = { Bucket: 'archive', Key: 'old/yard & gate+1.mp4', Body, ContentType: 'video/mp4' };
    await s3.send(new PutObjectCommand({ ...put, Metadata: { owner: 'ada' } }));
    const from = await describeObject(s3, put.Bucket, put.Key);
    if (!from) throw new Error('It is there');
    expect(from).toMatchObject({ sizeBytes: bytes, metadata: { owner: 'ada' }, contentType: 'video/mp4' });
    const seen: number[] = [];
    const options = {
      metadata: { ...from.metadata, more: '1' },
      signal: new AbortController().signal,
      onProgress: (done: number) => void seen.push(done),
      ...(limit === undefined ? {} : { atOnceBytes: limit, partBytes: limit }),
    };
    const VersionId = await copyUpload(s3, from, { bucket: 'videos', key: 'gate.mp4' }, options);
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'videos', Key: 'gate.mp4', VersionId }));
    expect(head).toMatchObject({ Metadata: { owner: 'ada', more: '1' }, ContentType: 'video/mp4' });
    expect(Math.max(...seen)).toBe(bytes);
    const copy = await (await openStore(services.clients).open('videos', 'gate.mp4')).toArray();
    expect(Buffer.concat(copy as Buffer[]).equals(Body)).toBe(true);
  });

  test('what isn’t there', async () => {
    expect(await describeObject(s3, 'archive', 'nothing.mp4')).toBeUndefined();
  });
});
