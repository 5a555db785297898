import { mkdir, stat } from 'node:fs/promises';
import { UsageError } from './usage-error';

/** Why something failed, for people. */
export const reason = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));

/** @throws UsageError when there is no such file */
export async function checkFile(path: string): Promise<void> {
  const file = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`"${path}" can't be read: ${reason(cause)}`, { cause });
  });
  if (!file.isFile()) throw new UsageError(`"${path}" is no file.`);
}

/**
 * Before the work, not after it: an hour of work must not end at a folder that can't be made.
 * @throws UsageError when it can't
 */
export async function makeFolder(folder: string, option = '--out'): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((cause: unknown) => {
    throw new UsageError(`${option} "${folder}" can't be made: ${reason(cause)}`, { cause });
  });
}
