import type { Bucket, Buckets } from './buckets';
import { answerEmpty, answerXml, countFromQuery, headerValue, type Call } from './call';
import { ChecksumType } from './checksums';
import { answerCopy, checksumElement, copyContent, requestedAlgorithm } from './copy-object';
import { findCopySource } from './copy-source';
import { checksumHeaders, headersToStore } from './object-headers';
import { keepOrRemove, LARGEST_UPLOAD_BYTES, receive, type Received } from './put-object';
import { parseCopyRange } from './ranges';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import { tagsToStore } from './tagging';
import type { Part } from './upload-files';
import type { Element } from './xml';

const MOST_PARTS = 10_000;

export async function createMultipartUpload(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const checksumAlgorithm = requestedAlgorithm(call);
  const upload = await bucket.uploads.create({
    key: call.key,
    headers: headersToStore(call),
    tags: tagsToStore(call),
    checksumAlgorithm,
    checksumType:
      checksumAlgorithm && (requestedType(call) ?? (checksumAlgorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE')),
  });
  if (upload.checksumAlgorithm && upload.checksumType) {
    call.response.setHeader('x-amz-checksum-algorithm', upload.checksumAlgorithm.toUpperCase());
    call.response.setHeader('x-amz-checksum-type', upload.checksumType);
  }
  answerXml(call, [
    'InitiateMultipartUploadResult',
    ['Bucket', call.bucket],
    ['Key', call.key],
    ['UploadId', upload.uploadId],
  ]);
}

export async function uploadPart(call: Call, buckets: Buckets): Promise<void> {
  const { bucket, uploadId, partNumber } = partTarget(call, buckets);
  const { checksumAlgorithm } = bucket.uploads.upload(call.key, uploadId);
  const received = await receive(call, buckets.data, { limit: LARGEST_UPLOAD_BYTES, algorithm: checksumAlgorithm });
  const part = await keepPart(call, buckets, { bucket, uploadId, partNumber }, received);
  answerEmpty(call, 200, { etag: `"${part.etag}"`, ...(part.checksum && checksumHeaders(part.checksum)) });
}

export async function uploadPartCopy(call: Call, buckets: Buckets): Promise<void> {
  const { bucket, uploadId, partNumber } = partTarget(call, buckets);
  const { checksumAlgorithm } = bucket.uploads.upload(call.key, uploadId);
  const source = findCopySource(call, buckets);
  const range = parseCopyRange(headerValue(call, 'x-amz-copy-source-range'), source.object.size);
  const received = await copyContent(buckets.data, source.object, range, checksumAlgorithm);
  const part = await keepPart(call, buckets, { bucket, uploadId, partNumber }, received);
  answerCopy(call, 'CopyPartResult', part, source.versionId);
}

export async function abortMultipartUpload(call: Call, buckets: Buckets): Promise<void> {
  await buckets.get(call.bucket).uploads.abort(call.key, queryValue(call, 'uploadId') ?? '');
  answerEmpty(call, 204);
}

export function listParts(call: Call, buckets: Buckets): void {
  const { uploads } = buckets.get(call.bucket);
  const uploadId = queryValue(call, 'uploadId') ?? '';
  const { checksumAlgorithm, checksumType } = uploads.upload(call.key, uploadId);
  const max = countFromQuery(call, 'max-parts', 1000, 1000);
  const marker = countFromQuery(call, 'part-number-marker', 0, MOST_PARTS);
  const following = uploads.parts(call.key, uploadId).filter(({ partNumber }) => partNumber > marker);
  const listed = following.slice(0, max);
  answerXml(call, [
    'ListPartsResult',
    ['Bucket', call.bucket],
    ['Key', call.key],
    ['UploadId', uploadId],
    ['PartNumberMarker', marker],
    ['NextPartNumberMarker', listed.at(-1)?.partNumber ?? marker],
    ['MaxParts', max],
    ['IsTruncated', max > 0 && following.length > listed.length],
    checksumAlgorithm && ['ChecksumAlgorithm', checksumAlgorithm.toUpperCase()],
    checksumType && ['ChecksumType', checksumType],
    ...listed.map(({ partNumber, file, etag, checksum, lastModified }): Element => [
      'Part',
      ['PartNumber', partNumber],
      ['LastModified', lastModified],
      ['ETag', `"${etag}"`],
      ['Size', file.size],
      checksumElement(checksum),
    ]),
  ]);
}

interface PartTarget {
  bucket: Bucket;
  uploadId: string;
  partNumber: number;
}

function partTarget(call: Call, buckets: Buckets): PartTarget {
  const text = queryValue(call, 'partNumber') ?? '';
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (partNumber < 1 || partNumber > MOST_PARTS) {
    throw new S3Error('InvalidArgument', 'Part number must be an integer between 1 and 10000, inclusive', {
      details: { ArgumentName: 'partNumber', ArgumentValue: text },
    });
  }
  return { bucket: buckets.get(call.bucket), uploadId: queryValue(call, 'uploadId') ?? '', partNumber };
}

async function keepPart(
  call: Call,
  { data }: Buckets,
  { bucket, uploadId, partNumber }: PartTarget,
  { file, etag, checksum }: Received,
): Promise<Part> {
  const part: Part = { partNumber, file, etag, checksum, lastModified: new Date().toISOString() };
  await keepOrRemove(data, file, async () => {
    const expected = bucket.uploads.upload(call.key, uploadId).checksumAlgorithm;
    if (expected && checksum && checksum.algorithm !== expected) {
      throw new S3Error(
        'InvalidRequest',
        `Checksum Type mismatch occurred, expected checksum Type: ${expected}, actual checksum Type: ${checksum.algorithm}`,
      );
    }
    await bucket.uploads.putPart(call.key, uploadId, part);
  });
  return part;
}

function requestedType(call: Call): ChecksumType | undefined {
  const header = headerValue(call, 'x-amz-checksum-type');
  if (header === undefined) return undefined;
  const type = ChecksumType.safeParse(header);
  if (!type.success) throw new S3Error('InvalidRequest', `Value for x-amz-checksum-type header is invalid: ${header}`);
  return type.data;
}
