import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod';
import type { ClientOptions } from '../../aws/clients';

const Ready = z.object({
  endpoint: z.url(),
  region: z.string(),
  accessKeyId: z.string(),
  secretAccessKey: z.string(),
  stateMachineArn: z.string(),
  inputBucket: z.string(),
  jobTable: z.string(),
});
export type Ready = z.infer<typeof Ready>;

/** What the process says of itself, after a full collection: bytes, and how many of each kind keep it busy. */
const OwnFigures = z.object({
  rss: z.number(),
  heapUsed: z.number(),
  external: z.number(),
  resources: z.record(z.string(), z.number()),
});
export type OwnFigures = z.infer<typeof OwnFigures>;

export interface WatchedStack {
  pid: number;
  ready: Ready;
  clients: Required<ClientOptions>;
  figures(): Promise<OwnFigures>;
  /** Writes a heap snapshot into a file. */
  snapshot(path: string): Promise<void>;
  /** @returns the exit code */
  end(): Promise<number | null>;
  stderr(): string;
}

/** Loaded before the command: it answers a signal with figures, or with a heap snapshot where a file asks for one. */
const preload = (answer: string, wish: string): string => `
  import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
  import { writeHeapSnapshot } from 'node:v8';
  process.on('SIGUSR2', () => setTimeout(() => {
    globalThis.gc();
    if (existsSync(${JSON.stringify(wish)})) {
      writeHeapSnapshot(readFileSync(${JSON.stringify(wish)}, 'utf8'));
      rmSync(${JSON.stringify(wish)});
    }
    globalThis.gc();
    const { rss, heapUsed, external } = process.memoryUsage();
    const resources = {};
    for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
    writeFileSync(${JSON.stringify(`${answer}.new`)}, JSON.stringify({ rss, heapUsed, external, resources }));
    renameSync(${JSON.stringify(`${answer}.new`)}, ${JSON.stringify(answer)});
  }, 1));`;

/**
 * Starts `framefleet up --json` in a process of its own, as a user does, but for a collector that can be asked to run.
 * @param folder in which it keeps its temporary files (`tmp`), and its data (`data`) where they shall stay
 */
export async function watchStack(command: string, folder: string, keepsData: boolean): Promise<WatchedStack> {
  const temporary = join(folder, 'tmp');
  await mkdir(temporary, { recursive: true });
  const [answer, wish] = [join(folder, 'figures.json'), join(folder, 'snapshot-wanted')];
  const source = `data:text/javascript,${encodeURIComponent(preload(answer, wish))}`;
  const data = keepsData ? ['--data', join(folder, 'data')] : [];
  const child = spawn(
    process.execPath,
    ['--expose-gc', '--import', source, command, 'up', '--json', '--port', '0', ...data],
    // eslint-disable-next-line no-restricted-properties -- a benchmark's own entry point
    { env: { ...process.env, TMPDIR: temporary }, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const ready = Ready.parse(JSON.parse(await firstLine(child, () => stderr)));
  const { endpoint, region, accessKeyId, secretAccessKey } = ready;
  const figures = async (): Promise<OwnFigures> => {
    await rm(answer, { force: true });
    child.kill('SIGUSR2');
    for (let asked = 0; asked < 3000; asked += 1) {
      const text = await readFile(answer, 'utf8').catch(() => '');
      if (text !== '') return OwnFigures.parse(JSON.parse(text));
      await pause(20);
    }
    throw new Error('The stack has told no figures for a minute');
  };
  return {
    pid: child.pid ?? 0,
    ready,
    clients: { endpoint, region, credentials: { accessKeyId, secretAccessKey } },
    figures,
    snapshot: async (path) => {
      await writeFile(wish, path);
      await figures();
    },
    end: () => {
      child.kill('SIGINT');
      return ended;
    },
    stderr: () => stderr,
  };
}

function firstLine(child: ChildProcess, stderr: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('\n')) resolve(stdout);
    });
    child.once('close', (code) => reject(new Error(`It ended with ${code ?? 'a signal'}: ${stderr()}`)));
  });
}
