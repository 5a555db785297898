import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Entry, findZip, writeZip } from '../../infra/zip';
import { temporaryFolder } from '../tools';
import { unzip } from './unzip';

const folder = temporaryFolder();

const entries: Entry[] = [
  { name: 'bin/program', content: Buffer.from('#!/bin/sh\n'), executable: true },
  { name: 'index.js', content: Buffer.from('exports.handler = 1;\n'.repeat(1000)) },
];

test('an archive holds its entries; a program can be run, and a file cannot', async () => {
  const { path } = await writeZip(join(folder(), 'deep', 'archive.zip'), entries);
  const unzipped = unzip(await readFile(path));
  expect(unzipped.map(({ name, mode }) => [name, mode.toString(8)])).toEqual([
    ['bin/program', '755'],
    ['index.js', '644'],
  ]);
  expect(unzipped.map(({ content }) => content.toString())).toEqual(entries.map(({ content }) => content.toString()));
});

test('the same entries give the same bytes; another entry gives others', async () => {
  const first = await writeZip(join(folder(), 'first.zip'), entries);
  const second = await writeZip(join(folder(), 'second.zip'), entries);
  const other = await writeZip(join(folder(), 'other.zip'), entries.slice(1));
  expect((await readFile(second.path)).equals(await readFile(first.path))).toBe(true);
  expect([second.sha256, other.sha256 === first.sha256]).toEqual([first.sha256, false]);
});

test('the checksum is that of the file, as Terraform wants it', async () => {
  const { path, sha256 } = await writeZip(join(folder(), 'archive.zip'), entries);
  const checksum = createHash('sha256')
    .update(await readFile(path))
    .digest('base64');
  expect(sha256).toBe(checksum);
  expect(await findZip(path)).toEqual({ path, sha256 });
  expect(await findZip(join(folder(), 'none.zip'))).toBeUndefined();
});

test('nothing is left beside the archive', async () => {
  await writeZip(join(folder(), 'archive.zip'), entries);
  await writeZip(join(folder(), 'archive.zip'), entries);
  expect(await readdir(folder())).toEqual(['archive.zip']);
});

test.each(['UTC', 'Pacific/Kiritimati', 'America/St_Johns', 'Africa/Monrovia'])(
  'the bytes are the same in %s: each entry is of the first moment that the format knows',
  async (zone) => {
    const program = `
      const { writeZip } = require(${JSON.stringify(join(__dirname, '..', '..', 'infra', 'zip.ts'))});
      const content = Buffer.from('content');
      writeZip('archive.zip', [{ name: 'file', content }]).then(({ sha256 }) => console.log(sha256));
    `;
    const { stdout, stderr } = spawnSync(process.execPath, ['--require', require.resolve('tsx/cjs'), '-e', program], {
      cwd: folder(),
      env: { TZ: zone },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const [file] = unzip(await readFile(join(folder(), 'archive.zip')));
    // The year 0 of the format is 1980; months and days count from 1.
    expect(file?.dosTime).toBe('210000');
    const { sha256 } = await writeZip(join(folder(), 'here.zip'), [{ name: 'file', content: Buffer.from('content') }]);
    expect(stdout.trim()).toBe(sha256);
  },
);
