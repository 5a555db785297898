// Bundles the command, the container program and the pages into dist/, when a source is newer than its bundle. The command's bin
// calls this at every start, so that there is no build to forget; the image copies dist/container.cjs as it is.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { small } from './small-bundle.mjs';

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

/** Each folder of web/ that has a main.tsx is a page: one HTML file with everything in it, dist/pages/<name>.html. */
const pages = () =>
  existsSync(join(root, 'web'))
    ? readdirSync(join(root, 'web')).filter((name) => existsSync(join(root, 'web', name, 'main.tsx')))
    : [];

export const pagePath = (name) => join(root, 'dist', 'pages', `${name}.html`);
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
  await bundlePages();
  if (outdated.length === 0) return;
  const began = new Date();
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
        ...small,
        logLevel: 'error',
      });
      place(outfile, bundlePath(name), began);
    } finally {
      rmSync(outfile, { force: true });
    }
  }
}

/** As old as the build's start: a source that is changed while it is read is newer. */
function place(file, path, began) {
  utimesSync(file, began, began);
  renameSync(file, path);
}

/** Pages that stand in no other file: styles and program are inside, and data where `<!-- data -->` stands. */
async function bundlePages() {
  const changed = Math.max(...['web', 'pipeline', 'kernels'].map((folder) => newest(join(root, folder))));
  const outdated = pages().filter((name) => !existsSync(pagePath(name)) || statSync(pagePath(name)).mtimeMs < changed);
  if (outdated.length === 0) return;
  const began = new Date();
  const { build } = await import('esbuild');
  mkdirSync(join(root, 'dist', 'pages'), { recursive: true });
  for (const name of outdated) {
    const { outputFiles } = await build({
      absWorkingDir: root,
      entryPoints: [`web/${name}/main.tsx`],
      outdir: 'dist/pages',
      write: false,
      bundle: true,
      minify: true,
      platform: 'browser',
      target: ['chrome109', 'firefox115', 'safari16'],
      format: 'iife',
      charset: 'utf8',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      legalComments: 'none',
      logLevel: 'error',
    });
    const text = (ending) => outputFiles.find(({ path }) => path.endsWith(ending))?.text ?? '';
    const html = [
      '<!doctype html>',
      '<html lang="en">',
      '<meta charset="utf-8">',
      '<meta name="viewport" content="width=device-width, initial-scale=1">',
      `<title>framefleet</title>`,
      `<style>${text('.css')}</style>`,
      '<body>',
      '<div id="page"></div>',
      '<!-- data -->',
      // Nothing in the program may end the element that it stands in.
      `<script>${text('.js').replaceAll('</script', '<\\/script')}</script>`,
      '',
    ].join('\n');
    const outfile = `${pagePath(name)}.${process.pid}`;
    writeFileSync(outfile, html);
    place(outfile, pagePath(name), began);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) await bundle();
