import { readFileSync } from 'node:fs';

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
