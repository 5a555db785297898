import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { UnfinishedUpload, type UploadNote } from '../aws/resumable-upload';
import type { Surroundings } from '../media/locate';

/** https://specifications.freedesktop.org/basedir-spec/latest/ */
export const stateFolder = ({ variables }: Pick<Surroundings, 'variables'>): string =>
  join(variables.XDG_STATE_HOME ?? join(variables.HOME ?? homedir(), '.local', 'state'), 'framefleet');

/**
 * Keeps what an interrupted upload needs to be gone on with, in a file of its own for each file and where it goes. Where that can't be
 * written an upload begins anew the next time, and S3's lifecycle rule removes what is left of this one.
 */
export function uploadNote(
  folder: string,
  place: { bucket: string; key: string; path: string; at: string },
): UploadNote {
  const name = createHash('sha256')
    .update(JSON.stringify([place.at, place.bucket, place.key, resolve(place.path)]))
    .digest('hex');
  const path = join(folder, 'uploads', `${name}.json`);
  return {
    read: async () => {
      try {
        return UnfinishedUpload.safeParse(JSON.parse(await readFile(path, 'utf8'))).data;
      } catch {
        return undefined;
      }
    },
    write: async (upload) => {
      try {
        await mkdir(dirname(path), { recursive: true });
        await writeFile(`${path}.new`, `${JSON.stringify(upload)}\n`, { mode: 0o600 });
        await rename(`${path}.new`, path);
      } catch {
        // The upload itself is none the worse for it.
      }
    },
    remove: () => rm(path, { force: true }),
  };
}
