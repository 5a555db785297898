import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { PinnedFile } from '../pipeline/model';
import { readGivenModel } from './given-model';
import { UsageError } from './usage-error';

/**
 * A file as a job is told of it: with its checksum, which of a file on this machine needs not be typed.
 * @param text a path, file:///… or s3://…, and after it `#sha256=…` if one likes; for S3 one must
 * @throws UsageError when it isn't there, or has no checksum
 */
export function pinFile(option: string, text: string): PinnedFile {
  const { uri, sha256 } = readGivenModel(option, text);
  if (sha256 !== undefined) return { uri, sha256 };
  if (uri.startsWith('file:')) return { uri, sha256: checksumOf(option, fileURLToPath(uri)) };
  const remedy = `Add it: ${uri}#sha256=…, as sha256sum prints it`;
  throw new UsageError(
    `${option} "${text}" has no checksum, and a job runs no model that might be another one. ${remedy}.`,
  );
}

function checksumOf(option: string, path: string): string {
  const hash = createHash('sha256');
  try {
    const file = openSync(path, 'r');
    try {
      const piece = Buffer.alloc(1024 * 1024);
      for (let bytes = readSync(file, piece); bytes > 0; bytes = readSync(file, piece)) {
        hash.update(piece.subarray(0, bytes));
      }
    } finally {
      closeSync(file);
    }
  } catch (cause) {
    throw new UsageError(`${option}: ${path} can't be read: ${String(cause)}`, { cause });
  }
  return hash.digest('hex');
}
