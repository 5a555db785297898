import { PutObjectCommand } from '@aws-sdk/client-s3';
import { createS3Integrations } from '../../../local/integrations/s3';
import type { IntegrationCall } from '../../../local/step-functions/states/state-run';
import { type S3OnAPort, startS3 } from '../s3/s3-on-a-port';
import { call } from './call';

let s3: S3OnAPort;
beforeAll(async () => {
  s3 = await startS3();
  await s3.createBucket('videos');
});
afterAll(() => s3.stop());

const run = async (operation: string, parameters: IntegrationCall['parameters']) =>
  createS3Integrations(s3.client)[`arn:aws:states:::aws-sdk:s3:${operation}`]!(call(parameters));
const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z$/) as string;

test('getObject tells what HTTP tells, and the content as text', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket: 'videos', Key: 'a b', Body: 'höhe', ContentType: 'text/plain' }));
  expect(await run('getObject', { Bucket: 'videos', Key: 'a b' })).toEqual({
    AcceptRanges: 'bytes',
    Body: 'höhe',
    ContentLength: 5,
    ContentType: 'text/plain',
    ETag: expect.stringMatching(/^"[0-9a-f]{32}"$/) as string,
    LastModified: instant,
    Metadata: {},
    ServerSideEncryption: 'AES256',
  });
});

test('an empty object has an empty body', async () => {
  await run('putObject', { Bucket: 'videos', Key: 'empty', Body: '' });
  expect(await run('getObject', { Bucket: 'videos', Key: 'empty' })).toMatchObject({ Body: '', ContentLength: 0 });
});

test.each<[string, IntegrationCall['parameters'], string]>([
  ['a text as it is', 'plain', 'plain'],
  ['anything else as JSON', { frames: [1, 2] }, '{"frames":[1,2]}'],
])('putObject stores %s', async (_, Body, stored) => {
  const put = await run('putObject', { Bucket: 'videos', Key: 'put', Body, Metadata: { job: 'a' } });
  expect(put).toMatchObject({ ETag: expect.any(String) as string });
  expect(await run('getObject', { Bucket: 'videos', Key: 'put' })).toMatchObject({
    Body: stored,
    Metadata: { job: 'a' },
  });
});

test('a range is what is asked for', async () => {
  await run('putObject', { Bucket: 'videos', Key: 'range', Body: '0123456789' });
  const part = await run('getObject', { Bucket: 'videos', Key: 'range', Range: 'bytes=2-4' });
  expect(part).toMatchObject({ Body: '234', ContentRange: 'bytes 2-4/10' });
});

test('objects are listed, copied, looked at and deleted', async () => {
  await run('putObject', { Bucket: 'videos', Key: 'list/one', Body: '1' });
  await run('copyObject', { Bucket: 'videos', Key: 'list/two', CopySource: 'videos/list/one' });
  expect(await run('listObjectsV2', { Bucket: 'videos', Prefix: 'list/' })).toMatchObject({
    Contents: [
      { Key: 'list/one', LastModified: instant, Size: 1 },
      { Key: 'list/two', LastModified: instant },
    ],
    IsTruncated: false,
    KeyCount: 2,
  });
  expect(await run('headObject', { Bucket: 'videos', Key: 'list/two' })).toMatchObject({ ContentLength: 1 });
  expect(await run('deleteObject', { Bucket: 'videos', Key: 'list/two' })).toEqual({});
  expect(await run('listObjectsV2', { Bucket: 'videos', Prefix: 'list/' })).toMatchObject({ KeyCount: 1 });
  expect(await run('listBuckets', {})).toMatchObject({ Buckets: [{ Name: 'videos', CreationDate: instant }] });
});

const ids = 'Request ID: [^,]+, Extended Request ID: [^,)]+';
test.each<[string, string, IntegrationCall['parameters'], string, string]>([
  [
    'no such object',
    'getObject',
    { Bucket: 'videos', Key: 'none' },
    'S3.NoSuchKeyException',
    'The specified key does not exist.',
  ],
  [
    'no such bucket',
    'listObjectsV2',
    { Bucket: 'nowhere' },
    'S3.NoSuchBucketException',
    'The specified bucket does not exist',
  ],
  ['nothing to look at', 'headObject', { Bucket: 'videos', Key: 'none' }, 'S3.NoSuchKeyException', 'null'],
  ['no bucket to look at', 'headBucket', { Bucket: 'nowhere' }, 'S3.NoSuchBucketException', 'null'],
])('%s', async (_, operation, parameters, errorName, message) => {
  await expect(run(operation, parameters)).rejects.toMatchObject({
    errorName,
    causeText: expect.stringMatching(
      new RegExp(`^${message} \\(Service: S3, Status Code: 404, ${ids}\\) \\(SDK Attempt Count: 1\\)$`),
    ) as string,
  });
});

test('what the SDK has no class for is an S3Exception', async () => {
  const refused = run('getObject', { Bucket: 'videos', Key: 'range', Range: 'bytes=99-' });
  await expect(refused).rejects.toMatchObject({
    errorName: 'S3.S3Exception',
    causeText: expect.stringContaining('Status Code: 416') as string,
  });
});

test('a request that the SDK can’t make is refused before S3 is asked', async () => {
  await expect(run('getObject', { Bucket: 'videos' })).rejects.toMatchObject({
    errorName: 'S3.SdkClientException',
    causeText: expect.stringContaining('Key') as string,
  });
});
