import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import type { Readable } from 'node:stream';

/** How many of the last lines of standard error a finished process keeps. */
const keptLines = 20;
/** What ffmpeg says at the end of each window of a source: to it a connection that broke off, which it takes up again. */
const windowEnd = /^\[http @ 0x[\da-f]+\] (?:Stream ends prematurely|Will reconnect) at /;
/** How long a process may take to end by itself after its reader has failed, in milliseconds. */
const patience = 100;

/**
 * The environment, without glibc's modules for character sets: a static build that loads those of another glibc crashes, and
 * ffprobe loads one for the name of every MPEG-TS service.
 */
// eslint-disable-next-line no-restricted-properties -- handed on to the process, not read
const surroundings = { ...process.env, GCONV_PATH: '/nonexistent' };

export interface RunOptions {
  /** Kills the process at once: what it writes is temporary and would be thrown away. */
  signal?: AbortSignal;
  /** What the system lets the process have: memory in bytes, time of a processor in seconds. Not every system holds it to both. */
  confinement?: { memoryBytes: number; cpuSeconds: number };
  /** Told every line of standard error. */
  onComplaint?: (line: string) => void;
  /** File descriptors of the process's output to read: 1 is standard output, 3 and up are further pipes. */
  pipes?: readonly number[];
  /** Reads them all to their ends; when it fails, the process is ended. */
  read?: (pipe: (fd: number) => Readable) => Promise<void>;
}

/** What a process has come to; a failed one has the same shape, as an error. */
export interface Finished {
  /** Path and arguments, for people. */
  command: string;
  durationSeconds: number;
  /** Last lines of standard error. */
  stderr: string[];
}

export class ProcessFailed extends Error implements Finished {
  override readonly name = 'ProcessFailed';
  readonly command: string;
  readonly durationSeconds: number;
  readonly stderr: string[];

  constructor(
    finished: Finished,
    readonly exitCode: number | null,
    readonly exitSignal: string | null,
  ) {
    const program = finished.command.split(' ', 1)[0]?.split('/').at(-1) ?? 'process';
    const how = exitSignal === null ? `exit code ${exitCode ?? 'unknown'}` : `signal ${exitSignal}`;
    super(
      `${program} ended with ${how} after ${finished.durationSeconds.toFixed(1)} s: ${finished.stderr.at(-1) ?? ''}`,
    );
    this.command = finished.command;
    this.durationSeconds = finished.durationSeconds;
    this.stderr = finished.stderr;
  }
}

/**
 * Runs a program to its end. The only place in the project's media work that starts a process.
 * @throws ProcessFailed when it ends with anything but exit code 0, the signal's reason when aborted, a reader's error
 */
export async function run(path: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  options.signal?.throwIfAborted();
  const started = performance.now();
  const { pipes = [], read = () => Promise.resolve() } = options;
  const stdio = Array.from({ length: Math.max(2, ...pipes) + 1 }, (_, fd) =>
    fd === 2 || pipes.includes(fd) ? ('pipe' as const) : ('ignore' as const),
  );
  const [program, programArgs] = confine(path, args, options.confinement);
  const child = spawn(program, programArgs, { stdio, env: surroundings });
  let killedHere = false;
  const kill = () => {
    killedHere = child.kill('SIGKILL') || killedHere;
  };
  options.signal?.addEventListener('abort', kill, { once: true });

  const stderr: string[] = [];
  if (child.stderr) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (line.trim() === '' || windowEnd.test(line)) return;
      options.onComplaint?.(line);
      stderr.push(line);
      if (stderr.length > keptLines) stderr.shift();
    });
  }
  const pipe = (fd: number): Readable => {
    const stream = child.stdio[fd];
    if (!stream || !('read' in stream)) throw new Error(`${path}: file descriptor ${fd} is no pipe`);
    return stream;
  };
  const closed = new Promise<[number | null, NodeJS.Signals | null]>((resolve, reject) => {
    child.once('error', reject).once('close', (code, signal) => resolve([code, signal]));
  });

  const reading = read(pipe).catch(async (error: unknown) => {
    // A process that ends by itself leaves its readers in the middle of something: then what it says counts, not they.
    await Promise.race([closed.catch(() => undefined), pause(patience)]);
    kill();
    throw error;
  });

  try {
    const [readToEnd, ended] = await Promise.allSettled([reading, closed]);
    options.signal?.throwIfAborted();
    if (ended.status === 'rejected') throw ended.reason;
    const [exitCode, exitSignal] = ended.value;
    // Who complains of a broken pipe was left by its reader, who knows why.
    const wasLeft = stderr.some((line) => /broken pipe/i.test(line));
    const failedByItself = exitCode !== 0 && !killedHere;
    if (readToEnd.status === 'rejected' && (wasLeft || !failedByItself)) throw readToEnd.reason;
    const finished = {
      command: [path, ...args].join(' '),
      durationSeconds: (performance.now() - started) / 1000,
      stderr,
    };
    if (exitCode !== 0) throw new ProcessFailed(finished, exitCode, exitSignal);
    return finished;
  } finally {
    options.signal?.removeEventListener('abort', kill);
  }
}

/** A shell sets the bounds and becomes the program: the process, its signals and its pipes stay the same. */
const confine = (
  path: string,
  args: readonly string[],
  bounds: RunOptions['confinement'],
): [string, readonly string[]] =>
  bounds
    ? [
        '/bin/sh',
        [
          ...['-c', 'ulimit -Sv "$1" 2>/dev/null; ulimit -St "$2" 2>/dev/null; shift 2; exec "$@"', 'sh'],
          ...[Math.round(bounds.memoryBytes / 1024), bounds.cpuSeconds].map(String),
          ...[path, ...args],
        ],
      ]
    : [path, args];

/** Runs a program and returns its standard output as text: for short answers. */
export async function runForText(path: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  let text = '';
  const read = async (pipe: (fd: number) => Readable) => {
    for await (const chunk of pipe(1).setEncoding('utf8')) text += String(chunk);
  };
  await run(path, args, { ...options, pipes: [1], read });
  return text;
}
