import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { small } from '../scripts/small-bundle.mjs';
import { type Artifact, writeZip } from './zip';

/** The file of each function in handlers/, by the name it has in the state machine's settings. */
export const functionSources = {
  probe: 'probe',
  checkModels: 'check-models',
  planSegments: 'plan-segments',
  resumeJob: 'resume-job',
  inspectPictures: 'inspect-pictures',
  mergeResults: 'merge-results',
  describeFailure: 'describe-failure',
  writePage: 'write-page',
  clearWork: 'clear-work',
  reconcile: 'reconcile',
  recordRun: 'record-run',
} as const;
export type FunctionName = keyof typeof functionSources;

/** Files of dist/ that a function reads besides. */
const furtherFiles: Partial<Record<FunctionName, readonly string[]>> = { writePage: ['pages/job-page.html'] };

/** Where Lambda unpacks what comes with a function. */
export const besideFunction = (file: string): string => `/var/task/${basename(file)}`;

/** Found at run time on a developer's machine only; in Lambda layers bring ffprobe and ONNX Runtime. */
const elsewhere = ['ffmpeg-static', '@ffmpeg-installer/ffmpeg', '@ffprobe-installer/ffprobe', 'onnxruntime-node'];

/** Bundles a handler, with all it needs, into one file `index.js`, and adds what it reads: nothing depends on what the runtime brings along. */
export async function bundleFunction(root: string, name: FunctionName): Promise<Artifact> {
  const source = functionSources[name];
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`handlers/${source}.ts`],
    outfile: 'index.js',
    write: false,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: elsewhere,
    // Packages of a layer are found by `require` alone: Lambda names their folder in NODE_PATH, which `import` doesn't read.
    supported: { 'dynamic-import': false },
    ...small,
    logLevel: 'error',
  });
  const content = Buffer.from(outputFiles[0]?.contents ?? []);
  const further = (furtherFiles[name] ?? []).map(async (file) => ({
    name: basename(file),
    content: await readFile(join(root, 'dist', file)),
  }));
  const files = [{ name: 'index.js', content }, ...(await Promise.all(further))];
  return writeZip(join(root, 'dist', 'functions', `${source}.zip`), files);
}
