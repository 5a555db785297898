import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { probeWindows } from '../kernels/source-windows';
import { probeMedia } from '../media/probe';
import type { KeyFrameIndex } from '../pipeline/key-frame-index';
import type { Limits } from '../pipeline/limits';
import type { MediaInfo } from '../pipeline/media-info';
import type { Source } from '../pipeline/source';
import { checkFile } from './check-paths';
import type { Stage } from './stage';
import { UsageError } from './usage-error';

/** A video, as a job would see it. */
export interface ExaminedVideo {
  source: Source;
  media: MediaInfo;
  index: KeyFrameIndex;
}

interface Examination {
  ffprobe: string;
  limits: Limits;
  signal: AbortSignal;
}

/**
 * Finds out about a file what the function probe does about an upload.
 * @throws UsageError when it can't be read; PipelineError when it is no video, or too much of one
 */
export async function examineFile(path: string, { ffprobe, limits, signal }: Examination): Promise<ExaminedVideo> {
  await checkFile(path);
  const { size } = await stat(path);
  const key = basename(path);
  const { media, index } = await probeMedia(ffprobe, { url: path }, key, signal, limits);
  return { source: { bucket: 'here', key, version: '1', etag: '', sizeBytes: size }, media, index };
}

/**
 * The same of an object: only what tells where it can be cut is read.
 * @throws UsageError when there is no such object
 */
export async function examineObject(
  uri: string,
  { clients, store, title }: Pick<Stage, 'clients' | 'store' | 'title'>,
  { ffprobe, limits, signal }: Examination,
): Promise<ExaminedVideo> {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(uri) ?? [];
  if (bucket === undefined || key === undefined) throw new UsageError(`"${uri}" is no object: write s3://bucket/key.`);
  const head = await clients.s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).catch((cause: unknown) => {
    if (!(cause instanceof NotFound)) throw cause;
    throw new UsageError(`${title} knows no object ${uri}: check the key, or upload it first.`, { cause });
  });
  const { VersionId: versionId, ETag: etag = '', ContentLength: sizeBytes = 0 } = head;
  const named = { bucket, key, version: versionId ?? etag, etag: etag.replaceAll('"', ''), sizeBytes };
  const source: Source = versionId === undefined || versionId === 'null' ? named : { ...named, versionId };
  const { media, index } = await store.relaySource(source, probeWindows, (input) =>
    probeMedia(ffprobe, input, key, signal, limits),
  );
  return { source, media, index };
}
