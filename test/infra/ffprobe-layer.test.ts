import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, copyFile, mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Pack, ffprobeLayer } from '../../infra/ffprobe-layer';
import { temporaryFolder } from '../tools';
import { unzip } from './unzip';

const name = '@ffprobe-installer/linux-arm64';
const root = temporaryFolder();

async function write(path: string, content: string): Promise<string> {
  const file = join(root(), path);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

/** What npm would fetch: an archive with a program. */
async function archive(program = 'ffprobe for arm64'): Promise<{ path: string; integrity: string }> {
  await chmod(await write('fetched/package/ffprobe', program), 0o755);
  const path = join(root(), 'package.tgz');
  execFileSync('tar', ['-czf', path, '-C', join(root(), 'fetched'), 'package']);
  const integrity = `sha512-${createHash('sha512')
    .update(await readFile(path))
    .digest('base64')}`;
  return { path, integrity };
}

const lock = (entry: object, of = name) =>
  write(
    'package-lock.json',
    JSON.stringify({ lockfileVersion: 3, packages: { '': {}, [`node_modules/${of}`]: entry } }),
  );

/** Stands in for `npm pack`, and notes what it was asked for. */
function npm(path: string): { pack: Pack; asked: string[] } {
  const asked: string[] = [];
  const pack: Pack = async (nameAndVersion, folder) => {
    asked.push(nameAndVersion);
    await copyFile(path, join(folder, 'package.tgz'));
    return join(folder, 'package.tgz');
  };
  return { pack, asked };
}

const never: Pack = () => Promise.reject(new Error('npm was asked'));

const contentOf = async (path: string) =>
  unzip(await readFile(path)).map(({ name, mode, content }) => [name, mode.toString(8), content.toString()]);

test("the program that npm has installed is the layer's, and can be run", async () => {
  await write('node_modules/@ffprobe-installer/linux-x64/ffprobe', 'ffprobe for x64');
  const { path } = await ffprobeLayer(root(), 'x86_64', never);
  expect(path).toMatch(/dist\/layers\/ffprobe-x86_64-[0-9a-f]{12}\.zip$/);
  expect(await contentOf(path)).toEqual([['bin/ffprobe', '755', 'ffprobe for x64']]);
});

test('the layer is made once for each program', async () => {
  const program = 'node_modules/@ffprobe-installer/linux-x64/ffprobe';
  await write(program, 'one version');
  const first = await ffprobeLayer(root(), 'x86_64', never);
  await writeFile(first.path, 'left as it is');
  expect(await ffprobeLayer(root(), 'x86_64', never)).toMatchObject({ path: first.path });
  expect(await readFile(first.path, 'utf8')).toBe('left as it is');
  await write(program, 'another version');
  const second = await ffprobeLayer(root(), 'x86_64', never);
  expect(second.path).not.toBe(first.path);
  expect(await contentOf(second.path)).toEqual([['bin/ffprobe', '755', 'another version']]);
});

test("another machine's program is fetched once, in the version of package-lock.json", async () => {
  const { path, integrity } = await archive();
  await lock({ version: '5.2.0', integrity });
  const { pack, asked } = npm(path);
  const layer = await ffprobeLayer(root(), 'arm64', pack);
  expect(await contentOf(layer.path)).toEqual([['bin/ffprobe', '755', 'ffprobe for arm64']]);
  expect(await ffprobeLayer(root(), 'arm64', pack)).toEqual(layer);
  expect(asked).toEqual([`${name}@5.2.0`]);
  expect(await readdir(join(root(), 'dist', '@ffprobe-installer'))).toEqual(['linux-arm64']);
});

describe('is refused, and leaves nothing behind', () => {
  const refused = async (pack: Pack, message: RegExp | string) => {
    await expect(ffprobeLayer(root(), 'arm64', pack)).rejects.toThrow(message);
    expect(await readdir(join(root(), 'dist', '@ffprobe-installer')).catch(() => [])).toEqual([]);
  };

  test('a package with another checksum than in package-lock.json', async () => {
    const { path, integrity } = await archive();
    await lock({ version: '5.2.0', integrity: 'sha512-other' });
    const told = `ffprobe for the functions, ${name}@5.2.0, can't be fetched from npm: it has the checksum ${integrity}, package-lock.json wants sha512-other`;
    await refused(npm(path).pack, told);
  });

  test('one that cannot be fetched', async () => {
    await lock({ version: '5.2.0', integrity: 'sha512-any' });
    await refused(never, `${name}@5.2.0, can't be fetched from npm: npm was asked`);
  });

  test('one that is no archive', async () => {
    const path = await write('package.tgz', 'Not found');
    const integrity = `sha512-${createHash('sha512').update('Not found').digest('base64')}`;
    await lock({ version: '5.2.0', integrity });
    await refused(npm(path).pack, "can't be fetched from npm");
  });

  test.each([
    ['no entry', {}, 'elsewhere'],
    ['an entry without checksum', { version: '5.2.0' }, name],
  ])('one of which package-lock.json has %s', async (_what, entry, of) => {
    await lock(entry, of);
    await refused(never, `package-lock.json knows no ${name}`);
  });
});

test("both architectures' programs stand in our own package-lock.json", async () => {
  const text = await readFile(join(__dirname, '..', '..', 'package-lock.json'), 'utf8');
  for (const architecture of ['linux-x64', 'linux-arm64']) {
    expect(JSON.parse(text)).toHaveProperty([
      'packages',
      `node_modules/@ffprobe-installer/${architecture}`,
      'integrity',
    ]);
  }
});
