import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** The files of a folder and of those in it, in an order that is the same everywhere. @returns their paths below it */
export async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() || entry.isSymbolicLink());
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name))).sort();
}

/** SHA-256 of what the files of a folder are called and what is in them; models of gigabytes don't come into memory. */
export async function hashFolder(folder: string): Promise<string> {
  const hash = createHash('sha256');
  for (const path of await filesOf(folder)) {
    const content = createHash('sha256');
    await pipeline(createReadStream(join(folder, path)), content);
    hash.update(`${path}\n${content.digest('hex')}\n`);
  }
  return hash.digest('hex');
}
