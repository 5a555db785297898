import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectTaggingCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectAclCommand,
  GetObjectTaggingCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { s3Actions } from '../../local/s3-actions';
import { type S3OnAPort, startS3 } from './s3/s3-on-a-port';

const Bucket = 'videos';
const inBucket = { Bucket, Key: 'a b/c.mp4' };
const bucketArn = 'arn:aws:s3:::videos';
const objectArn = 'arn:aws:s3:::videos/a b/c.mp4';

/** What the SDK really sends: which operation a command is, and what it names, is the server's to find out. */
describe('what IAM has to allow for', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket, { versioned: true });
  });
  afterEach(() => s3.stop());

  /** Requests are told of when they are answered and gone: just after the client has its answer. */
  const neededFor = async (call: () => Promise<unknown>) => {
    s3.requests.length = 0;
    await call().catch(() => undefined);
    while (s3.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    return s3.requests.flatMap(s3Actions);
  };
  const short = (needed: ReturnType<typeof s3Actions>) => needed.map(({ action, resource }) => [action, resource]);
  const put = async () => (await s3.client.send(new PutObjectCommand({ ...inBucket, Body: 'abc' }))).VersionId;

  test.each<[string, () => Promise<unknown>, string, string]>([
    ['ListBuckets', () => s3.client.send(new ListBucketsCommand()), 's3:ListAllMyBuckets', '*'],
    ['CreateBucket', () => s3.client.send(new CreateBucketCommand({ Bucket: 'new' })), 's3:CreateBucket', 'arn:aws:s3:::new'],
    ['HeadBucket', () => s3.client.send(new HeadBucketCommand({ Bucket })), 's3:ListBucket', bucketArn],
    ['DeleteBucket', () => s3.client.send(new DeleteBucketCommand({ Bucket })), 's3:DeleteBucket', bucketArn],
    ['GetBucketLocation', () => s3.client.send(new GetBucketLocationCommand({ Bucket })), 's3:GetBucketLocation', bucketArn],
    ['GetBucketVersioning', () => s3.client.send(new GetBucketVersioningCommand({ Bucket })), 's3:GetBucketVersioning', bucketArn],
    [
      'PutBucketVersioning',
      () => s3.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: 'Enabled' } })),
      's3:PutBucketVersioning',
      bucketArn,
    ],
    ['ListMultipartUploads', () => s3.client.send(new ListMultipartUploadsCommand({ Bucket })), 's3:ListBucketMultipartUploads', bucketArn],
    ['PutObject', put, 's3:PutObject', objectArn],
    ['CreateMultipartUpload', () => s3.client.send(new CreateMultipartUploadCommand(inBucket)), 's3:PutObject', objectArn],
    [
      'UploadPart',
      () => s3.client.send(new UploadPartCommand({ ...inBucket, UploadId: 'u', PartNumber: 1, Body: 'a' })),
      's3:PutObject',
      objectArn,
    ],
    [
      'CompleteMultipartUpload',
      () =>
        s3.client.send(
          new CompleteMultipartUploadCommand({
            ...inBucket,
            UploadId: 'u',
            MultipartUpload: { Parts: [{ PartNumber: 1, ETag: 'e' }] },
          }),
        ),
      's3:PutObject',
      objectArn,
    ],
    [
      'AbortMultipartUpload',
      () => s3.client.send(new AbortMultipartUploadCommand({ ...inBucket, UploadId: 'u' })),
      's3:AbortMultipartUpload',
      objectArn,
    ],
    ['ListParts', () => s3.client.send(new ListPartsCommand({ ...inBucket, UploadId: 'u' })), 's3:ListMultipartUploadParts', objectArn],
    ['DeleteObject', () => s3.client.send(new DeleteObjectCommand(inBucket)), 's3:DeleteObject', objectArn],
    [
      'DeleteObject of a version',
      () => s3.client.send(new DeleteObjectCommand({ ...inBucket, VersionId: 'v' })),
      's3:DeleteObjectVersion',
      objectArn,
    ],
  ])('%s', async (_, call, action, resource) => {
    expect(await neededFor(call)).toEqual([{ action, resource, context: {} }]);
  }); // prettier-ignore

  test('reading an object: the latest, or a version', async () => {
    const VersionId = await put();
    const readings = [
      () => s3.client.send(new GetObjectCommand(inBucket)),
      () => s3.client.send(new HeadObjectCommand(inBucket)),
      () => s3.client.send(new GetObjectCommand({ ...inBucket, VersionId, Range: 'bytes=0-0' })),
      () => s3.client.send(new HeadObjectCommand({ ...inBucket, VersionId })),
      async () => fetch(await getSignedUrl(s3.client, new GetObjectCommand({ ...inBucket, VersionId }))),
    ];
    const needed = [];
    for (const reading of readings) needed.push(...(await neededFor(reading)));
    expect(needed).toEqual(
      ['GetObject', 'GetObject', 'GetObjectVersion', 'GetObjectVersion', 'GetObjectVersion'].map((action) => ({
        ...{ action: `s3:${action}`, resource: objectArn, context: {} },
      })),
    );
  });

  test('being told that an object isn’t there, rather than that it may not be known', async () => {
    const VersionId = 'IYV3p45BT0ac8hjHg1houSdS1a.Mro8e';
    const list = { action: 's3:ListBucket', resource: bucketArn, context: {} };
    for (const [call, action] of [
      [() => s3.client.send(new GetObjectCommand(inBucket)), 's3:GetObject'],
      [() => s3.client.send(new HeadObjectCommand(inBucket)), 's3:GetObject'],
      [() => s3.client.send(new HeadObjectCommand({ ...inBucket, VersionId })), 's3:GetObjectVersion'],
    ] as const) {
      expect(await neededFor(call)).toEqual([{ action, resource: objectArn, context: {} }, list]);
    }
  });

  test('asking for an object in a bucket that isn’t there, or an upload that isn’t', async () => {
    expect(short(await neededFor(() => s3.client.send(new GetObjectCommand({ Bucket: 'none', Key: 'a' }))))).toEqual([
      ['s3:GetObject', 'arn:aws:s3:::none/a'],
    ]);
    const parts = new ListPartsCommand({ ...inBucket, UploadId: 'u' });
    expect(short(await neededFor(() => s3.client.send(parts)))).toEqual([['s3:ListMultipartUploadParts', objectArn]]);
  });

  interface Listed {
    Bucket: string;
    Prefix?: string;
    Delimiter?: string;
    MaxKeys?: number;
  }
  test.each<[string, (limits: Listed) => Promise<unknown>, string]>([
    ['ListObjectsV2', (limits) => s3.client.send(new ListObjectsV2Command(limits)), 's3:ListBucket'],
    ['ListObjects', (limits) => s3.client.send(new ListObjectsCommand(limits)), 's3:ListBucket'],
    ['ListObjectVersions', (limits) => s3.client.send(new ListObjectVersionsCommand(limits)), 's3:ListBucketVersions'],
  ])('%s, with what limits it', async (_, list, action) => {
    expect(await neededFor(() => list({ Bucket, Prefix: 'a b/', Delimiter: '/', MaxKeys: 7 }))).toEqual([
      { action, resource: bucketArn, context: { 's3:prefix': 'a b/', 's3:delimiter': '/', 's3:max-keys': '7' } },
    ]);
    expect(await neededFor(() => list({ Bucket }))).toEqual([{ action, resource: bucketArn, context: {} }]);
  });

  test('deleting several: each of them', async () => {
    const Objects = [{ Key: 'a' }, { Key: 'b c', VersionId: 'v' }];
    expect(short(await neededFor(() => s3.client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }))))).toEqual([
      ['s3:DeleteObject', `${bucketArn}/a`],
      ['s3:DeleteObjectVersion', `${bucketArn}/b c`],
    ]);
  }); // prettier-ignore

  test('a copy: writing the one and reading the other, in its own bucket', async () => {
    await s3.createBucket('originals');
    const target = { ...inBucket, CopySource: 'originals/d%20e' };
    const missing = [
      ['s3:PutObject', objectArn],
      ['s3:GetObject', 'arn:aws:s3:::originals/d e'],
      ['s3:ListBucket', 'arn:aws:s3:::originals'],
    ];
    expect(short(await neededFor(() => s3.client.send(new CopyObjectCommand(target))))).toEqual(missing);
    await s3.client.send(new PutObjectCommand({ Bucket: 'originals', Key: 'd e', Body: 'abc' }));
    expect(short(await neededFor(() => s3.client.send(new CopyObjectCommand(target))))).toEqual(missing.slice(0, 2));
    const VersionId = await put();
    const part = { Bucket: 'originals', Key: 'f', UploadId: 'u', PartNumber: 1 };
    const { UploadId } = await s3.client.send(new CreateMultipartUploadCommand(part));
    const copy = new UploadPartCopyCommand({
      ...{ ...part, UploadId, CopySource: `${Bucket}/a%20b/c.mp4?versionId=${VersionId ?? ''}` },
    });
    expect(short(await neededFor(() => s3.client.send(copy)))).toEqual([
      ['s3:PutObject', 'arn:aws:s3:::originals/f'],
      ['s3:GetObjectVersion', objectArn],
    ]);
  });

  test('tags: another action where a version is named', async () => {
    const VersionId = await put();
    const Tagging = { TagSet: [{ Key: 'a', Value: 'b' }] };
    const commands = (version: { VersionId?: string | undefined }) => [
      () => s3.client.send(new GetObjectTaggingCommand({ ...inBucket, ...version })),
      () => s3.client.send(new PutObjectTaggingCommand({ ...inBucket, ...version, Tagging })),
      () => s3.client.send(new DeleteObjectTaggingCommand({ ...inBucket, ...version })),
    ];
    const needed: string[] = [];
    for (const command of [...commands({}), ...commands({ VersionId })]) {
      needed.push(...(await neededFor(command)).map(({ action, resource }) => `${action} ${resource}`));
    }
    expect(needed).toEqual([
      ...['Get', 'Put', 'Delete'].map((verb) => `s3:${verb}ObjectTagging ${objectArn}`),
      ...['Get', 'Put', 'Delete'].map((verb) => `s3:${verb}ObjectVersionTagging ${objectArn}`),
    ]);
  });

  test('what this S3 doesn’t know: nothing', async () => {
    expect(await neededFor(() => s3.client.send(new GetObjectAclCommand(inBucket)))).toEqual([]);
  });
});
