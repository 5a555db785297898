import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';

export interface TaskProcess {
  /** The container program's bundle, which the image runs too. */
  program: string;
  command: readonly string[];
  environment: Readonly<Record<string, string>>;
  /** For its temporary files; made for it, and removed when it ends. */
  folder: string;
  logFolder: string;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  stopTimeout: number;
  /** Kills it at once, with all that it has started. */
  kill?: AbortSignal | undefined;
}

export interface Ended {
  exitCode: number;
  startedAt: Date;
  stoppedAt: Date;
}

/**
 * As in the image's entry point: frames pass through memory fast, and with a small nursery they leave it as fast. Motion's peak falls
 * from 158 to 122 MB by that.
 */
export const nodeFlags: readonly string[] = ['--max-semi-space-size=1'];

/** Runs a task as a child process; an abort stops it as ECS does: SIGTERM, then SIGKILL. */
export async function runTaskProcess(task: TaskProcess, signal: AbortSignal): Promise<Ended> {
  const { program, command, environment, folder, logFolder, stopTimeout, kill } = task;
  const log = await open(join(logFolder, `${logName(command)}.log`), 'a');
  try {
    await mkdir(folder, { recursive: true });
    const startedAt = new Date();
    const child = spawn(process.execPath, [...nodeFlags, program, ...command], {
      cwd: folder,
      env: { ...environment, TMPDIR: folder },
      stdio: ['ignore', log.fd, log.fd],
      // A process group of its own: a Ctrl-C in the terminal reaches the task through the stack, once, and in order.
      detached: true,
    });
    const exitCode = await waitForEnd(child, signal, stopTimeout, kill);
    return { exitCode, startedAt, stoppedAt: new Date() };
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** `segment-00003` or `concat`: the tasks of one segment share a log file. */
const logName = ([command = 'task', , index]: readonly string[]): string =>
  index === undefined ? command : `${command}-${index.padStart(5, '0')}`;

function waitForEnd(
  child: ChildProcess,
  signal: AbortSignal,
  stopTimeout: number,
  killing?: AbortSignal,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const kill = () => killGroup(child);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      timer = setTimeout(kill, stopTimeout);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    killing?.addEventListener('abort', kill, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      killing?.removeEventListener('abort', kill);
      // When a container's first process ends, all others end with it.
      kill();
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signalName) => {
      settle();
      resolve(code ?? exitCodeOf(signalName));
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** As a container runtime reports a killed process: 128 and the signal's number. */
const exitCodeOf = (signal: NodeJS.Signals | null): number => (signal === null ? 1 : 128 + constants.signals[signal]);
