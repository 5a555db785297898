import { createHash } from 'node:crypto';
import type { Bucket, Buckets } from './buckets';
import { answerXml, type Call } from './call';
import { compositeChecksum, createHasher, type Checksum, type ChecksumAlgorithm } from './checksums';
import { writePrecondition } from './conditions';
import { checksumElement } from './copy-object';
import type { DataFiles } from './data-files';
import { versionHeader } from './object-headers';
import type { StoredObject } from './object-record';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import type { Part, Upload } from './upload-files';
import { CompleteRequest, readXml } from './xml-request';

type RequestedPart = CompleteRequest['CompleteMultipartUpload']['Part'][number];

/** Every part but the last: 5 MiB. */
const SMALLEST_PART_BYTES = 5 * 1024 * 1024;

/** The parts' files become the object's: nothing is copied, however large it is. */
export async function completeMultipartUpload(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const uploadId = queryValue(call, 'uploadId') ?? '';
  const { CompleteMultipartUpload } = await readXml(call, CompleteRequest);
  const precondition = writePrecondition(call);

  const stored = await completed(bucket, call.key, uploadId, async (upload, parts) => {
    const used = chosenParts(CompleteMultipartUpload.Part, upload, parts);
    const files = used.map(({ file }) => file);
    return buckets.store(
      call.bucket,
      call.key,
      {
        etag: multipartEtag(used),
        size: files.reduce((sum, { size }) => sum + size, 0),
        files,
        headers: upload.headers,
        tags: upload.tags,
        checksum: await objectChecksum(upload, used, buckets.data),
        uploadId,
      },
      { reason: 'CompleteMultipartUpload', precondition },
    );
  });
  answerCompleted(call, stored, versionHeader(bucket, stored.versionId));
}

/** The object of an upload: made now, or, for a client that lost the first answer and asks again, made before. */
async function completed(
  { uploads, objects }: Bucket,
  key: string,
  uploadId: string,
  finish: (upload: Upload, parts: Part[]) => Promise<StoredObject>,
): Promise<StoredObject> {
  try {
    return await uploads.complete(key, uploadId, finish);
  } catch (error) {
    const current = objects.current(key);
    const before = error instanceof S3Error && error.code === 'NoSuchUpload' && current?.uploadId === uploadId;
    if (before) return current;
    throw error;
  }
}

function chosenParts(requested: readonly RequestedPart[], upload: Upload, parts: readonly Part[]): Part[] {
  const byNumber = new Map(parts.map((part) => [part.partNumber, part]));
  if (requested.some(({ PartNumber }, index) => PartNumber <= (requested[index - 1]?.PartNumber ?? 0))) {
    throw new S3Error('InvalidPartOrder');
  }
  return requested.map((request, index) => {
    const { PartNumber: partNumber } = request;
    const etag = request.ETag.replaceAll('"', '');
    const part = byNumber.get(partNumber);
    if (part?.etag !== etag || !checksumMatches(request, upload, part)) {
      throw new S3Error('InvalidPart', undefined, {
        details: { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag },
      });
    }
    if (part.file.size < SMALLEST_PART_BYTES && index < requested.length - 1) {
      throw new S3Error('EntityTooSmall', undefined, {
        details: {
          ProposedSize: String(part.file.size),
          MinSizeAllowed: String(SMALLEST_PART_BYTES),
          PartNumber: String(partNumber),
          ETag: etag,
        },
      });
    }
    return part;
  });
}

function checksumMatches(request: RequestedPart, { checksumAlgorithm, checksumType }: Upload, part: Part): boolean {
  if (!checksumAlgorithm) return true;
  const given = request[`Checksum${checksumAlgorithm.toUpperCase()}`];
  if (given === undefined && checksumType === 'COMPOSITE') {
    throw new S3Error(
      'InvalidRequest',
      `The upload was created using a ${checksumAlgorithm} checksum. The complete request must include the checksum for each part. It was missing for part ${part.partNumber} in the request.`,
    );
  }
  return given === undefined || given === part.checksum?.value;
}

/** The MD5 of the parts' MD5s, and their number. */
function multipartEtag(parts: readonly Part[]): string {
  const md5 = createHash('md5');
  for (const { etag } of parts) md5.update(etag, 'hex');
  return `${md5.digest('hex')}-${parts.length}`;
}

async function objectChecksum(
  { checksumAlgorithm, checksumType }: Upload,
  parts: readonly Part[],
  data: DataFiles,
): Promise<Checksum | undefined> {
  if (!checksumAlgorithm) return undefined;
  if (checksumType === 'FULL_OBJECT') return fullObjectChecksum(checksumAlgorithm, parts, data);
  return compositeChecksum(
    checksumAlgorithm,
    parts.map(({ checksum }) => checksum?.value ?? ''),
  );
}

/** Read once more: it can't be derived from the parts' checksums without the mathematics of each of them. */
async function fullObjectChecksum(
  algorithm: ChecksumAlgorithm,
  parts: readonly Part[],
  data: DataFiles,
): Promise<Checksum> {
  const hasher = createHasher(algorithm);
  const files = parts.map(({ file }) => file);
  for await (const chunk of data.read(files, { first: 0, last: Infinity })) hasher.update(chunk);
  return { algorithm, type: 'FULL_OBJECT', value: hasher.digest().toString('base64') };
}

function answerCompleted(call: Call, { etag, checksum }: StoredObject, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) call.response.setHeader(name, value);
  answerXml(call, [
    'CompleteMultipartUploadResult',
    ['Location', `http://${call.request.headers.host ?? ''}${encodeURI(call.path)}`],
    ['Bucket', call.bucket],
    ['Key', call.key],
    ['ETag', `"${etag}"`],
    checksumElement(checksum),
    checksum && ['ChecksumType', checksum.type],
  ]);
}
