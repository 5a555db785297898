import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Command, CommanderError } from 'commander';
import { commands } from '../../cli/commands';
import { createProgram } from '../../cli/program';
import { type Stack, startStack } from '../../local/stack';
import { temporaryFolder } from '../tools';
import { typeCommand } from './type-command';

/** Commands, and those below them, by what is typed; hidden ones are for scripts. */
function below(parent: Command, path: readonly string[] = []): [string, Command][] {
  return parent
    .createHelp()
    .visibleCommands(parent)
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => {
      const own = [...path, command.name()];
      return command.commands.length > 0 ? below(command, own) : [[own.join(' '), command] as [string, Command]];
    });
}

const all = below(createProgram(() => Promise.resolve()));

describe.each(all)('%s', (path, command) => {
  test('has help with examples and exit codes', () => {
    let help = '';
    command.configureOutput({ writeOut: (text) => (help += text) }).outputHelp();
    expect(help).toMatch(/^Usage: framefleet /);
    expect(help).toContain(`\nExamples:\n`);
    expect(help).toContain(`framefleet ${path}`);
    expect(help).toMatch(/\nExit codes: 0 .*\b2 wrong usage/s);
  });

  test('speaks JSON, but for the script of a shell', () => {
    expect(command.options.some(({ long }) => long === '--json')).toBe(path !== 'completion');
  });

  test('refuses an option that there isn’t', async () => {
    const typed = typeCommands([...path.split(' '), '--no-such-option']);
    await expect(typed).rejects.toBeInstanceOf(CommanderError);
    // Of what is missing besides, one hears first.
    await expect(typed).rejects.toMatchObject({
      code: expect.stringMatching(/unknownOption|missingMandatory/) as string,
    });
  });
});

const folder = temporaryFolder('all');
const job = 'a'.repeat(64);
const video = () => join(folder(), 'video.mp4');
const aboutOneJob = ['status', 'cancel', 'redrive', 'get', 'rm', 'page', 'logs', 'cost', 'watch'];
const aboutAll = ['ls', 'tasks', 'cleanup', 'cost', 'watch'];

const typeCommands = (words: readonly string[], variables: Readonly<Record<string, string>> = {}) =>
  typeCommand(
    (program, perform) => {
      for (const add of commands) add(program, perform);
    },
    words,
    { variables, packagePath: () => undefined },
  );

const typings = (): string[][] => [
  ...aboutOneJob.map((name) => [name, job, ...(name === 'rm' ? ['--yes'] : [])]),
  ...aboutAll.map((name) => [name]),
  ['submit', video()],
];

describe('every command about a stage', () => {
  const before = { ...process.env }; // eslint-disable-line no-restricted-properties -- the SDK reads it
  let stack: Stack;
  beforeAll(async () => {
    await writeFile(video(), 'frames');
    stack = await startStack({
      root: join(folder(), 'stack'),
      program: 'none',
      ffmpegPath: 'none',
      ffprobePath: 'none',
    });
  });
  afterAll(async () => {
    process.env = before; // eslint-disable-line no-restricted-properties -- the SDK reads it
    await stack.stop();
  });

  test.each(aboutOneJob)('%s: no such job is said, with what to do', async (name) => {
    const { endpoint, region, credentials } = stack.clients;
    const variables = { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region };
    // Whoever has keys has them in the environment, where the SDK looks for them.
    const env = process.env; // eslint-disable-line no-restricted-properties -- the SDK reads it
    env['AWS_ACCESS_KEY_ID'] = credentials.accessKeyId;
    env['AWS_SECRET_ACCESS_KEY'] = credentials.secretAccessKey;
    const words = [name, job, ...(name === 'rm' ? ['--yes'] : [])];
    await expect(typeCommands(words, { ...variables, AWS_ACCESS_KEY_ID: 'there' })).rejects.toMatchObject({
      name: 'NoSuchJob',
      message: expect.stringMatching(/has no job a+\..*--stage or --endpoint/s) as string,
    });
  });

  test('asks which, where nothing says so', async () => {
    const failures = await Promise.all(typings().map((words) => failure(typeCommands(words))));
    expect(failures).toEqual(typings().map(() => expect.stringMatching(/^UsageError: Which .*--stage, or start framefleet up/) as string)); // prettier-ignore
  });

  test('says that nobody answers, and what to start', async () => {
    const nobody = { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' };
    const failures = await Promise.all(typings().map((words) => failure(typeCommands(words, nobody))));
    expect(failures).toEqual(typings().map(() => expect.stringMatching(/^UsageError: .*nobody answers there.*Start framefleet up/) as string)); // prettier-ignore
  });

  test('says that nobody says who asks, and how to', async () => {
    const nowhere = join(folder(), 'none');
    // eslint-disable-next-line no-restricted-properties -- the SDK reads it
    process.env = {
      ...{ AWS_EC2_METADATA_DISABLED: 'true', AWS_REGION: 'us-east-1', HOME: nowhere },
      ...{ AWS_CONFIG_FILE: nowhere, AWS_SHARED_CREDENTIALS_FILE: nowhere },
    };
    const failures = await Promise.all(typings().map((words) => failure(typeCommands([...words, '--stage', 'dev']))));
    expect(failures).toEqual(typings().map(() => expect.stringMatching(/^UsageError: .*Set AWS_PROFILE, or AWS_ACCESS_KEY_ID/) as string)); // prettier-ignore
  });
});

/** What a command fails with, in words; what it ends with, where it doesn't fail. */
const failure = (typed: Promise<{ code: number }>): Promise<string> =>
  typed.then(
    ({ code }) => `code ${code}`,
    (error: unknown) => (error instanceof Error ? `${error.name}: ${error.message}` : String(error)),
  );
