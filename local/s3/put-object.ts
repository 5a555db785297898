import type { Buckets } from './buckets';
import { answerEmpty, type Call } from './call';
import type { Checksum } from './checksums';
import { writePrecondition } from './conditions';
import type { DataFile, DataFiles } from './data-files';
import { checksumHeaders, headersToStore, versionHeader } from './object-headers';
import { openRequestBody, type RequestBodyOptions } from './request-body';
import { tagsToStore } from './tagging';

/** S3's limit for one PUT, one part or one copy: 5 GiB. */
export const LARGEST_UPLOAD_BYTES = 5 * 1024 ** 3;

export async function putObject(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const headers = headersToStore(call);
  const tags = tagsToStore(call);
  const precondition = writePrecondition(call);
  const { file, etag, checksum } = await receive(call, buckets.data, { limit: LARGEST_UPLOAD_BYTES });
  const stored = await keepOrRemove(buckets.data, file, () =>
    buckets.store(
      call.bucket,
      call.key,
      { etag, size: file.size, files: [file], headers, checksum, tags },
      { reason: 'PutObject', precondition },
    ),
  );
  answerEmpty(call, 200, {
    etag: `"${etag}"`,
    ...versionHeader(bucket, stored.versionId),
    ...checksumHeaders(checksum),
  });
}

export interface Received {
  file: DataFile;
  /** MD5 in hex. */
  etag: string;
  checksum: Checksum | undefined;
}

/** The request's body, verified and on disk. It is the caller's to name it in a record, or to remove it. */
export async function receive(call: Call, data: DataFiles, options: RequestBodyOptions): Promise<Received> {
  const body = openRequestBody(call, options);
  const name = await data.write(body.content);
  const { size, md5, checksum } = body.digest();
  return { file: { name, size }, etag: md5.toString('hex'), checksum };
}

/** Removes a file that could not be recorded. */
export async function keepOrRemove<T>(data: DataFiles, file: DataFile, record: () => Promise<T>): Promise<T> {
  try {
    return await record();
  } catch (error) {
    await data.remove([file]);
    throw error;
  }
}
