import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, bundleFunction } from './bundle-function';
import { type Architecture, ffprobeLayer } from './ffprobe-layer';
import type { Artifact } from './zip';

/** Everything of ours that is deployed besides resources. */
export interface Artifacts {
  functions: Readonly<Record<FunctionName, Artifact>>;
  ffprobeLayer: Artifact;
  imageTag: string;
}

/** Files of which the image consists; the base and Debian's packages are named in the first. */
const imageSources = ['container/Dockerfile', 'dist/container.cjs'];

/** Builds what one architecture needs. `root` is the project's folder, with dist/container.cjs up to date. */
export async function buildArtifacts(root: string, architecture: Architecture): Promise<Artifacts> {
  const bundle = (name: FunctionName) => bundleFunction(root, name);
  const [probe, planSegments, mergeMotion, describeFailure, layer, tag] = await Promise.all([
    ...([bundle('probe'), bundle('planSegments'), bundle('mergeMotion'), bundle('describeFailure')] as const),
    ffprobeLayer(root, architecture),
    imageTag(root, architecture),
  ]);
  return { functions: { probe, planSegments, mergeMotion, describeFailure }, ffprobeLayer: layer, imageTag: tag };
}

/**
 * The image's tag says what is in it: another program, another tag. The stack and `npm run image` compute the same, so that
 * a deployment never runs tasks of another version than its own.
 */
export async function imageTag(root: string, architecture: Architecture): Promise<string> {
  const hash = createHash('sha256');
  for (const source of imageSources) hash.update(await readFile(join(root, source)));
  return `${hash.digest('hex').slice(0, 16)}-${architecture}`;
}
