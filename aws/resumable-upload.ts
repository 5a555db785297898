import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListPartsCommand,
  type Part,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { eachConcurrently } from '../pipeline/concurrently';
import { PipelineError } from '../pipeline/errors';

/**
 * What must be known to go on with an unfinished upload. S3 keeps its parts with their checksums, but tells nobody its metadata;
 * so this is kept by who uploads.
 */
export const UnfinishedUpload = z.object({
  bucket: z.string(),
  key: z.string(),
  uploadId: z.string(),
  sizeBytes: z.number().int(),
  modifiedAt: z.iso.datetime(),
  partBytes: z.number().int().positive(),
  metadata: z.record(z.string(), z.string()),
});
export type UnfinishedUpload = z.infer<typeof UnfinishedUpload>;

/** Where it is kept. */
export interface UploadNote {
  read: () => Promise<UnfinishedUpload | undefined>;
  write: (upload: UnfinishedUpload) => Promise<void>;
  remove: () => Promise<void>;
}

export interface UploadTarget {
  bucket: string;
  key: string;
  metadata: Record<string, string>;
}

export interface UploadOptions {
  note: UploadNote;
  signal: AbortSignal;
  /** Bytes that S3 has, those of an earlier attempt included. */
  onProgress: (bytes: number) => void;
  partBytes?: number;
}

export interface Uploaded {
  /** Absent in a bucket without versions. */
  version: string | undefined;
  /** That an earlier attempt had uploaded. */
  resumedBytes: number;
}

/** Of a part, unless the file is too large for it: what an interruption loses, and how finely progress is told. */
const usualPartBytes = 8 * 1024 * 1024;
/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html */
const mostParts = 10_000;
const parallelParts = 4;
/** Parts are held in memory: so that the SDK can send one again. */
const mostHeldBytes = 512 * 1024 * 1024;

const contentType = 'application/octet-stream';

interface LocalFile {
  path: string;
  handle: FileHandle;
  sizeBytes: number;
  modifiedAt: string;
}

/**
 * Uploads a file, a large one in parts. When it fails or is aborted the parts stay, and the next call for the same unchanged file
 * with the same metadata uploads only what is missing; each part that is there already is compared by its SHA-256.
 * @throws PipelineError SourceChanged when the file changes meanwhile
 */
export async function uploadFile(
  s3: S3Client,
  path: string,
  target: UploadTarget,
  options: UploadOptions,
): Promise<Uploaded> {
  const handle = await open(path);
  try {
    const { size: sizeBytes, mtime } = await handle.stat();
    const file = { path, handle, sizeBytes, modifiedAt: mtime.toISOString() };
    const partBytes = partBytesOf(sizeBytes, options.partBytes);
    if (sizeBytes > partBytes) return await uploadParts(s3, file, target, { ...options, partBytes });
    const { bucket: Bucket, key: Key, metadata: Metadata } = target;
    const Body = await readPiece(file, 0, sizeBytes);
    const put = new PutObjectCommand({ Bucket, Key, Metadata, Body, ContentType: contentType });
    const { VersionId: version } = await s3.send(put, { abortSignal: options.signal });
    options.onProgress(sizeBytes);
    return { version, resumedBytes: 0 };
  } finally {
    await handle.close();
  }
}

/** Whole MiB, as small as the limit on their number allows. */
export function partBytesOf(sizeBytes: number, usual = usualPartBytes): number {
  const mebibyte = 1024 * 1024;
  return Math.max(usual, Math.ceil(sizeBytes / mostParts / mebibyte) * mebibyte);
}

async function uploadParts(
  s3: S3Client,
  file: LocalFile,
  { bucket: Bucket, key: Key, metadata }: UploadTarget,
  { note, signal, onProgress, partBytes }: UploadOptions & { partBytes: number },
): Promise<Uploaded> {
  const { sizeBytes, modifiedAt } = file;
  const wanted = { bucket: Bucket, key: Key, sizeBytes, modifiedAt, partBytes, metadata };
  const found = await findUnfinished(s3, note, wanted);
  const UploadId = found?.uploadId ?? (await begin(s3, note, wanted, signal));
  const upload = { Bucket, Key, UploadId };

  const failure = new AbortController();
  const abortSignal = AbortSignal.any([signal, failure.signal]);
  let [sentBytes, resumedBytes] = [0, 0];
  const uploadPart = async (PartNumber: number) => {
    abortSignal.throwIfAborted();
    const first = (PartNumber - 1) * partBytes;
    const Body = await readPiece(file, first, Math.min(partBytes, sizeBytes - first));
    const ChecksumSHA256 = createHash('sha256').update(Body).digest('base64');
    const there = found?.parts.get(PartNumber);
    const isThere = there?.ChecksumSHA256 === ChecksumSHA256 && there.Size === Body.length;
    if (isThere) resumedBytes += Body.length;
    const part = { ...upload, PartNumber, Body, ChecksumAlgorithm: 'SHA256', ChecksumSHA256 } as const;
    const { ETag } = isThere ? there : await s3.send(new UploadPartCommand(part), { abortSignal });
    sentBytes += Body.length;
    onProgress(sentBytes);
    return { PartNumber, ETag, ChecksumSHA256 };
  };
  const numbers = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => index + 1);
  const atOnce = Math.max(1, Math.min(parallelParts, Math.floor(mostHeldBytes / partBytes)));
  try {
    const Parts = await eachConcurrently(numbers, atOnce, uploadPart);
    await checkUnchanged(file);
    const complete = new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts } });
    const { VersionId: version } = await s3.send(complete, { abortSignal });
    await note.remove();
    return { version, resumedBytes };
  } catch (error) {
    // The other parts under way aren't waited for.
    failure.abort();
    if (error instanceof PipelineError && error.name === 'SourceChanged') {
      await giveUp(s3, upload);
      await note.remove();
    }
    throw error;
  }
}

