import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import type { ObjectStore } from '../../aws/object-store';
import { PipelineError } from '../../pipeline/errors';
import { parseS3Uri } from '../../pipeline/keys';
import type { ModelReference } from '../../pipeline/model';
import type { ModelFiles } from '../kernel';

/**
 * Models from S3 are fetched once and kept by their checksum; those of the image are where they are. Nothing else is ever downloaded.
 * @param cache folder for what is fetched; made when it's needed
 */
export function createModelFiles(store: Pick<ObjectStore, 'download'>, cache: string): ModelFiles {
  const fetched = new Map<string, Promise<string>>();
  return {
    fetch(reference) {
      const id = `${reference.sha256} ${reference.uri}`;
      const path = fetched.get(id) ?? fetchModel(store, cache, reference);
      fetched.set(id, path);
      // What failed may go well the next time.
      path.catch(() => fetched.delete(id));
      return path;
    },
  };
}

/** For work that runs no models. */
export const noModels: ModelFiles = {
  fetch: ({ uri }) => Promise.reject(new Error(`No model is run here, but ${uri} is asked for`)),
};

async function fetchModel(
  store: Pick<ObjectStore, 'download'>,
  cache: string,
  reference: ModelReference,
): Promise<string> {
  const { uri, sha256 } = reference;
  if (uri.startsWith('file:')) {
    const path = fileURLToPath(uri);
    const isFile = await stat(path).then(
      (found) => found.isFile(),
      () => false,
    );
    if (!isFile) throw notFound(reference, 'there is no such file where the tasks run; it must be in their image');
    await check(path, reference);
    return path;
  }
  const path = join(cache, sha256);
  const isKept = await stat(path).then(
    () => true,
    () => false,
  );
  if (isKept) return path;
  await mkdir(cache, { recursive: true });
  // Written beside its place and renamed: another task may be looking for it there.
  const part = `${path}.${process.pid}.part`;
  try {
    const { bucket, key } = parseS3Uri(uri);
    await store.download(bucket, key, part).catch((cause: unknown) => {
      throw isRefused(cause)
        ? notFound(reference, `S3 says ${cause.name}: ${cause.message.replace(/\.$/, '')}`, cause)
        : cause;
    });
    await check(part, reference);
    await rename(part, path);
  } finally {
    await rm(part, { force: true });
  }
  return path;
}

/** That an object isn't there, or not for us. */
const isRefused = (error: unknown): error is Error =>
  error instanceof Error && ['NoSuchKey', 'NoSuchBucket', 'AccessDenied', 'NotFound', 'Forbidden'].includes(error.name);

const notFound = ({ role, uri }: ModelReference, why: string, cause?: unknown): PipelineError =>
  new PipelineError('ModelNotFound', `The model for ${role}, ${uri}, can't be read: ${why}.`, {
    cause,
    figures: { role, uri },
  });

async function check(path: string, { role, uri, sha256 }: ModelReference): Promise<void> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  const found = hash.digest('hex');
  if (found === sha256) return;
  const message = `The model for ${role}, ${uri}, has the checksum ${found}, not ${sha256}. It is another file than was meant, or damaged: put the right one there, or give its checksum as sha256sum prints it.`;
  throw new PipelineError('ModelMismatch', message, { figures: { role, uri, expected: sha256, found } });
}
