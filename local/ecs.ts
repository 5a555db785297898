import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { open, mkdir, rm } from 'node:fs/promises';
import { constants } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { arn } from './identity';
import type { JsonObject } from './step-functions/json';
import { type Integration, StatesError } from './step-functions/server';

const RunTask = z.object({
  Cluster: z.string(),
  TaskDefinition: z.string(),
  CapacityProviderStrategy: z.array(z.object({ CapacityProvider: z.string() })).optional(),
  Overrides: z.object({
    ContainerOverrides: z.tuple([
      z.object({
        Name: z.string(),
        Command: z.array(z.string()),
        Environment: z.array(z.object({ Name: z.string(), Value: z.string() })).default([]),
      }),
    ]),
  }),
});
type RunTask = z.infer<typeof RunTask>;

export interface EcsOptions {
  /** The container program's bundle, which the image runs too. */
  program: string;
  /** Environment of every task, as a task definition gives it. */
  environment: Readonly<Record<string, string>>;
  /** Folder for the tasks' temporary files; each task has its own, which goes when it ends. */
  folder: string;
  logFolder: string;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  stopTimeout?: number;
}

interface Ended {
  exitCode: number;
  startedAt: Date;
  stoppedAt: Date;
}

/**
 * ecs:runTask.sync, with child processes for tasks. A task that ends with another exit code than 0 fails the state, with
 * the whole task as the cause; an aborted state stops its task as ECS does: SIGTERM, then SIGKILL.
 */
export function createEcs(options: EcsOptions): Integration {
  return async ({ parameters, signal, submitted }) => {
    const request = RunTask.parse(parameters);
    const id = randomUUID().replaceAll('-', '');
    submitted?.({ Failures: [], Tasks: [describeTask(id, request)] });
    const ended = await runProcess(options, id, request, signal);
    const task = { ...describeTask(id, request), ...describeEnd(request, ended) };
    if (ended.exitCode !== 0) throw new StatesError('States.TaskFailed', JSON.stringify(task));
    return task;
  };
}

async function runProcess(options: EcsOptions, id: string, request: RunTask, signal: AbortSignal): Promise<Ended> {
  const [container] = request.Overrides.ContainerOverrides;
  const overrides = Object.fromEntries(container.Environment.map(({ Name, Value }) => [Name, Value]));
  const folder = join(options.folder, id);
  signal.throwIfAborted();
  const log = await open(join(options.logFolder, `${logName(container.Command)}.log`), 'a');
  try {
    await mkdir(folder, { recursive: true });
    const startedAt = new Date();
    const child = spawn(process.execPath, [options.program, ...container.Command], {
      cwd: folder,
      env: { ...options.environment, ...overrides, TMPDIR: folder },
      stdio: ['ignore', log.fd, log.fd],
      // A process group of its own: a Ctrl-C in the terminal reaches the task through the stack, once, and in order.
      detached: true,
    });
    const exitCode = await waitForEnd(child, signal, options.stopTimeout ?? 5000);
    return { exitCode, startedAt, stoppedAt: new Date() };
  } finally {
    await log.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** `segment-00003` or `concat`: the tasks of one segment share a log file. */
const logName = ([command = 'task', , index]: readonly string[]): string =>
  index === undefined ? command : `${command}-${index.padStart(5, '0')}`;

function waitForEnd(child: ChildProcess, signal: AbortSignal, stopTimeout: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const kill = () => killGroup(child);
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      child.kill('SIGTERM');
      timer = setTimeout(kill, stopTimeout);
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const settle = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', stop);
      // When a container's first process ends, all others end with it.
      kill();
    };
    child.once('error', (error) => {
      settle();
      reject(error);
    });
    child.once('exit', (code, signalName) => {
      settle();
      resolve(code ?? exitCodeOf(signalName));
    });
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nothing of the group is left.
  }
}

/** As a container runtime reports a killed process: 128 and the signal's number. */
const exitCodeOf = (signal: NodeJS.Signals | null): number => (signal === null ? 1 : 128 + constants.signals[signal]);

/** The task as RunTask answers, with the names that Step Functions gives to the fields. */
function describeTask(
  id: string,
  { Cluster, TaskDefinition, CapacityProviderStrategy, Overrides }: RunTask,
): JsonObject {
  const [{ Name, Command, Environment }] = Overrides.ContainerOverrides;
  return {
    TaskArn: arn('ecs', `task/${Cluster}/${id}`),
    TaskDefinitionArn: TaskDefinition,
    ClusterArn: arn('ecs', `cluster/${Cluster}`),
    CapacityProviderName: CapacityProviderStrategy?.[0]?.CapacityProvider ?? null,
    Containers: [{ LastStatus: 'PENDING', Name }],
    DesiredStatus: 'RUNNING',
    LastStatus: 'PROVISIONING',
    LaunchType: 'FARGATE',
    Overrides: {
      ContainerOverrides: [{ Name, Command, Environment: Environment.map((variable) => ({ ...variable })) }],
    },
  };
}

/** What the task's end adds: the state's output when it went well, its cause when not. */
function describeEnd({ Overrides }: RunTask, { exitCode, startedAt, stoppedAt }: Ended): JsonObject {
  return {
    Containers: [{ ExitCode: exitCode, LastStatus: 'STOPPED', Name: Overrides.ContainerOverrides[0].Name }],
    DesiredStatus: 'STOPPED',
    LastStatus: 'STOPPED',
    PullStartedAt: startedAt.getTime(),
    PullStoppedAt: startedAt.getTime(),
    StartedAt: startedAt.getTime(),
    StoppedAt: stoppedAt.getTime(),
    StopCode: 'EssentialContainerExited',
    StoppedReason: 'Essential container in task exited',
  };
}
