import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** What one run of a command has cost, with all processes that it started and waited for. */
export interface Cost {
  wallSeconds: number;
  /** User and system time. */
  cpuSeconds: number;
  /** Peak resident memory of the command's own process, without its children, in megabytes. */
  peakMegabytes: number;
}

/** The shell says the command's process id, waits for it, and tells what its children have used. */
const script = '"$@" & echo $!; wait $! || exit 1; times';

/**
 * Runs a command and measures it from outside.
 * @throws Error when it fails
 */
export async function measure(command: readonly string[]): Promise<Cost> {
  const started = performance.now();
  const child = spawn('sh', ['-c', script, 'sh', ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  let peakMegabytes = 0;
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const look = setInterval(() => {
    const pid = /^(\d+)\n/.exec(output)?.[1];
    if (pid) void peakOf(pid).then((peak) => (peakMegabytes = Math.max(peakMegabytes, peak)));
  }, 100);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${command.join(' ')} failed`);
  return { wallSeconds: (performance.now() - started) / 1000, cpuSeconds: childrenSeconds(output), peakMegabytes };
}

/** VmHWM of a process, the most it ever had in memory; 0 when it has ended. */
async function peakOf(pid: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}

/** The last line of `times`: user and system time of the children, as 1m2.345s. */
function childrenSeconds(output: string): number {
  const last = output.trimEnd().split('\n').at(-1) ?? '';
  return [...last.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? (sorted[middle] ?? NaN) : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
}
