import {
  AbortMultipartUploadCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  type ListPartsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3';

/** An upload in parts that was begun and not finished: its parts are stored, and paid for, where no list of objects shows them. */
export interface UnfinishedUpload {
  bucket: string;
  key: string;
  uploadId: string;
  begunAt: Date;
}

export async function* listUploads(s3: S3Client, bucket: string): AsyncGenerator<UnfinishedUpload> {
  let page: Partial<ListMultipartUploadsCommandOutput> = {};
  do {
    const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
    page = await s3.send(new ListMultipartUploadsCommand({ Bucket: bucket, KeyMarker, UploadIdMarker }));
    for (const { Key: key, UploadId: uploadId, Initiated: begunAt } of page.Uploads ?? []) {
      if (key !== undefined && uploadId !== undefined && begunAt) yield { bucket, key, uploadId, begunAt };
    }
  } while (page.IsTruncated);
}

/** @returns 0 for one that is gone meanwhile */
export async function uploadBytes(s3: S3Client, { bucket, key, uploadId }: UnfinishedUpload): Promise<number> {
  let bytes = 0;
  const asked = { Bucket: bucket, Key: key, UploadId: uploadId };
  try {
    // The SDK's own paginator goes on for ever: S3 names a next part after the last one, too.
    let page: Partial<ListPartsCommandOutput> = {};
    do {
      page = await s3.send(new ListPartsCommand({ ...asked, PartNumberMarker: page.NextPartNumberMarker }));
      bytes += (page.Parts ?? []).reduce((sum, { Size = 0 }) => sum + Size, 0);
    } while (page.IsTruncated);
  } catch (error) {
    if (!isGone(error)) throw error;
  }
  return bytes;
}

/** One that is gone is no error. */
export async function abortUpload(s3: S3Client, { bucket, key, uploadId }: UnfinishedUpload): Promise<void> {
  const abort = new AbortMultipartUploadCommand({ Bucket: bucket, Key: key, UploadId: uploadId });
  await s3.send(abort).catch((error: unknown) => {
    if (!isGone(error)) throw error;
  });
}

const isGone = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchUpload';
