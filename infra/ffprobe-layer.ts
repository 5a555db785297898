import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { type Architecture, makeLayer } from './layer';
import type { Artifact } from './zip';

/** Fetches a package's archive into a folder. @returns the archive's path */
export type Pack = (nameAndVersion: string, folder: string) => Promise<string>;

/** Where the layer's program lies in a function. */
export const layerFfprobe = '/opt/bin/ffprobe';

/** The npm packages that hold a static ffprobe for Linux. */
const packages: Record<Architecture, string> = {
  x86_64: '@ffprobe-installer/linux-x64',
  arm64: '@ffprobe-installer/linux-arm64',
};

/**
 * A Lambda layer with ffprobe: 32 MB of the 50 that may be uploaded, 79 of the 250 that it may take unpacked. A layer
 * rather than a part of the function: a change of the code then uploads a megabyte.
 */
export async function ffprobeLayer(root: string, architecture: Architecture, pack: Pack = npmPack): Promise<Artifact> {
  const program = await findFfprobe(root, packages[architecture], pack);
  const content = await readFile(program);
  return makeLayer(root, `ffprobe-${architecture}`, [{ name: 'bin/ffprobe', content, executable: true }]);
}

/**
 * npm installs the package of this machine's own system only. Another one's is fetched once, in the version and with the
 * checksum of package-lock.json.
 */
async function findFfprobe(root: string, name: string, pack: Pack): Promise<string> {
  const places = [join(root, 'node_modules', name, 'ffprobe'), join(root, 'dist', name, 'ffprobe')];
  const found = places.find((path) => existsSync(path));
  if (found !== undefined) return found;
  const fetched = join(root, 'dist', name, 'ffprobe');
  await fetchPackage(root, name, dirname(fetched), pack);
  return fetched;
}

const Lock = z.object({
  packages: z.record(z.string(), z.object({ version: z.string().optional(), integrity: z.string().optional() })),
});

async function fetchPackage(root: string, name: string, target: string, pack: Pack): Promise<void> {
  const lock: unknown = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const { version, integrity } = Lock.parse(lock).packages[`node_modules/${name}`] ?? {};
  if (version === undefined || integrity === undefined) throw new Error(`package-lock.json knows no ${name}`);
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(`${target}-`);
  try {
    const archive = await pack(`${name}@${version}`, folder);
    const actual = `sha512-${createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')}`;
    if (actual !== integrity) throw new Error(`it has the checksum ${actual}, package-lock.json wants ${integrity}`);
    await run('tar', ['-xzf', archive, '-C', folder]);
    await rename(join(folder, 'package'), target);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`ffprobe for the functions, ${name}@${version}, can't be fetched from npm: ${why}`, { cause });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function npmPack(name: string, folder: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', folder, name]);
  return join(folder, stdout.trim());
}

const run = promisify(execFile);
