import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { runtimeFiles, runtimeVersion } from '../../infra/onnx-runtime';
import { runtimeLayer } from '../../infra/runtime-layer';
import { temporaryFolder } from '../tools';
import { unzip } from './unzip';

const installed = join(__dirname, '..', '..', 'node_modules');
const root = temporaryFolder();

async function write(path: string, content = path): Promise<void> {
  const file = join(root(), 'node_modules', path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
}

const binaries = (folder: string) =>
  ['libonnxruntime.so.1', 'onnxruntime_binding.node'].map((file) => `onnxruntime-node/bin/napi-v6/${folder}/${file}`);
const programs = [
  'onnxruntime-common/dist/cjs/index.js',
  // Without it Node takes the folder for ES modules, as the package says of itself.
  'onnxruntime-common/dist/cjs/package.json',
  'onnxruntime-common/package.json',
  'onnxruntime-node/dist/index.js',
  'onnxruntime-node/package.json',
];

/** The packages as npm installs them: for all systems at once, and with much that nobody loads. */
async function install(): Promise<void> {
  const systems = ['linux/x64', 'linux/arm64', 'darwin/arm64', 'win32/x64'];
  for (const path of [...programs, ...systems.flatMap(binaries)]) await write(path);
  await write('onnxruntime-common/dist/esm/index.js');
  await write('onnxruntime-common/dist/cjs/index.d.ts');
  await write('onnxruntime-node/dist/index.js.map');
  await write('onnxruntime-node/script/install.js');
  await write('onnxruntime-node/README.md');
}

test.each([
  ['x86_64', 'linux/x64'],
  ['arm64', 'linux/arm64'],
] as const)('the layer for %s has what is required there, and the libraries of no other', async (architecture, own) => {
  await install();
  const { path } = await runtimeLayer(root(), architecture);
  expect(path).toMatch(new RegExp(`dist/layers/onnxruntime-${architecture}-[0-9a-f]{12}\\.zip$`));
  const files = unzip(await readFile(path)).map(({ name, content }) => [name, content.toString()]);
  const expected = [...programs, ...binaries(own)].sort();
  expect(files).toEqual(expected.map((file) => [`nodejs/node_modules/${file}`, file]));
});

test('the same packages make the same layer, another version another one', async () => {
  await install();
  const first = await runtimeLayer(root(), 'x86_64');
  const version = await runtimeVersion(join(root(), 'node_modules'));
  await rm(first.path);
  expect(await runtimeLayer(root(), 'x86_64')).toEqual(first);
  await write('onnxruntime-node/package.json', 'another version');
  expect((await runtimeLayer(root(), 'x86_64')).path).not.toBe(first.path);
  expect(await runtimeVersion(join(root(), 'node_modules'))).not.toBe(version);
});

test.each(['onnxruntime-node', 'onnxruntime-common'])('without %s whoever deploys is told what to do', async (name) => {
  await install();
  await rm(join(root(), 'node_modules', name), { recursive: true });
  const message = `models need ${name}, which isn't in ${join(root(), 'node_modules')}: it is optional for whoever only runs jobs, not for a deployment. Run "npm ci --include=optional".`;
  await expect(runtimeLayer(root(), 'x86_64')).rejects.toThrow(message);
  await expect(runtimeVersion(join(root(), 'node_modules'))).rejects.toThrow(message);
});

test('a version whose libraries lie elsewhere is refused', async () => {
  await install();
  await rm(join(root(), 'node_modules', 'onnxruntime-node', 'bin'), { recursive: true });
  await expect(runtimeLayer(root(), 'arm64')).rejects.toThrow('is another one than is known here');
});

test('what is installed here has everything that its programs require', async () => {
  const files = await runtimeFiles(installed, 'x86_64');
  expect(files).toEqual(expect.arrayContaining([...programs, ...binaries('linux/x64')]));
  // A layer's packages find one another, and Node's own modules, and nothing else.
  for (const file of files.filter((file) => file.endsWith('.js'))) {
    const text = await readFile(join(installed, file), 'utf8');
    const required = [...text.matchAll(/\brequire\(["']([^"'.][^"']*)["']\)/g)].map(([, name = '']) => name);
    const beyond = required.filter((name) => name !== 'onnxruntime-common' && !isBuiltin(name));
    expect({ file, beyond }).toEqual({ file, beyond: [] });
  }
});
