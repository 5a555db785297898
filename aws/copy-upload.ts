import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { eachConcurrently } from '../pipeline/concurrently';
import { partBytesOf } from './resumable-upload';

/** An object as S3 describes it. */
export interface DescribedObject {
  bucket: string;
  key: string;
  /** Absent in a bucket without versions. */
  version: string | undefined;
  etag: string;
  sizeBytes: number;
  contentType: string | undefined;
  metadata: Record<string, string>;
}

/** @returns undefined when it isn't there */
export async function describeObject(s3: S3Client, bucket: string, key: string): Promise<DescribedObject | undefined> {
  try {
    const head = await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return {
      ...{ bucket, key, version: head.VersionId, etag: (head.ETag ?? '').replaceAll('"', '') },
      ...{ sizeBytes: head.ContentLength ?? 0, contentType: head.ContentType, metadata: head.Metadata ?? {} },
    };
  } catch (error) {
    // An answer to HEAD has no body that could say more.
    if (error instanceof Error && (error.name === 'NotFound' || error.name === 'NoSuchKey')) return undefined;
    throw error;
  }
}

export interface CopyOptions {
  /** In place of the object's own. */
  metadata: Record<string, string>;
  signal: AbortSignal;
  onProgress: (bytes: number) => void;
  /** What is copied in one go; more isn't, on S3. */
  atOnceBytes?: number;
  partBytes?: number;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
const mostAtOnce = 5 * 1024 ** 3;
const usualPartBytes = 512 * 1024 ** 2;
const parallelParts = 4;

/**
 * Copies an object within S3, without its content coming here.
 * @returns the copy's version; undefined in a bucket without versions
 */
export async function copyUpload(
  s3: S3Client,
  from: DescribedObject,
  to: { bucket: string; key: string },
  { metadata, signal: abortSignal, onProgress, ...sizes }: CopyOptions,
): Promise<string | undefined> {
  const target = { Bucket: to.bucket, Key: to.key };
  const address = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
  const CopySource = from.version === undefined ? address : `${address}?versionId=${encodeURIComponent(from.version)}`;
  const source = { CopySource, CopySourceIfMatch: from.etag };
  const described = { Metadata: metadata, ContentType: from.contentType };
  if (from.sizeBytes <= (sizes.atOnceBytes ?? mostAtOnce)) {
    const copying = new CopyObjectCommand({ ...target, ...source, ...described, MetadataDirective: 'REPLACE' });
    const { VersionId } = await s3.send(copying, { abortSignal });
    onProgress(from.sizeBytes);
    return VersionId;
  }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...target, ...described }), { abortSignal });
  const upload = { ...target, UploadId };
  try {
    const partBytes = partBytesOf(from.sizeBytes, sizes.partBytes ?? usualPartBytes);
    const numbers = Array.from({ length: Math.ceil(from.sizeBytes / partBytes) }, (_, index) => index + 1);
    let copied = 0;
    const Parts = await eachConcurrently(numbers, parallelParts, async (PartNumber) => {
      const first = (PartNumber - 1) * partBytes;
      const last = Math.min(first + partBytes, from.sizeBytes) - 1;
      const part = { ...upload, ...source, PartNumber, CopySourceRange: `bytes=${first}-${last}` };
      const { CopyPartResult } = await s3.send(new UploadPartCopyCommand(part), { abortSignal });
      copied += last - first + 1;
      onProgress(copied);
      return { PartNumber, ETag: CopyPartResult?.ETag };
    });
    const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
    return (await s3.send(complete, { abortSignal })).VersionId;
  } catch (error) {
    // Nothing has come from here: once more is as quick as going on.
    await s3.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}
