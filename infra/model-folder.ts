import { constants } from 'node:fs';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve } from 'node:path';
import { filesOf, hashFolder } from './hash-folder';

/** What the image has in /models unless a stage says otherwise: a note on how they get there. */
const noModels = 'container/models';

/** Models that the image shall have aren't where a stage, or whoever builds it, says. */
export class ModelsNotFound extends Error {
  override name = 'ModelsNotFound';
}

/**
 * The folder whose files lie in /models of the image.
 * @param folder relative to the project's folder `root`
 * @throws ModelsNotFound
 */
export async function modelFolder(root: string, folder = noModels): Promise<string> {
  const path = resolve(root, folder);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isFolder) return path;
  throw new ModelsNotFound(
    `There is no folder ${path} with models for the image: make it, or mend models.folder of the stage, or --models.`,
  );
}

/**
 * Brings a folder of models into the build's context, wherever it lies: builders see nothing else. What was brought there before is
 * taken as it is.
 * @returns its place, relative to the project's folder
 */
export async function bringModels(root: string, folder: string): Promise<string> {
  const from = await modelFolder(root, folder);
  const place = join(root, 'dist', 'models', (await hashFolder(from)).slice(0, 16));
  const isThere = await stat(place).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    const part = `${place}.${process.pid}`;
    try {
      await mkdir(part, { recursive: true });
      for (const file of await filesOf(from)) await bring(join(from, file), join(part, file));
      await rename(part, place);
    } finally {
      await rm(part, { recursive: true, force: true });
    }
  }
  return relative(root, place);
}

/** A copy, and no link: what is written into the file later must not come into a folder that is named after what was in it. */
async function bring(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await copyFile(from, to, constants.COPYFILE_FICLONE);
}
