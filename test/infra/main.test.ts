import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../tools';

const checkout = join(__dirname, '..', '..');
const folder = temporaryFolder('all');

/** Runs what cdktf runs. */
function synthesizeFrom(stages: string) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join('infra', 'main.ts')], {
    cwd: checkout,
    env: { FRAMEFLEET_STAGES: stages },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

test('a mistake in the stages ends the synthesis with its message, and no stack', () => {
  const path = join(folder(), 'stages.json');
  writeFileSync(path, '{"dev": {"tasks": {"segment": {"cpu": 300}}}}');
  expect(synthesizeFrom(path)).toEqual({
    status: 1,
    stdout: '',
    stderr: `${path}: dev.tasks.segment.cpu is 300; allowed: 256, 512, 1024, 2048, 4096, 8192, 16384\n`,
  });
});

test('so does a file that is not there', () => {
  const path = join(folder(), 'none.json');
  const { status, stdout, stderr } = synthesizeFrom(path);
  expect([status, stdout]).toEqual([1, '']);
  expect(stderr).toMatch(/^\S+none\.json: can't be read \(ENOENT.*\n$/);
  expect(stderr.split('\n')).toHaveLength(2);
});
