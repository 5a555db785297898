import { lstat, mkdir, readFile, readdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { imageTag } from '../../infra/artifacts';
import { bringModels } from '../../infra/model-folder';
import { StageConfig } from '../../infra/stage-config';
import { temporaryFolder } from '../tools';

const checkout = join(__dirname, '..', '..');
const root = temporaryFolder();

/** The files that the image is made of, by its Dockerfile. */
async function sources(): Promise<string[]> {
  const dockerfile = await readFile(join(checkout, 'container', 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
  const [, models = ''] = /^ARG MODELS=(.+)$/m.exec(dockerfile) ?? [];
  // Another wording of the licence is no reason for another image. Of a package its description tells the version.
  return ['container/Dockerfile', ...copied.filter((file) => file !== 'LICENSE')].map((file) =>
    file.replace('${MODELS}', models).replace(/^(container\/models|node_modules\/.+)\/$/, '$1/package.json'),
  );
}

async function change(source: string, content: string): Promise<void> {
  await mkdir(dirname(join(root(), source)), { recursive: true });
  await writeFile(join(root(), source), content);
}

const tagOf = (config: Parameters<typeof StageConfig.parse>[0] = {}) => imageTag(root(), StageConfig.parse(config));

beforeEach(async () => {
  for (const source of await sources()) await change(source, source);
});

test("the image's tag is that of its content, for machines of one kind", async () => {
  const tag = await tagOf();
  expect(tag).toMatch(/^[0-9a-f]{16}-x86_64$/);
  expect(await tagOf({ architecture: 'arm64' })).toBe(tag.replace('x86_64', 'arm64'));
  expect(await tagOf({ region: 'eu-west-1' })).toBe(tag);
});

test('a change of any file that the image is made of makes another tag', async () => {
  const tags = [await tagOf()];
  for (const source of await sources()) {
    await change(source, 'changed');
    tags.push(await tagOf());
  }
  expect(tags.length).toBeGreaterThan(2);
  expect([...new Set(tags)]).toEqual(tags);
});

describe('models', () => {
  const tag = () => tagOf({ models: { folder: 'ours' } });

  test('are in the tag by what they are called and by what is in them', async () => {
    const none = await tagOf();
    await change('ours/yolo.onnx', 'a');
    const tags = [none, await tag()];
    await change('ours/yolo.onnx', 'b');
    tags.push(await tag());
    await change('ours/faces/yolo.onnx', 'b');
    tags.push(await tag());
    expect(tags[0]).toBe(await tagOf());
    expect(new Set(tags).size).toBe(4);
  });

  test('that are not there are missed', async () => {
    await expect(tag()).rejects.toThrow(`There is no folder ${join(root(), 'ours')} with models for the image`);
  });

  test('are brought into the context with the folders they lie in, once, and leave nothing half done', async () => {
    const elsewhere = join(root(), 'elsewhere');
    await change('elsewhere/faces/detector.onnx', 'a');
    await symlink(join(elsewhere, 'faces', 'detector.onnx'), join(elsewhere, 'same.onnx'));
    const place = await bringModels(root(), elsewhere);
    expect(place).toMatch(/^dist\/models\/[0-9a-f]{16}$/);
    const files = ['faces/detector.onnx', 'same.onnx'];
    expect(await Promise.all(files.map((file) => readFile(join(root(), place, file), 'utf8')))).toEqual(['a', 'a']);
    expect((await lstat(join(root(), place, 'same.onnx'))).isFile()).toBe(true);
    expect(await bringModels(root(), 'elsewhere')).toBe(place);
    await change('elsewhere/faces/detector.onnx', 'another');
    expect(await bringModels(root(), elsewhere)).not.toBe(place);
    expect(await readFile(join(root(), place, 'same.onnx'), 'utf8')).toBe('a');
    expect(await readdir(join(root(), 'dist', 'models'))).toHaveLength(2);
  });

  test('may be none', async () => {
    await mkdir(join(root(), 'empty'));
    expect(await readdir(join(root(), await bringModels(root(), 'empty')))).toEqual([]);
  });
});

test('a stage may ask for another image of the same files, for newer packages of Debian', async () => {
  expect(await tagOf({ imageRevision: 2 })).not.toBe(await tagOf());
});
