import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EcsOptions, createEcs } from '../../local/ecs';
import type { JsonObject, JsonValue } from '../../local/step-functions/json';
import { StatesError } from '../../local/step-functions/server';

/** In place of the container's program: does what its first argument says. */
const program = `
const { spawn } = require('node:child_process');
const { writeFileSync } = require('node:fs');
// Should a test fail, nothing stays for ever.
const hang = () => setTimeout(() => undefined, 60_000);
const child = () => spawn(process.execPath, ['-e', 'process.on("SIGTERM", () => {}); setTimeout(() => {}, 60_000)'], { stdio: 'ignore' });
const [what, value] = process.argv.slice(2);
const does = {
  exit: () => process.exit(Number(value)),
  kill: () => { process.kill(process.pid, value); hang(); },
  say: () => console.log(JSON.stringify({ args: process.argv.slice(2), env: process.env, cwd: process.cwd() })),
  litter: () => writeFileSync('left-behind', 'x'),
  orphan: () => { console.log(JSON.stringify({ pids: [child().pid] })); process.exitCode = 0; setTimeout(() => process.exit(0), 50); },
  polite: () => { process.on('SIGTERM', () => process.exit(75)); console.log('{"pids":[]}'); hang(); },
  stubborn: () => {
    process.on('SIGTERM', () => console.log('told to stop'));
    console.log(JSON.stringify({ pids: [process.pid, child().pid] }));
    hang();
  },
};
(does[what] ?? does.say)();
`;

/** A process that has ended but whose parent hasn't asked for its exit code counts as ended. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await holds()); tries += 1) {
    if (tries === 4000) throw new Error(`It never came to hold: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

let root: string;
let options: EcsOptions;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'framefleet-ecs-'));
  options = {
    program: join(root, 'program.cjs'),
    environment: { FRAMEFLEET_WORK_BUCKET: 'work', FRAMEFLEET_RETRY: 'none' },
    folder: join(root, 'tasks'),
    logFolder: join(root, 'logs'),
  };
  await writeFile(options.program, program);
  await Promise.all([mkdir(options.folder), mkdir(options.logFolder)]);
});
afterEach(() => rm(root, { recursive: true, force: true }));

const request = (Command: string[], Environment: { Name: string; Value: string }[] = []): JsonObject => ({
  Cluster: 'videos',
  TaskDefinition: 'segment-task',
  CapacityProviderStrategy: [{ CapacityProvider: 'FARGATE_SPOT', Weight: 1 }],
  Overrides: { ContainerOverrides: [{ Name: 'main', Command, Environment }] },
});

function run(
  parameters: JsonValue,
  {
    signal = new AbortController().signal,
    submitted,
  }: { signal?: AbortSignal; submitted?: (answer: JsonValue) => void } = {},
) {
  return createEcs(options)({ parameters, signal, executionArn: 'arn:execution', stateName: 'State', submitted });
}

/** The task that a failed state has for its cause. */
async function failure(running: Promise<unknown>): Promise<unknown> {
  const error = await running.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof StatesError)) throw new Error('The task should have failed', { cause: error });
  expect(error.errorName).toBe('States.TaskFailed');
  return JSON.parse(error.causeText ?? '');
}

const log = (name: string): Promise<string> => readFile(join(options.logFolder, `${name}.log`), 'utf8');

/** Waits for the line in which a program names its processes. */
async function pidsIn(name: string): Promise<number[]> {
  await until(async () => existsSync(join(options.logFolder, `${name}.log`)) && (await log(name)).includes('\n'));
  return (JSON.parse((await log(name)).split('\n')[0] ?? '') as { pids: number[] }).pids;
}

