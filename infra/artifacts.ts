import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, bundleFunction } from './bundle-function';
import { ffprobeLayer } from './ffprobe-layer';
import type { StageConfig } from './stage-config';
import type { Artifact } from './zip';

/** Everything of ours that is deployed besides resources. */
export interface Artifacts {
  functions: Readonly<Record<FunctionName, Artifact>>;
  ffprobeLayer: Artifact;
  imageTag: string;
}

/** What the image is made of, besides Debian's packages. */
const imageSources = [
  ...['Dockerfile', 'install-ffmpeg.sh', 'gather-programs.sh', 'prove-programs.mjs'].map((file) => `container/${file}`),
  'dist/container.cjs',
];

/** What of a stage's configuration makes a difference to what is built. */
type Built = Pick<StageConfig, 'architecture' | 'imageRevision'>;

/** Builds what a stage needs. `root` is the project's folder, with dist/container.cjs up to date. */
export async function buildArtifacts(root: string, { architecture, imageRevision }: Built): Promise<Artifacts> {
  const [functions, layer, tag] = await Promise.all([
    bundleFunctions(root),
    ffprobeLayer(root, architecture),
    imageTag(root, { architecture, imageRevision }),
  ]);
  return { functions, ffprobeLayer: layer, imageTag: tag };
}

async function bundleFunctions(root: string): Promise<Artifacts['functions']> {
  const bundle = (name: FunctionName) => bundleFunction(root, name);
  const onTheWay = [bundle('probe'), bundle('planSegments'), bundle('resumeJob'), bundle('mergeMotion')] as const;
  const atTheEnd = [bundle('describeFailure'), bundle('clearWork'), bundle('reconcile')] as const;
  const [probe, planSegments, resumeJob, mergeMotion] = await Promise.all(onTheWay);
  const [describeFailure, clearWork, reconcile] = await Promise.all(atTheEnd);
  return { probe, planSegments, resumeJob, mergeMotion, describeFailure, clearWork, reconcile };
}

/**
 * The image's tag says what is in it: another program, another tag. The stack and `npm run image` compute the same, so that
 * a deployment never runs tasks of another version than its own.
 */
export async function imageTag(root: string, { architecture, imageRevision }: Built): Promise<string> {
  const hash = createHash('sha256').update(`${imageRevision}`);
  for (const source of imageSources) hash.update(await readFile(join(root, source)));
  return `${hash.digest('hex').slice(0, 16)}-${architecture}`;
}
