import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Architecture } from './layer';

/** What has to be installed before anything can be deployed isn't. */
export class RuntimeNotInstalled extends Error {
  override name = 'RuntimeNotInstalled';
}

/** Folder of a package's libraries for Linux. npm installs those of all systems and processors at once. */
const libraries: Record<Architecture, string> = {
  x86_64: 'onnxruntime-node/bin/napi-v6/linux/x64',
  arm64: 'onnxruntime-node/bin/napi-v6/linux/arm64',
};

/** ONNX Runtime and the package it requires; what else it depends on only serves its installation. */
const packages = ['onnxruntime-node', 'onnxruntime-common'];

/**
 * The files with which `require('onnxruntime-node')` works on a Linux of this architecture.
 * @param modules the folder node_modules
 * @returns their paths below it
 * @throws RuntimeNotInstalled
 */
export async function runtimeFiles(modules: string, architecture: Architecture): Promise<string[]> {
  demandRuntime(modules);
  const [own, common] = await Promise.all([
    filesBelow(modules, 'onnxruntime-node/dist'),
    filesBelow(modules, 'onnxruntime-common/dist/cjs'),
  ]);
  const programs = [...own, ...common].filter((path) => /\.js$|\/package\.json$/.test(path));
  const manifests = packages.map((name) => `${name}/package.json`);
  return [...manifests, ...programs, ...(await filesBelow(modules, libraries[architecture]))].sort();
}

/** Another text for another version of it. @throws RuntimeNotInstalled */
export async function runtimeVersion(modules: string): Promise<string> {
  demandRuntime(modules);
  const hash = createHash('sha256');
  for (const name of packages) hash.update(await readFile(join(modules, name, 'package.json')));
  return hash.digest('hex');
}

function demandRuntime(modules: string): void {
  for (const name of packages) {
    if (existsSync(join(modules, name, 'package.json'))) continue;
    throw new RuntimeNotInstalled(
      `The functions and tasks that run models need ${name}, which isn't in ${modules}: it is optional for whoever only runs jobs, not for a deployment. Run "npm ci --include=optional".`,
    );
  }
}

async function filesBelow(modules: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(modules, folder), { recursive: true, withFileTypes: true }).catch(
    (cause: unknown) => {
      throw new RuntimeNotInstalled(
        `${join(modules, folder)} can't be read: this version of onnxruntime-node is another one than is known here. Run "npm ci --include=optional".`,
        { cause },
      );
    },
  );
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return paths.map((path) => path.slice(modules.length + 1));
}