describe('a task that ends well', () => {
  test('is the result, as ecs:runTask.sync gives it', async () => {
    const task = await run(request(['exit', '0']));
    expect(task).toMatchObject({
      TaskArn: expect.stringMatching(/^arn:aws:ecs:us-east-1:000000000000:task\/videos\/[\da-f]{32}$/) as string,
      ClusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/videos',
      TaskDefinitionArn: 'segment-task',
      CapacityProviderName: 'FARGATE_SPOT',
      LastStatus: 'STOPPED',
      StopCode: 'EssentialContainerExited',
      Containers: [{ ExitCode: 0, Name: 'main' }],
      Overrides: { ContainerOverrides: [{ Name: 'main', Command: ['exit', '0'] }] },
    });
  });

  test('has started before it stopped, after its image was there', async () => {
    const { PullStartedAt, PullStoppedAt, StartedAt, StoppedAt } = (await run(request(['exit', '0']))) as Record<
      string,
      number
    >;
    const times = [PullStartedAt!, PullStoppedAt!, StartedAt!, StoppedAt!];
    expect(times.every(Number.isInteger)).toBe(true);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  test('is told when it was submitted, before it ran, once, and it is the same task', async () => {
    const answers: JsonValue[] = [];
    const ended = run(request(['exit', '0']), { submitted: (answer) => answers.push(answer) });
    expect(answers).toMatchObject([
      { Failures: [], Tasks: [{ LastStatus: 'PROVISIONING', DesiredStatus: 'RUNNING' }] },
    ]);
    const { TaskArn } = (await ended) as JsonObject;
    expect(answers).toMatchObject([{ Tasks: [{ TaskArn }] }]);
  });

  test('without a strategy has no capacity provider', async () => {
    const { Cluster, TaskDefinition, Overrides } = request(['exit', '0']);
    expect(await run({ Cluster: Cluster!, TaskDefinition: TaskDefinition!, Overrides: Overrides! })).toMatchObject({
      CapacityProviderName: null,
    });
  });
});

describe('what a task is given', () => {
  test('its command, the environment of its definition with the overrides, and nothing of this process', async () => {
    await run(request(['say', 'a b', '$HOME'], [{ Name: 'FRAMEFLEET_RETRY', Value: '2' }]));
    const [file] = await readdir(options.logFolder);
    const { args, env } = JSON.parse(await readFile(join(options.logFolder, file!), 'utf8')) as {
      args: string[];
      env: Record<string, string>;
    };
    expect(args).toEqual(['say', 'a b', '$HOME']);
    const { TMPDIR, ...others } = env;
    expect(others).toEqual({ FRAMEFLEET_WORK_BUCKET: 'work', FRAMEFLEET_RETRY: '2' });
    expect(TMPDIR?.startsWith(options.folder)).toBe(true);
  });

  test('a folder of its own for temporary files, which is gone when it ends', async () => {
    await run(request(['litter']));
    await failure(run(request(['exit', '1'])));
    expect(await readdir(options.folder)).toEqual([]);
  });
});

describe('what a task writes goes into a log file', () => {
  test.each([
    [['concat', 's3://work/plan.json'], 'concat'],
    [['segment', 's3://work/plan.json', '3', 'motion'], 'segment-00003'],
    [['segment', 's3://work/plan.json', '12345'], 'segment-12345'],
  ])('of %j', async (command, name) => {
    await run(request(command));
    expect(await readdir(options.logFolder)).toEqual([`${name}.log`]);
    expect(JSON.parse(await log(name))).toMatchObject({ args: command });
  });

  test('a second attempt writes on where the first has ended', async () => {
    await run(request(['concat', 'first']));
    await run(request(['concat', 'second']));
    const lines = (await log('concat')).trimEnd().split('\n');
    expect(lines.map((line) => (JSON.parse(line) as { args: string[] }).args[1])).toEqual(['first', 'second']);
  });
});

describe('a task that ends otherwise fails the state, with the whole task as the cause', () => {
  test.each([
    ['bad input', ['exit', '65'], 65],
    ['try again', ['exit', '75'], 75],
    ['killed', ['kill', 'SIGKILL'], 137],
    ['terminated', ['kill', 'SIGTERM'], 143],
    ['aborted', ['kill', 'SIGABRT'], 134],
  ])('%s', async (_what, command, exitCode) => {
    expect(await failure(run(request(command)))).toMatchObject({
      TaskArn: expect.stringContaining(':task/videos/') as string,
      Containers: [{ ExitCode: exitCode, Name: 'main' }],
      Overrides: { ContainerOverrides: [{ Command: command }] },
      StopCode: 'EssentialContainerExited',
    });
  });

  test('a program that is not there', async () => {
    options = { ...options, program: join(root, 'nowhere.cjs') };
    expect(await failure(run(request(['concat'])))).toMatchObject({ Containers: [{ ExitCode: 1 }] });
    expect(await log('concat')).toContain('nowhere.cjs');
  });

  test('a request that runTask would not take starts nothing', async () => {
    await expect(run({ Cluster: 'videos', TaskDefinition: 'segment-task' })).rejects.toMatchObject({
      name: 'ZodError',
    });
    expect(await readdir(options.logFolder)).toEqual([]);
  });
});

describe('when the state is aborted', () => {
  test('the task is told, and may say with what it ends', async () => {
    const stop = new AbortController();
    options = { ...options, stopTimeout: 60_000 };
    const running = failure(run(request(['polite']), { signal: stop.signal }));
    await pidsIn('polite');
    stop.abort();
    expect(await running).toMatchObject({ Containers: [{ ExitCode: 75 }] });
    expect(await readdir(options.folder)).toEqual([]);
  });

  test('a task that does not listen is killed, with all that it has started', async () => {
    const stop = new AbortController();
    options = { ...options, stopTimeout: 100 };
    const running = failure(run(request(['stubborn']), { signal: stop.signal }));
    const pids = await pidsIn('stubborn');
    expect(pids.map(isRunning)).toEqual([true, true]);
    stop.abort();
    expect(await running).toMatchObject({ Containers: [{ ExitCode: 137 }] });
    expect(await log('stubborn')).toContain('told to stop');
    await until(() => !pids.some(isRunning));
    expect(await readdir(options.folder)).toEqual([]);
  });

  test('a task that has not begun yet does not go on', async () => {
    const reason = new Error('stopped');
    await expect(run(request(['stubborn']), { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(await readdir(options.logFolder)).toEqual([]);
  });
});

test('when a task ends, what it has started ends with it', async () => {
  await run(request(['orphan']));
  const [pid] = await pidsIn('orphan');
  await until(() => !isRunning(pid!));
});
