import { spawnSync } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { lockFolder } from '../../local/lock-folder';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder();
const write = (text: string) => writeFile(join(folder(), 'framefleet.lock'), text);

test('a folder is for one at a time, and free again afterwards', async () => {
  const unlock = await lockFolder(folder());
  await expect(lockFolder(folder())).rejects.toMatchObject({
    name: 'FolderInUse',
    message: `"${folder()}" is in use by another framefleet (process ${process.pid}). End that one, or take another folder.`,
  });
  await unlock();
  await (
    await lockFolder(folder())
  )();
  expect(await readdir(folder())).toEqual([]);
});

test('what a process that has died left is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  await write(JSON.stringify({ pid }));
  await (
    await lockFolder(folder())
  )();
  expect(await readdir(folder())).toEqual([]);
});

test.each([
  ['cut short', '{"pid":'],
  ['empty', ''],
  ['of a process whose number another one has now', JSON.stringify({ pid: process.pid, began: '1' })],
])('a lock that is %s is taken over', async (_, text) => {
  await write(text);
  await (
    await lockFolder(folder())
  )();
  expect(await readdir(folder())).toEqual([]);
});

test('of many who take over a dead one’s lock, one gets it', async () => {
  await write('');
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => lockFolder(folder())));
  const unlocks = tries.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  expect(unlocks).toHaveLength(1);
  await unlocks[0]?.();
});
