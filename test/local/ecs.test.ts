import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../../local/api-call';
import { type EcsOptions, createEcs, createRunTask } from '../../local/ecs';
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
    taskDefinitions: {
      'segment-task': {
        environment: { FRAMEFLEET_WORK_BUCKET: 'work', FRAMEFLEET_RETRY: 'none' },
        roles: ['arn:aws:iam::000000000000:role/segment', 'arn:aws:iam::000000000000:role/launch'],
      },
      'concat-task': { environment: { FRAMEFLEET_WORK_BUCKET: 'joined' }, roles: [] },
    },
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

interface Surroundings {
  signal?: AbortSignal;
  submitted?: (answer: JsonValue) => void;
  onAccess?: (access: Access) => void;
}

function run(parameters: JsonValue, { signal = new AbortController().signal, submitted, onAccess }: Surroundings = {}) {
  const runTask = createEcs(options, onAccess);
  return runTask({ parameters, signal, executionArn: 'arn:execution', stateName: 'State', submitted });
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
      TaskDefinitionArn: 'arn:aws:ecs:us-east-1:000000000000:task-definition/segment-task:1',
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

  test.each([
    ['concat-task', 'videos'],
    ['concat-task:3', 'videos'],
    [
      'arn:aws:ecs:us-east-1:000000000000:task-definition/concat-task:3',
      'arn:aws:ecs:us-east-1:000000000000:cluster/videos',
    ],
  ])('the environment of its own definition: %s on %s', async (TaskDefinition, Cluster) => {
    const task = await run({ ...request(['say']), TaskDefinition, Cluster });
    expect(task).toMatchObject({
      TaskArn: expect.stringContaining(':task/videos/') as string,
      ClusterArn: 'arn:aws:ecs:us-east-1:000000000000:cluster/videos',
      TaskDefinitionArn: expect.stringMatching(/^arn:.*:task-definition\/concat-task:[13]$/) as string,
    });
    expect(JSON.parse(await log('say'))).toMatchObject({ env: { FRAMEFLEET_WORK_BUCKET: 'joined' } });
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

  test('a task definition that is not there, with the error of ECS', async () => {
    const unknown = run({ ...request(['exit', '0']), TaskDefinition: 'nobody' });
    await expect(unknown).rejects.toMatchObject({
      errorName: 'ECS.ClientException',
      causeText: expect.stringMatching(
        /^TaskDefinition not found\. \(Service: AmazonECS; Status Code: 400; /,
      ) as string,
    });
    expect(await readdir(options.logFolder)).toEqual([]);
  });

  test('a request that runTask would not take starts nothing', async () => {
    await expect(run({ Cluster: 'videos', TaskDefinition: 'segment-task' })).rejects.toMatchObject({
      errorName: 'ECS.InvalidParameterException',
      causeText: expect.stringMatching(/^Overrides: .* \(Service: AmazonECS; Status Code: 400; /) as string,
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

describe('what IAM has to allow for it', () => {
  const of = async (parameters: JsonValue, signal?: AbortSignal) => {
    const accesses: Access[] = [];
    await run(parameters, { signal, onAccess: (access) => accesses.push(access) }).catch(() => undefined);
    return accesses;
  };
  const short = ({ action, resource }: Access) =>
    `${action} ${resource.replace(/^arn:aws:|us-east-1:000000000000:/g, '')}`;
  const cluster = { 'ecs:cluster': 'arn:aws:ecs:us-east-1:000000000000:cluster/videos' };

  test('to start a task, with its roles, and to wait for its end', async () => {
    const accesses = await of(request(['exit', '0']));
    const [{ resource: task } = { resource: '' }] = accesses.slice(-1);
    expect(task).toMatch(/^arn:aws:ecs:us-east-1:000000000000:task\/videos\/[\da-f]{32}$/);
    const rule = 'arn:aws:events:us-east-1:000000000000:rule/StepFunctionsGetEventsForECSTaskRule';
    const passed = { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' };
    expect(accesses).toEqual([
      {
        action: 'ecs:RunTask',
        resource: 'arn:aws:ecs:us-east-1:000000000000:task-definition/segment-task:1',
        context: cluster,
      },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::000000000000:role/segment', context: passed },
      { action: 'iam:PassRole', resource: 'arn:aws:iam::000000000000:role/launch', context: passed },
      { action: 'events:PutTargets', resource: rule, context: {} },
      { action: 'events:PutRule', resource: rule, context: {} },
      { action: 'events:DescribeRule', resource: rule, context: {} },
      { action: 'ecs:DescribeTasks', resource: task, context: cluster },
    ]);
  });

  test.each<[string, JsonObject]>([
    ['given', { Tags: [{ Key: 'job', Value: 'a' }] }],
    ['taken from its definition', { PropagateTags: 'TASK_DEFINITION' }],
  ])('to tag a task, where tags are %s', async (_, tags) => {
    expect((await of({ ...request(['exit', '0']), ...tags }))[1]).toEqual({
      action: 'ecs:TagResource',
      resource: 'arn:aws:ecs:us-east-1:000000000000:task/videos/*',
      context: { 'ecs:CreateAction': 'RunTask' },
    });
  });

  test('to stop a task, when it is stopped', async () => {
    const stop = new AbortController();
    const ended = of(request(['polite']), stop.signal);
    await pidsIn('polite');
    stop.abort();
    const accesses = await ended;
    expect(accesses.slice(-2).map(({ action }) => action)).toEqual(['ecs:DescribeTasks', 'ecs:StopTask']);
    expect(accesses.at(-1)).toEqual({ ...accesses.at(-2), action: 'ecs:StopTask', context: cluster });
  });

  test('nothing where nothing is asked of ECS', async () => {
    expect(await of(request(['exit', '0']), AbortSignal.abort())).toEqual([]);
  });

  test('nothing more than the asking where there is no such task definition', async () => {
    expect((await of({ ...request(['exit', '0']), TaskDefinition: 'nobody' })).map(short)).toEqual([
      'ecs:RunTask ecs:task-definition/nobody:1',
    ]);
  });
});

describe('a task that no state waits for', () => {
  const start = (parameters: JsonValue, further: Partial<EcsOptions> = {}) =>
    createRunTask({ ...options, ...further })({
      parameters,
      signal: new AbortController().signal,
      executionArn: 'arn:execution',
      stateName: 'State',
    });

  test('is told as RunTask tells it, and does its work afterwards', async () => {
    const answer = await start(request(['litter']));
    expect(answer).toMatchObject({
      Failures: [],
      Tasks: [{ LastStatus: 'PROVISIONING', TaskDefinitionArn: expect.stringMatching(/segment-task:1$/) as string }],
      SdkHttpMetadata: { HttpStatusCode: 200 },
    });
    await until(
      async () => existsSync(join(options.logFolder, 'litter.log')) && (await readdir(options.folder)).length === 0,
    );
  });

  test('may fail: the state has succeeded', async () => {
    await expect(start(request(['exit', '1']))).resolves.toMatchObject({ Failures: [] });
    await until(
      async () => existsSync(join(options.logFolder, 'exit.log')) && (await readdir(options.folder)).length === 0,
    );
  });

  test('is stopped with the stack', async () => {
    const stopping = new AbortController();
    await start(request(['stubborn']), { stopping: stopping.signal, stopTimeout: 20 });
    const pids = await pidsIn('stubborn');
    stopping.abort();
    await until(() => !pids.some(isRunning));
    expect(await log('stubborn')).toContain('told to stop');
  });

  test('that can’t be run is told to whoever asked for it', async () => {
    const lost: string[] = [];
    await start(request(['say']), { logFolder: join(root, 'nowhere'), onLost: (arn) => lost.push(arn) });
    await until(() => lost.length > 0);
    expect(lost).toEqual([expect.stringMatching(/^arn:aws:ecs:.*:task\/videos\//)]);
  });

  test.each([request(['say']), { LaunchType: 'FARGATE' }])(
    'of an unknown definition fails the state',
    async (given) => {
      await expect(start({ ...given, TaskDefinition: 'nobody' })).rejects.toMatchObject({
        errorName: 'ECS.ClientException',
        causeText: expect.stringContaining('TaskDefinition not found.') as string,
      });
    },
  );
});
