import type { IncomingMessage } from 'node:http';
import type { ObjectStore } from '../../aws/object-store';
import type { Uploaded } from '../../pipeline/console-answers';
import { PipelineError } from '../../pipeline/errors';
import { JobOptions, optionsMetadataKey, readOptions, writeOptions } from '../../pipeline/job-options';
import { jobId } from '../../pipeline/keys';
import { ConsoleError } from './console-error';

/** S3 keeps keys of up to 1024 bytes. */
const longestKey = 1024;

/**
 * Options as the upload's metadata carries them.
 * @param text JSON, as it was typed
 * @throws ConsoleError 400 naming each wrong field
 */
export function metadataOf(text: string): Record<string, string> {
  const defaults = JobOptions.parse({});
  try {
    const options = writeOptions(readOptions(text === '' ? undefined : text, defaults), defaults);
    return options === '{}' ? {} : { [optionsMetadataKey]: options };
  } catch (cause) {
    if (cause instanceof PipelineError) throw new ConsoleError(400, cause.message, { cause });
    throw cause;
  }
}

/** Stores what the browser sends as an upload of its own, which starts a job. @returns the job's id */
export async function takeUpload(
  store: ObjectStore,
  bucket: string,
  key: string,
  request: IncomingMessage,
): Promise<Uploaded> {
  if (key === '' || Buffer.byteLength(key) > longestKey) {
    throw new ConsoleError(400, `"${key}" is no key of S3: it takes 1 to ${longestKey} bytes. Rename the file.`);
  }
  const metadata = metadataOf(decodeURIComponent(String(request.headers['x-framefleet-options'] ?? '')));
  const contentType = request.headers['content-type'] ?? 'application/octet-stream';
  const leaving = new AbortController();
  // Whoever closes the page gives the upload up.
  request.once('close', () => request.complete || leaving.abort());
  const { signal } = leaving;
  const version = await store.upload(bucket, key, { stream: request }, { contentType, metadata, signal });
  if (version === undefined) throw new ConsoleError(500, `${bucket} keeps no versions.`);
  return { jobId: jobId(bucket, key, version), key };
}
