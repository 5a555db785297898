import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Architecture, makeLayer } from './layer';
import { runtimeFiles } from './onnx-runtime';
import type { Artifact } from './zip';

/**
 * A Lambda layer with ONNX Runtime, where `require('onnxruntime-node')` finds it: NODE_PATH of Lambda's Node has /opt/nodejs/node_modules.
 * @throws RuntimeNotInstalled
 */
export async function runtimeLayer(root: string, architecture: Architecture): Promise<Artifact> {
  const modules = join(root, 'node_modules');
  const entries = [];
  for (const path of await runtimeFiles(modules, architecture)) {
    entries.push({ name: `nodejs/node_modules/${path}`, content: await readFile(join(modules, path)) });
  }
  return makeLayer(root, `onnxruntime-${architecture}`, entries);
}
