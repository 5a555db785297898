import { readFileSync, readdirSync } from 'node:fs';

/** Whether a process, or with a negative number a process group, still runs; one that merely wasn't reaped doesn't. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return true; // A group, or no Linux.
  }
}

/** Process ids of a process' children that still run. */
export const childrenOf = (pid: number): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && isRunning(one) && parentOf(one) === pid);

function parentOf(pid: number): number | undefined {
  try {
    return Number(/^\d+ \(.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1]);
  } catch {
    return undefined; // It has ended meanwhile.
  }
}

/** Process ids of what runs with a folder in its environment: the tasks of a stack, and what they have started. */
export const runningBelow = (folder: string): number[] =>
  readdirSync('/proc')
    .map(Number)
    .filter((one) => one > 0 && one !== process.pid && environmentOf(one).includes(`=${folder}/`) && isRunning(one));

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile, or is somebody else's.
  }
}
