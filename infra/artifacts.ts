import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, bundleFunction } from './bundle-function';
import { ffprobeLayer } from './ffprobe-layer';
import { hashFolder } from './hash-folder';
import { modelFolder } from './model-folder';
import { runtimeVersion } from './onnx-runtime';
import { runtimeLayer } from './runtime-layer';
import type { StageConfig } from './stage-config';
import type { Artifact } from './zip';

/** Everything of ours that is deployed besides resources. */
export interface Artifacts {
  functions: Readonly<Record<FunctionName, Artifact>>;
  ffprobeLayer: Artifact;
  runtimeLayer: Artifact;
  imageTag: string;
}

/** What the image is made of, besides Debian's packages, ONNX Runtime and models. */
const imageSources = [
  ...['Dockerfile', 'install-ffmpeg.sh', 'gather-programs.sh', 'prove-programs.mjs'].map((file) => `container/${file}`),
  'dist/container.cjs',
];

/** What of a stage's configuration makes a difference to what is built. */
type Built = Pick<StageConfig, 'architecture' | 'imageRevision' | 'models'>;

/** Builds what a stage needs. `root` is the project's folder, with dist/container.cjs up to date. */
export async function buildArtifacts(root: string, config: Built): Promise<Artifacts> {
  const { architecture } = config;
  const [functions, ffprobe, runtime, tag] = await Promise.all([
    bundleFunctions(root),
    ffprobeLayer(root, architecture),
    runtimeLayer(root, architecture),
    imageTag(root, config),
  ]);
  return { functions, ffprobeLayer: ffprobe, runtimeLayer: runtime, imageTag: tag };
}

async function bundleFunctions(root: string): Promise<Artifacts['functions']> {
  const bundle = (name: FunctionName) => bundleFunction(root, name);
  const before = [bundle('probe'), bundle('checkModels'), bundle('planSegments'), bundle('resumeJob')] as const;
  const after = [bundle('inspectPictures'), bundle('mergeResults'), bundle('clearWork')] as const;
  const failed = [bundle('describeFailure'), bundle('writePage'), bundle('reconcile'), bundle('recordRun')] as const;
  const [probe, checkModels, planSegments, resumeJob] = await Promise.all(before);
  const [inspectPictures, mergeResults, clearWork] = await Promise.all(after);
  const [describeFailure, writePage, reconcile, recordRun] = await Promise.all(failed);
  return {
    ...{ probe, checkModels, planSegments, resumeJob },
    ...{ inspectPictures, mergeResults, clearWork },
    ...{ describeFailure, writePage, reconcile, recordRun },
  };
}

/**
 * The image's tag says what is in it: another program, another tag. The stack and `npm run image` compute the same, so that
 * a deployment never runs tasks of another version than its own.
 */
export async function imageTag(root: string, { architecture, imageRevision, models }: Built): Promise<string> {
  const hash = createHash('sha256').update(`${imageRevision}`);
  for (const source of imageSources) hash.update(await readFile(join(root, source)));
  hash.update(await runtimeVersion(join(root, 'node_modules')));
  hash.update(await hashFolder(await modelFolder(root, models.folder)));
  return `${hash.digest('hex').slice(0, 16)}-${architecture}`;
}
