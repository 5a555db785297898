import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { PipelineError } from '../pipeline/errors';
import { isCut } from './object-store';

/** An object as it was when it was listed. */
export interface RemoteFile {
  bucket: string;
  key: string;
  /** Of a source: the newest has perhaps taken its place. */
  versionId?: string | undefined;
  etag: string;
  sizeBytes: number;
  modifiedAt: Date;
}

/** How often a connection may be cut before anything has come. */
const mostCuts = 3;

/**
 * Downloads an object beside its path and puts it there when it is whole, with the object's time. What an interrupted
 * download has left beside the path is gone on with, if it was of the same content.
 * @returns the bytes that had to be fetched
 * @throws PipelineError SourceChanged when the object isn't what it was
 */
export async function downloadFile(
  s3: S3Client,
  object: RemoteFile,
  path: string,
  { signal, onProgress }: { signal: AbortSignal; onProgress: (bytes: number) => void },
): Promise<number> {
  await mkdir(dirname(path), { recursive: true });
  const part = partPath(path, object);
  let have = await lengthOf(part);
  if (have > object.sizeBytes) {
    await rm(part);
    have = 0;
  }
  const before = have;
  if (object.sizeBytes === 0) await writeFile(part, '');
  for (let cuts = 0; have < object.sizeBytes;) {
    try {
      await fetchRest(s3, object, part, have, signal, onProgress);
    } catch (error) {
      const now = await lengthOf(part);
      cuts = now > have ? 0 : cuts + 1;
      if (signal.aborted || !isCut(error) || cuts > mostCuts) throw error;
    }
    have = await lengthOf(part);
  }
  await rename(part, path);
  // What size and time agree with needn't be fetched another time.
  await utimes(path, object.modifiedAt, object.modifiedAt);
  await removeParts(path);
  return object.sizeBytes - before;
}

async function fetchRest(
  s3: S3Client,
  object: RemoteFile,
  part: string,
  have: number,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const { bucket: Bucket, key: Key, versionId: VersionId, etag: IfMatch } = object;
  const request = new GetObjectCommand({ Bucket, Key, VersionId, IfMatch, Range: `bytes=${have}-` });
  const { Body } = await s3.send(request, { abortSignal: signal }).catch((cause: unknown) => {
    const isChanged =
      cause instanceof Error && ['PreconditionFailed', 'NoSuchKey', 'NoSuchVersion'].includes(cause.name);
    if (!isChanged) throw cause;
    const message = `s3://${Bucket}/${Key} isn't what it was when it was listed: ask once more.`;
    throw new PipelineError('SourceChanged', message, { cause });
  });
  if (!(Body instanceof Readable)) throw new TypeError(`s3://${Bucket}/${Key} has no content`);
  let bytes = have;
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      onProgress(bytes);
      yield piece;
    }
  };
  await pipeline(Body, counted, createWriteStream(part, { flags: 'a' }), { signal });
}

/** Hidden, and named after the content, so that another's is never gone on with. */
const partPath = (path: string, { etag }: RemoteFile): string =>
  join(dirname(path), `${partPrefix(path)}${shortHash(etag)}.part`);

const partPrefix = (path: string): string => `.framefleet-${shortHash(basename(path))}-`;
const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** Of other contents, too. */
async function removeParts(path: string): Promise<void> {
  const prefix = partPrefix(path);
  for (const name of await readdir(dirname(path))) {
    if (name.startsWith(prefix)) await rm(join(dirname(path), name), { force: true });
  }
}

async function lengthOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch {
    return 0;
  }
}
