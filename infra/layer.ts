import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type Artifact, type Entry, findZip, writeZip } from './zip';

export type Architecture = 'x86_64' | 'arm64';

/**
 * A Lambda layer: a zip archive that is unpacked into /opt. Up to 50 MB of it may be uploaded, and a function may take 250 MB unpacked,
 * with all its layers. Made once for the same files: compressing takes seconds.
 * @param root the project's folder
 * @param name in front of its file's name
 */
export async function makeLayer(root: string, name: string, entries: readonly Entry[]): Promise<Artifact> {
  const hash = createHash('sha256');
  for (const { name, content, executable = false } of entries) {
    hash.update(`${name} ${executable} ${content.length}\n`).update(content);
  }
  const path = join(root, 'dist', 'layers', `${name}-${hash.digest('hex').slice(0, 12)}.zip`);
  return (await findZip(path)) ?? writeZip(path, entries);
}
