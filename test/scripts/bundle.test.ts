import { spawnSync } from 'node:child_process';
import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import { usage } from '../../container/parse-command';
import { temporaryFolder } from '../tools';

const checkout = join(__dirname, '..', '..');

describe('the bundle of the container', () => {
  const folder = temporaryFolder('all');
  let program: string;
  beforeAll(async () => {
    const { status, stderr } = spawnSync(process.execPath, [join(checkout, 'scripts', 'bundle.mjs')], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
    // Away from the checkout: whatever it finds, it doesn't find in our node_modules.
    program = join(folder(), 'container.cjs');
    await copyFile(join(checkout, 'dist', 'container.cjs'), program);
  });

  const run = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
      cwd: folder(),
      env: {},
      encoding: 'utf8',
    });
    return { status, stdout, stderr };
  };

  test.each([[[]], [['--help']]])('runs by itself and prints its usage: %j', (args) => {
    expect(run(...args)).toMatchObject({ status: 0, stdout: `${usage}\n` });
  });

  test.each([[['convert']], [['segment', 'plan.json', '0']], [['segment', 's3://work/plan.json', 'x']], [['concat']]])(
    'takes a wrong command for bad input: %j',
    (args) => {
      const { status, stdout, stderr } = run(...args);
      expect([status, stdout]).toEqual([65, '']);
      expect(stderr).toContain(usage);
    },
  );

  test('names the variables that it misses, before it does anything', () => {
    const { status, stdout, stderr } = run('concat', 's3://work/plan.json');
    expect(status).toBe(1);
    expect(stdout + stderr).toContain('FRAMEFLEET_WORK_BUCKET');
  });
});
