import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { ObjectStore } from '../aws/object-store';
import { createModelFiles } from '../kernels/models/model-files';
import { parseS3Uri } from '../pipeline/keys';
import { type ModelReference, PinnedFile } from '../pipeline/model';
import { UsageError } from './usage-error';

/** A file as one types it: a path, or a URI, with the checksum it must have after `#sha256=`, if one likes. */
export interface GivenModel {
  /** file:///… or s3://… */
  uri: string;
  sha256: string | undefined;
}

/** @throws UsageError when it is neither */
export function readGivenModel(option: string, text: string): GivenModel {
  const [, place = text, digits] = /^(.*?)(?:#sha256=(.*))?$/s.exec(text) ?? [];
  const scheme = /^([a-z0-9]+):\/\//i.exec(place)?.[1];
  const uri = scheme === undefined ? pathToFileURL(resolve(place)).href : place;
  const { error } = PinnedFile.safeParse({ uri, sha256: digits ?? '0'.repeat(64) });
  if (error) {
    const [issue] = error.issues;
    throw new UsageError(`${option} "${text}": ${issue?.message ?? ''}. A path does, too.`, { cause: error });
  }
  return { uri, sha256: digits?.toLowerCase() };
}

/**
 * Brings the file here, and finds out its checksum where none was given.
 * @param folder for what comes from S3
 * @throws PipelineError ModelNotFound, ModelMismatch; UsageError when there is no such file here
 */
export async function fetchGivenModel(
  role: string,
  { uri, sha256 }: GivenModel,
  { store, folder }: { store: () => Pick<ObjectStore, 'download'>; folder: string },
): Promise<{ reference: ModelReference; path: string }> {
  if (uri.startsWith('file:')) {
    const path = fileURLToPath(uri);
    const found = await stat(path).catch((cause: unknown) => {
      throw new UsageError(`${path}, the ${role}, can't be read: ${String(cause)}`, { cause });
    });
    if (!found.isFile()) throw new UsageError(`${path}, the ${role}, is no file.`);
    const reference = { role, uri, sha256: sha256 ?? (await checksumOf(path)) };
    return { reference, path: await createModelFiles({ download: refuseDownload }, folder).fetch(reference) };
  }
  if (sha256 !== undefined) {
    const reference = { role, uri, sha256 };
    return { reference, path: await createModelFiles(store(), folder).fetch(reference) };
  }
  const { bucket, key } = parseS3Uri(uri);
  await mkdir(folder, { recursive: true });
  const path = join(folder, role.replace(/\W/g, '-'));
  await store().download(bucket, key, path);
  return { reference: { role, uri, sha256: await checksumOf(path) }, path };
}

const refuseDownload = (): Promise<never> =>
  Promise.reject(new Error('A file of this machine is downloaded by nobody'));

export async function checksumOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
