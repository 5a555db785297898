import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type FunctionName, bundleFunction, functionSources } from '../../infra/bundle-function';
import { temporaryFolder } from '../tools';
import { unzip } from './unzip';

const checkout = join(__dirname, '..', '..');
const names: FunctionName[] = [
  ...(['probe', 'checkModels', 'planSegments', 'resumeJob', 'inspectPictures', 'mergeResults'] as const),
  ...(['describeFailure', 'writePage', 'clearWork', 'reconcile'] as const),
];

describe('the bundle of', () => {
  const folder = temporaryFolder('all');
  /** A root with our sources, whose dist/ is nobody else's. */
  const root = () => join(folder(), 'root');
  beforeAll(async () => {
    await mkdir(root());
    await symlink(join(checkout, 'handlers'), join(root(), 'handlers'));
    await mkdir(join(root(), 'dist', 'pages'), { recursive: true });
    await copyFile(join(checkout, 'dist', 'pages', 'job-page.html'), join(root(), 'dist', 'pages', 'job-page.html'));
  });

  test.each(names)('%s is one file that runs by itself and has a handler', async (name) => {
    const { path } = await bundleFunction(root(), name);
    expect(path).toBe(join(root(), 'dist', 'functions', `${functionSources[name]}.zip`));
    const [file, ...others] = unzip(await readFile(path));
    expect(file?.name).toBe('index.js');
    expect(others.map((other) => other.name)).toEqual(name === 'writePage' ? ['job-page.html'] : []);
    // Away from the checkout: whatever it finds, it doesn't find in our node_modules.
    const place = join(folder(), name);
    await mkdir(place);
    await writeFile(join(place, 'index.js'), file?.content ?? '');
    const program = "console.log(typeof require('./index.js').handler)";
    const run = spawnSync(process.execPath, ['-e', program], { cwd: place, env: {}, encoding: 'utf8' });
    expect([run.stdout, run.stderr]).toEqual(['function\n', '']);
  });

  test("a layer's packages are required: Node looks for what is imported nowhere but beside the function", async () => {
    const { path } = await bundleFunction(root(), 'checkModels');
    const text = unzip(await readFile(path))[0]?.content.toString() ?? '';
    expect(text).toContain('require("onnxruntime-node")');
    expect(text).not.toMatch(/import\(["']onnxruntime/);
  });

  test('a handler is the same each time', async () => {
    const first = await bundleFunction(root(), 'describeFailure');
    expect(await bundleFunction(root(), 'describeFailure')).toEqual(first);
  });
});
