import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { tools } from '../tools';
import { isRunning } from './processes';
import { checkout } from './run-job';

export interface Ended {
  exitCode: number | null;
  stdout: string;
  stderr: string;
  /** What it has left in its folder for temporary files. */
  temporary: string[];
  /** Whether a process of its group still runs. */
  groupLives: boolean;
}

export interface Running {
  pid: number;
  ended: Promise<Ended>;
}

/** Those that still run; none, unless a test has failed. */
const running = new Map<number, Promise<Ended>>();

/** Ends what a failed test has left running. */
export async function stopCommands(): Promise<void> {
  for (const [pid, ended] of running) {
    process.kill(pid, 'SIGTERM');
    await ended;
  }
}

/**
 * Starts the command as a user does, in a folder, with a folder of its own for temporary files.
 * @param ffmpegPath another ffmpeg than this machine's
 */
export async function startCommand(folder: string, args: readonly string[], ffmpegPath?: string): Promise<Running> {
  const { ffmpeg, ffprobe } = await tools();
  await mkdir(folder, { recursive: true });
  const temporary = await mkdtemp(join(folder, 'tmp-'));
  const child = spawn(process.execPath, [join(checkout, 'bin', 'framefleet.mjs'), ...args], {
    cwd: folder,
    env: { TMPDIR: temporary, FFMPEG_PATH: ffmpegPath ?? ffmpeg.path, FFPROBE_PATH: ffprobe.path },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, as a shell gives one to each command: Ctrl-C reaches all of it, and nothing else.
    detached: true,
  });
  const pid = child.pid ?? NaN;
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  }).then(async (exitCode) => {
    running.delete(pid);
    return { exitCode, stdout, stderr, temporary: await readdir(temporary), groupLives: isRunning(-pid) };
  });
  running.set(pid, ended);
  return { pid, ended };
}

export const runCommand = async (folder: string, args: readonly string[], ffmpegPath?: string): Promise<Ended> =>
  (await startCommand(folder, args, ffmpegPath)).ended;
