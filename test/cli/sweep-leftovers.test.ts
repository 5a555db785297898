import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { sweepLeftovers, workFolderPrefix } from '../../cli/sweep-leftovers';
import { temporaryFolder } from '../tools';

const folder = temporaryFolder();

test('removes what a killed run has left, and nothing else', async () => {
  const { pid: dead } = spawnSync(process.execPath, ['-e', '']);
  const kept = [`${workFolderPrefix(process.pid)}a1`, 'framefleet-test-b2', 'other'];
  for (const name of [...kept, `${workFolderPrefix(dead)}c3`]) {
    await mkdir(join(folder(), name));
    await writeFile(join(folder(), name, 'file'), 'content');
  }
  await sweepLeftovers(folder());
  expect((await readdir(folder())).sort()).toEqual(kept.sort());
});
