import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** Work folders are named after the process that made them. */
export const workFolderPrefix = (pid: number): string => `framefleet-${pid}-`;

/** Removes the work folders of runs that were killed before they could do it themselves. */
export async function sweepLeftovers(temporary: string): Promise<void> {
  for (const name of await readdir(temporary)) {
    const pid = /^framefleet-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) await rm(join(temporary, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
