import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { LogFiles } from '../../pipeline/console-answers';

/** As much is read of the end of each file, in bytes: jobs share files, the older their lines are the farther from the end. */
const tailBytes = 4 * 1024 * 1024;

/**
 * The lines of one job in the stack's log files. Functions and tasks name it in each line; what Node or ffmpeg print themselves names
 * nobody, and isn't told.
 * @param most lines of each file: the last ones
 */
export async function readLogs(folder: string, jobId: string, most: number): Promise<LogFiles> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.log')).sort(byWork);
  const files: LogFiles['files'] = [];
  for (const name of names) {
    const tail = await readTail(join(folder, name));
    const own = tail.split('\n').filter((line) => line.includes(jobId));
    if (own.length > 0) files.push({ name, lines: own.slice(-most), isCut: own.length > most });
  }
  return { files };
}

/** Functions first, then segments, then what comes after them. */
const order = ['handlers', 'segment', 'concat', 'illustrate'];
const placeOf = (name: string): number => order.findIndex((begin) => name.startsWith(begin)) % order.length;
const byWork = (one: string, other: string): number => placeOf(one) - placeOf(other) || one.localeCompare(other);

async function readTail(path: string): Promise<string> {
  const file = await open(path);
  try {
    const { size } = await file.stat();
    const length = Math.min(size, tailBytes);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await file.close();
  }
}