type Wanted = Omit<UnfinishedUpload, 'uploadId'>;

async function begin(s3: S3Client, note: UploadNote, wanted: Wanted, abortSignal: AbortSignal): Promise<string> {
  const { bucket: Bucket, key: Key, metadata: Metadata } = wanted;
  const request = { Bucket, Key, Metadata, ContentType: contentType, ChecksumAlgorithm: 'SHA256' } as const;
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand(request), { abortSignal });
  if (UploadId === undefined) throw new TypeError(`CreateMultipartUpload of s3://${Bucket}/${Key} named no upload`);
  await note.write({ ...wanted, uploadId: UploadId });
  return UploadId;
}

/** The upload that an earlier attempt has begun, with its parts; one of another content or with other metadata is given up. */
async function findUnfinished(
  s3: S3Client,
  note: UploadNote,
  wanted: Wanted,
): Promise<{ uploadId: string; parts: Map<number, Part> } | undefined> {
  const noted = await note.read();
  if (!noted) return undefined;
  const { uploadId, bucket: Bucket, key: Key } = noted;
  const upload = { Bucket, Key, UploadId: uploadId };
  if (!isSame(noted, wanted)) {
    await giveUp(s3, upload);
    await note.remove();
    return undefined;
  }
  try {
    return { uploadId, parts: await listParts(s3, upload) };
  } catch (error) {
    if (isNoSuchUpload(error)) return undefined;
    throw error;
  }
}

interface UploadName {
  Bucket: string;
  Key: string;
  UploadId: string;
}

/** By number. S3 names a next part at the end, too, so that the SDK's own pages never end. */
async function listParts(s3: S3Client, upload: UploadName): Promise<Map<number, Part>> {
  const found = new Map<number, Part>();
  for (let PartNumberMarker: string | undefined; ;) {
    const listing: ListPartsCommand = new ListPartsCommand({ ...upload, PartNumberMarker });
    const { Parts = [], IsTruncated = false, NextPartNumberMarker } = await s3.send(listing);
    for (const part of Parts) found.set(part.PartNumber ?? 0, part);
    if (!IsTruncated) return found;
    PartNumberMarker = NextPartNumberMarker;
  }
}

const isSame = (noted: UnfinishedUpload, wanted: Wanted): boolean =>
  noted.bucket === wanted.bucket &&
  noted.key === wanted.key &&
  noted.sizeBytes === wanted.sizeBytes &&
  noted.modifiedAt === wanted.modifiedAt &&
  noted.partBytes === wanted.partBytes &&
  JSON.stringify(noted.metadata) === JSON.stringify(wanted.metadata);

const isNoSuchUpload = (error: unknown): boolean => error instanceof Error && error.name === 'NoSuchUpload';

/** Its parts cost storage as long as it isn't. */
async function giveUp(s3: S3Client, upload: UploadName): Promise<void> {
  await s3.send(new AbortMultipartUploadCommand(upload)).catch((error: unknown) => {
    if (!isNoSuchUpload(error)) throw error;
  });
}

async function readPiece(file: LocalFile, position: number, length: number): Promise<Buffer> {
  const piece = Buffer.allocUnsafe(length);
  for (let filled = 0; filled < length;) {
    const { bytesRead } = await file.handle.read(piece, filled, length - filled, position + filled);
    if (bytesRead === 0) throw changed(file, 'it became shorter');
    filled += bytesRead;
  }
  return piece;
}

async function checkUnchanged(file: LocalFile): Promise<void> {
  const { size, mtime } = await file.handle.stat();
  if (size !== file.sizeBytes) throw changed(file, `it had ${file.sizeBytes} bytes and has ${size} now`);
  if (mtime.toISOString() !== file.modifiedAt) throw changed(file, `it was written to at ${mtime.toISOString()}`);
}

const changed = ({ path }: LocalFile, how: string): PipelineError =>
  new PipelineError(
    'SourceChanged',
    `${path} has changed while it was uploaded: ${how}. Upload it again once nobody writes to it any more.`,
  );
