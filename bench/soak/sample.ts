import { readFile, readdir, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import type { WatchedStack } from './watched-stack';

/** The state of a process and its folders between two jobs. Counts, and bytes of memory. */
export interface Sample {
  /** Jobs that have ended so far. */
  jobs: number;
  rss: number;
  heapUsed: number;
  external: number;
  /** File descriptors that are open, and those among them that are sockets. */
  handles: number;
  sockets: number;
  /** What keeps the process busy, by Node's own account: timers, sockets, pipes. */
  resources: number;
  /** Processes that it has started, or that these have. */
  processes: number;
  /** By folder, with what is a job's own name left out. */
  files: ReadonlyMap<string, number>;
}

export async function takeSample(stack: WatchedStack, folder: string, jobs: number): Promise<Sample> {
  const { rss, heapUsed, external, resources } = await stack.figures();
  const handles = await handlesOf(stack.pid);
  return {
    ...{ jobs, rss, heapUsed, external },
    handles: handles.length,
    sockets: handles.filter((target) => target.startsWith('socket:')).length,
    resources: Object.values(resources).reduce((sum, count) => sum + count, 0),
    processes: await descendantsOf(stack.pid),
    files: await filesByKind(folder),
  };
}

/** What the descriptors of a process stand for. */
async function handlesOf(pid: number): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const targets: string[] = [];
  for (const name of await readdir(folder)) {
    const target = await readlink(join(folder, name)).catch(() => undefined);
    if (target !== undefined) targets.push(target);
  }
  return targets;
}

async function descendantsOf(pid: number): Promise<number> {
  let count = 0;
  for (const thread of await readdir(`/proc/${pid}/task`).catch(() => [])) {
    const text = await readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '');
    for (const child of text.split(' ').filter(Boolean)) count += 1 + (await descendantsOf(Number(child)));
  }
  return count;
}

/** Names that are made anew for each job or object: hashes, UUIDs, and whatever follows a number. */
const ownName = /[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{40,}|\d+/g;

async function filesByKind(folder: string): Promise<Map<string, number>> {
  const kinds = new Map<string, number>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => [])) {
    if (!entry.isFile()) continue;
    const kind = relative(folder, entry.parentPath)
      .replaceAll(ownName, '*')
      .replace(/^tmp\/[^/]+/, 'tmp/work');
    kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  }
  return kinds;
}
