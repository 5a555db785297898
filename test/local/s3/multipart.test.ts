import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
  type CompletedPart,
  type CreateMultipartUploadCommandInput,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { noise, startS3, type S3OnAPort } from './s3-on-a-port';

const Bucket = 'videos';
const Key = 'large';
const MIB = 1024 * 1024;

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest();

describe('multipart uploads', () => {
  let s3: S3OnAPort;
  beforeEach(async () => {
    s3 = await startS3();
    await s3.createBucket(Bucket);
  });
  afterEach(() => s3.stop());

  const create = async (settings: Partial<CreateMultipartUploadCommandInput> = {}) =>
    (await s3.client.send(new CreateMultipartUploadCommand({ Bucket, Key, ...settings }))).UploadId;
  const upload = async (UploadId: string | undefined, PartNumber: number, Body: Buffer): Promise<CompletedPart> => {
    const { ETag, ChecksumCRC32 } = await s3.client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    return { PartNumber, ETag, ChecksumCRC32 };
  };
  const complete = (UploadId: string | undefined, Parts: CompletedPart[], IfNoneMatch?: string) =>
    s3.client.send(
      new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts }, IfNoneMatch }),
    );
  const read = async (Range?: string) => {
    const { Body } = await s3.client.send(new GetObjectCommand({ Bucket, Key, Range }));
    return Buffer.from(await Body!.transformToByteArray());
  };

  test('by lib-storage take a stream of unknown length', async () => {
    const content = noise(11 * MIB + 17);
    const Body = Readable.from(
      (function* () {
        for (let i = 0; i < content.length; i += 70_001) yield content.subarray(i, i + 70_001);
      })(),
    );
    const params = { Bucket, Key, Body, ContentType: 'video/mp4', Metadata: { job: '1' } };
    await new Upload({ client: s3.client, params }).done();

    expect((await read()).equals(content)).toBe(true);
    // Across the border of the first and the second part.
    expect(await read(`bytes=${5 * MIB - 10}-${5 * MIB + 9}`)).toEqual(content.subarray(5 * MIB - 10, 5 * MIB + 10));
    expect(await read('bytes=-5')).toEqual(content.subarray(-5));
    const head = await s3.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    expect(head).toMatchObject({ ContentLength: content.length, ContentType: 'video/mp4', Metadata: { job: '1' } });
    expect(s3.created).toMatchObject([
      {
        reason: 'CompleteMultipartUpload',
        size: content.length,
        etag: expect.stringMatching(/^[0-9a-f]{32}-3$/) as unknown,
      },
    ]);
  });

  test('make one object of the parts, whatever order they came in', async () => {
    const UploadId = await create();
    const [one, two] = [noise(5 * MIB, 1), noise(1000, 2)];
    const second = await upload(UploadId, 7, two);
    const first = await upload(UploadId, 2, one);
    const { ETag } = await complete(UploadId, [first, second]);
    expect(ETag).toBe(`"${md5(Buffer.concat([md5(one), md5(two)])).toString('hex')}-2"`);
    expect((await read()).equals(Buffer.concat([one, two]))).toBe(true);
    await expect(s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('survive a restart, and keep the last of the parts with one number', async () => {
    const UploadId = await create({ Metadata: { a: 'b' } });
    await upload(UploadId, 1, noise(100, 1));
    const part = await upload(UploadId, 1, noise(200, 2));
    await s3.restart();
    await complete(UploadId, [part]);
    expect(await read()).toEqual(noise(200, 2));
    expect(await s3.files()).toHaveLength(3); // the bucket's record, the object's record and its data
    await s3.restart();
    expect(await read()).toEqual(noise(200, 2));
  });

  test('can be completed again by a client that lost the answer', async () => {
    const UploadId = await create();
    const part = await upload(UploadId, 1, noise(10));
    const [one, two] = await Promise.all([complete(UploadId, [part]), complete(UploadId, [part])]);
    expect(two.ETag).toBe(one.ETag);
    expect(await complete(UploadId, [part])).toMatchObject({ ETag: one.ETag });
    expect(s3.created).toHaveLength(1);
  });

  test('refuse parts that are unknown, out of order, changed or too small', async () => {
    const UploadId = await create();
    const one = await upload(UploadId, 1, noise(10, 1));
    const two = await upload(UploadId, 2, noise(10, 2));
    const refused = (parts: CompletedPart[], name: string) =>
      expect(complete(UploadId, parts)).rejects.toMatchObject({ name });
    await refused([{ PartNumber: 3, ETag: one.ETag }], 'InvalidPart');
    await refused([{ ...one, ETag: two.ETag }], 'InvalidPart');
    await refused([two, one], 'InvalidPartOrder');
    await refused([one, one], 'InvalidPartOrder');
    await refused([one, two], 'EntityTooSmall');
    await refused([], 'MalformedXML');
    await complete(UploadId, [two]);
    expect(await read()).toEqual(noise(10, 2));
    expect(await s3.files()).toHaveLength(3); // the part that wasn't used is gone
  });

  test('with If-None-Match: * make only a new object, and stay open when refused', async () => {
    await s3.client.send(new PutObjectCommand({ Bucket, Key, Body: 'there before' }));
    const UploadId = await create();
    const part = await upload(UploadId, 1, noise(10));
    await expect(complete(UploadId, [part], '*')).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await complete(UploadId, [part]);
    expect(await read()).toEqual(noise(10));
  });

  test('have a checksum of the parts’ checksums, or of the whole', async () => {
    const head = () => s3.client.send(new HeadObjectCommand({ Bucket, Key, ChecksumMode: 'ENABLED' }));
    const composite = await create({ ChecksumAlgorithm: 'CRC32' });
    const part = await upload(composite, 1, Buffer.from('x'));
    await expect(complete(composite, [{ ...part, ChecksumCRC32: undefined }])).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await complete(composite, [part]);
    expect(await head()).toMatchObject({
      ChecksumType: 'COMPOSITE',
      ChecksumCRC32: expect.stringMatching(/-1$/) as unknown,
    });

    const whole = await create({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    await complete(whole, [await upload(whole, 1, Buffer.from('x'))]);
    expect(await head()).toMatchObject({ ChecksumType: 'FULL_OBJECT', ChecksumCRC32: part.ChecksumCRC32 });
    expect((await read()).toString()).toBe('x');
  });

  test('copy parts from other objects', async () => {
    const content = noise(6 * MIB);
    await s3.client.send(new PutObjectCommand({ Bucket, Key: 'source +1', Body: content }));
    const UploadId = await create({ ChecksumAlgorithm: 'CRC32' });
    const copy = async (PartNumber: number, CopySourceRange?: string) => {
      const CopySource = encodeURIComponent(`${Bucket}/source +1`);
      const { CopyPartResult } = await s3.client.send(
        new UploadPartCopyCommand({ Bucket, Key, UploadId, PartNumber, CopySource, CopySourceRange }),
      );
      return { PartNumber, ETag: CopyPartResult?.ETag, ChecksumCRC32: CopyPartResult?.ChecksumCRC32 };
    };
    await expect(copy(1, `bytes=0-${6 * MIB}`)).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(copy(1, 'bytes=5-')).rejects.toMatchObject({ name: 'InvalidArgument' });
    await complete(UploadId, [await copy(1), await copy(2, 'bytes=10-19')]);
    expect((await read()).equals(Buffer.concat([content, content.subarray(10, 20)]))).toBe(true);
  });

  test('are aborted without a trace', async () => {
    const UploadId = await create();
    await upload(UploadId, 1, noise(1000));
    await s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
    expect(await s3.files()).toHaveLength(1); // the bucket's own record
    await expect(upload(UploadId, 2, noise(10))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(s3.client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }))).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  test('and their parts are listed, page by page', async () => {
    const ids = [];
    for (const Key of ['b', 'a', 'c/1', 'c/2']) ids.push(await create({ Key }));
    const page = await s3.client.send(new ListMultipartUploadsCommand({ Bucket, Delimiter: '/', MaxUploads: 2 }));
    expect(page.Uploads?.map(({ Key, UploadId }) => [Key, UploadId])).toEqual([
      ['a', ids[1]],
      ['b', ids[0]],
    ]);
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    const rest = await s3.client.send(
      new ListMultipartUploadsCommand({ Bucket, Delimiter: '/', KeyMarker, UploadIdMarker }),
    );
    expect([rest.CommonPrefixes, rest.Uploads, rest.IsTruncated]).toEqual([[{ Prefix: 'c/' }], undefined, false]);

    const UploadId = await create();
    for (const number of [3, 1, 2]) await upload(UploadId, number, noise(number));
    const parts = await s3.client.send(new ListPartsCommand({ Bucket, Key, UploadId, MaxParts: 2 }));
    expect([parts.IsTruncated, parts.Parts?.map(({ PartNumber, Size }) => [PartNumber, Size])]).toEqual([
      true,
      [
        [1, 1],
        [2, 2],
      ],
    ]);
    const last = await s3.client.send(
      new ListPartsCommand({ Bucket, Key, UploadId, PartNumberMarker: parts.NextPartNumberMarker }),
    );
    expect(last.Parts?.map(({ PartNumber }) => PartNumber)).toEqual([3]);
  });
});
