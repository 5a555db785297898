import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import * as z from 'zod';
import { checkout } from './run-job';

const Ready = z.object({
  endpoint: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  stateMachineArn: z.string().optional(),
  inputBucket: z.string().optional(),
  jobTable: z.string().optional(),
});

export interface RunningStack {
  ready: z.infer<typeof Ready>;
  /** What an AWS SDK needs to reach it. */
  clients: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
  /** @returns the exit code; null of one that was killed */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** Everything on standard output. */
  stdout(): string;
  stderr(): string;
}

const running = new Set<ChildProcess>();

/** Ends what a failed test has left running. */
export const killStacks = (): void => running.forEach((child) => child.kill('SIGKILL'));

/**
 * Starts `framefleet up --json` at a free port, as a user does.
 * @param temporary folder for its temporary files, in which it is started
 * @param programs ffmpeg and ffprobe; none where none are needed
 * @throws Error with what it has said when it ends instead
 */
export async function startUp(
  temporary: string,
  args: readonly string[],
  programs: { FFMPEG_PATH?: string; FFPROBE_PATH?: string } = {},
): Promise<RunningStack> {
  const command = [join(checkout, 'bin', 'framefleet.mjs'), 'up', '--json', '--port', '0', ...args];
  const child = spawn(process.execPath, command, {
    cwd: temporary,
    env: { TMPDIR: temporary, ...programs },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let [stdout, stderr] = ['', ''];
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  void ended.then(() => running.delete(child));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout);
    });
    void ended.then((code) => reject(new Error(`It ended with ${code ?? 'a signal'}: ${stderr}`)));
  });
  const ready = Ready.parse(JSON.parse(line));
  const { endpoint, region, accessKeyId, secretAccessKey } = ready;
  return {
    ready,
    clients: { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    stdout: () => stdout,
    stderr: () => stderr,
  };
}
