import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { completion } from '../../cli/commands/completion';
import { candidatesFor } from '../../cli/complete';
import { completionScripts } from '../../cli/completion-scripts';
import { candidatesOf } from '../../cli/job-candidates';
import { createProgram } from '../../cli/program';
import { temporaryFolder } from '../tools';
import { typeCommand } from './type-command';

const program = createProgram(() => Promise.resolve());
const values = (...words: string[]) => candidatesFor(program, words).values.map(({ value }) => value);

test('commands, of which hidden ones are none', () => {
  expect(values('st')).toEqual(['status']);
  expect(values('comp')).toEqual(['completion']);
});

test('options of the command that is typed', () => {
  expect(values('logs', 'abc', '--f')).toEqual(['--follow']);
  expect(values('cleanup', '--failed')).toEqual(['--failed-older-than']);
});

test('jobs where a job may stand, paths where a path may, nothing where neither may', () => {
  expect(candidatesFor(program, ['status', ''])).toEqual({ values: [], jobs: true, files: true });
  expect(candidatesFor(program, ['tasks', '--job', ''])).toMatchObject({ jobs: true });
  expect(candidatesFor(program, ['tasks', '--job', '='])).toMatchObject({ jobs: true });
  expect(candidatesFor(program, ['run', ''])).toMatchObject({ files: true });
  expect(candidatesFor(program, ['status', '--stage', ''])).toEqual({ values: [], jobs: false, files: false });
  expect(candidatesFor(program, ['tasks', ''])).toEqual({ values: [], jobs: false, files: false });
});

test('choices, of arguments and of options', () => {
  expect(values('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  const one = new Command().addCommand(new Command('go').addOption(new Option('--how <way>').choices(['up', 'down'])));
  expect(candidatesFor(one, ['go', '--how', 'd']).values).toEqual([{ value: 'down', description: '' }]);
});

test('ids are as short as tells them apart', () => {
  const input = { bucket: 'in', key: 'a.mp4', version: '1', etag: 'e', sizeBytes: 1 };
  const job = (jobId: string) => ({ jobId, input, state: 'RUNNING' as const, createdAt: 'now' });
  expect(candidatesOf([job('a'.repeat(64)), job('b'.repeat(64))], '')[0]).toEqual({
    value: 'a'.repeat(12),
    description: 'RUNNING now',
  });
  const alike = ['c', 'd'].map((end) => job('a'.repeat(63) + end));
  expect(candidatesOf(alike, '')[0]?.value).toHaveLength(64);
});

test('prints the script of a shell, and refuses others', async () => {
  const surroundings = { variables: {}, packagePath: () => undefined };
  const { code, stdout } = await typeCommand(completion, ['completion', 'fish'], surroundings);
  expect([code, stdout]).toEqual([0, completionScripts.fish]);
  await expect(typeCommand(completion, ['completion', 'csh'], surroundings)).rejects.toThrow(
    /Allowed choices are bash/,
  );
});

test('without an answer there are no jobs, and no word about it', async () => {
  const surroundings = { variables: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, packagePath: () => undefined };
  const typed = ['complete', '--', 'status', 'a'];
  const { code, stdout, stderr } = await typeCommand(completion, typed, surroundings);
  expect([code, stdout, stderr]).toEqual([0, '', '']);
});

function hasBash(): boolean {
  try {
    execFileSync('bash', ['--version']);
    return true;
  } catch {
    return false;
  }
}

(hasBash() ? describe : describe.skip)('bash, which must be installed for this', () => {
  const folder = temporaryFolder();

  /** What bash offers; the program is a fake that notes its words and answers as told. */
  function offered(answer: string, words: readonly string[]): { offers: string[]; asked: string } {
    const [script, fake, noted] = ['completion', 'framefleet', 'noted'].map((name) => join(folder(), name));
    writeFileSync(script!, completionScripts.bash);
    writeFileSync(fake!, `#!/bin/sh\nprintf '%s|' "$@" > '${noted!}'\nprintf '${answer}'\n`);
    chmodSync(fake!, 0o755);
    const program = `PATH="${folder()}:$PATH"; source '${script!}'; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _framefleet; printf '%s\\n' "\${COMPREPLY[@]}"; echo --; cat '${noted!}'`;
    const text = execFileSync('bash', ['-c', program, 'bash', ...words], { encoding: 'utf8' });
    const [offers = '', asked = ''] = text.split('--\n');
    return { offers: offers.split('\n').filter(Boolean), asked };
  }

  test('offers what it is told, and hands words over as they are', () => {
    const words = ['framefleet', 'status', '$(touch x)', ''];
    const { offers, asked } = offered('abc\\tRUNNING now\\nabd\\t\\n:files\\n', words);
    expect(offers).toEqual(['abc', 'abd']);
    expect(asked).toBe('complete|--|status|$(touch x)||');
  });
});
