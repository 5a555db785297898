// Bundles the command and the container program into dist/, when a source is newer than its bundle. The command's bin
// calls this at every start, so that there is no build to forget; the image copies dist/container.cjs as it is.
import { existsSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const sources = ['pipeline', 'statemachine', 'kernels', 'handlers', 'container', 'media', 'aws', 'local', 'cli'];

const programs = {
  framefleet: { entry: 'cli/main.ts', external: ['dynalite'] },
  container: { entry: 'container/main.ts', external: [] },
};

/**
 * Found at run time, where they are installed: ffmpeg's npm packages, for the image brings an ffmpeg of its own, and ONNX Runtime, which
 * is libraries for the most part; the image has it beside the program.
 */
const foundAtRunTime = ['ffmpeg-static', '@ffmpeg-installer/ffmpeg', '@ffprobe-installer/ffprobe', 'onnxruntime-node'];

export const bundlePath = (name) => join(root, 'dist', `${name}.cjs`);

/** Newest modification time, in milliseconds, of the files below a folder. */
function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

export async function bundle() {
  const inCheckout = sources.every((folder) => existsSync(join(root, folder)));
  if (!inCheckout) return;
  const changed = Math.max(
    ...sources.map((folder) => newest(join(root, folder))),
    statSync(join(root, 'package-lock.json')).mtimeMs,
  );
  const outdated = Object.keys(programs).filter(
    (name) => !existsSync(bundlePath(name)) || statSync(bundlePath(name)).mtimeMs < changed,
  );
  if (outdated.length === 0) return;
  const { build } = await import('esbuild');
  for (const name of outdated) {
    const { entry, external } = programs[name];
    // Written beside its place and renamed: another process may be starting from the old one.
    const outfile = `${bundlePath(name)}.${process.pid}`;
    try {
      await build({
        // Paths get into the bundle, and its bytes into the image's tag: they mustn't depend on who bundles where.
        absWorkingDir: root,
        entryPoints: [entry],
        outfile,
        bundle: true,
        platform: 'node',
        target: 'node20',
        format: 'cjs',
        external: [...foundAtRunTime, ...external],
        logLevel: 'error',
      });
      renameSync(outfile, bundlePath(name));
    } finally {
      rmSync(outfile, { force: true });
    }
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
