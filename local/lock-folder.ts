import { randomUUID } from 'node:crypto';
import { link, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { systemErrorCode } from './system-error';

const Holder = z.object({
  pid: z.number().int().positive(),
  /** When the process began, in the kernel's words; absent where there is no /proc. */
  began: z.string().optional(),
});
type Holder = z.infer<typeof Holder>;

/** Another stack works in the folder. */
export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
  constructor(folder: string, pid: number) {
    super(`"${folder}" is in use by another framefleet (process ${pid}). End that one, or take another folder.`);
  }
}

/** Files cut short by a power failure are nobody's. */
const readHolder = async (path: string): Promise<Holder | undefined> => {
  try {
    return Holder.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
};

/**
 * Keeps a folder for this process. The lock of a process that has died, however it died, is taken over.
 * @returns what gives it back
 * @throws FolderInUse naming the process that has it
 */
export async function lockFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(resolve(folder), 'framefleet.lock');
  const mine = `${lock}.${randomUUID()}`;
  const holder: Holder = { pid: process.pid, began: await beginOf(process.pid) };
  await writeFile(mine, JSON.stringify(holder));
  try {
    // A link appears as a whole, and only where nothing is.
    while (!(await linked(mine, lock))) {
      const other = await readHolder(lock);
      if (other && (await isRunning(other))) throw new FolderInUse(folder, other.pid);
      await removeStale(lock, `${mine}.stale`, folder);
    }
  } finally {
    await rm(mine, { force: true });
  }
  return () => rm(lock, { force: true });
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

/** Only one of several gets to move it away; who finds a new one in its hands puts it back. */
async function removeStale(lock: string, aside: string, folder: string): Promise<void> {
  await rename(lock, aside).catch(() => undefined);
  const moved = await readHolder(aside);
  if (moved && (await isRunning(moved))) {
    await linked(aside, lock);
    await rm(aside, { force: true });
    throw new FolderInUse(folder, moved.pid);
  }
  await rm(aside, { force: true });
}

/** Process ids come around again, most of all in containers: a process is the same only if it began at the same time. */
async function isRunning({ pid, began }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    if (systemErrorCode(error) !== 'EPERM') return false;
  }
  return began === undefined || began === (await beginOf(pid));
}

/** Field 22 of /proc/<pid>/stat, after the name in parentheses. */
async function beginOf(pid: number): Promise<string | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
}
