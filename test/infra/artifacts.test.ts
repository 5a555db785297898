import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { imageTag } from '../../infra/artifacts';
import { StageConfig } from '../../infra/stage-config';
import { temporaryFolder } from '../tools';

const checkout = join(__dirname, '..', '..');
const root = temporaryFolder();

/** The files that the image is made of, by its Dockerfile. */
async function sources(): Promise<string[]> {
  const dockerfile = await readFile(join(checkout, 'container', 'Dockerfile'), 'utf8');
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) => files.split(' '));
  // Another wording of the licence is no reason for another image.
  return ['container/Dockerfile', ...copied.filter((file) => file !== 'LICENSE')];
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

test('a stage may ask for another image of the same files, for newer packages of Debian', async () => {
  expect(await tagOf({ imageRevision: 2 })).not.toBe(await tagOf());
});
