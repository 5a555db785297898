import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Access } from './api-call';
import { type EndedTask, RunTask, type TaskDefinition, describeEnd, knownTask, launched } from './ecs-request';
import { type EcsTask, EcsTasks, type Stop } from './ecs-tasks';
import { withMetadata } from './integrations/response-metadata';
import { optimizedFailure } from './integrations/service-failure';
import type { JsonValue } from './step-functions/json';
import type { Integration } from './step-functions/states/state-run';
import { StatesError } from './step-functions/states/states-error';
import { awaitingTask, startingTask, stoppingTask } from './task-actions';
import { type Ended, type TaskProcess, runTaskProcess } from './task-process';

/** What ends a task besides itself and its state: the memory that it has used up, or Spot, which wants its capacity back. */
export type Interruption = 'kill' | 'spot';

export interface LaunchedTask {
  id: string;
  command: readonly string[];
  capacityProvider: string | null;
  interrupt: (how: Interruption) => void;
}

/** Is told of every task from its start to its end. */
export interface TaskWatch {
  /** @returns variables that the task gets besides its own */
  launched(task: LaunchedTask): Readonly<Record<string, string>>;
  /** @param exitCode undefined when it couldn't even start */
  ended(id: string, exitCode: number | undefined): void;
}

export interface EcsOptions {
  /** The container program's bundle, which the image runs too. */
  program: string;
  /** By family. */
  taskDefinitions: Readonly<Record<string, TaskDefinition>>;
  /** Folder for the tasks' temporary files; each task has its own, which goes when it ends. */
  folder: string;
  logFolder: string;
  /** Between SIGTERM and SIGKILL, in milliseconds. */
  stopTimeout?: number;
  /** Stops tasks that no state waits for. */
  stopping?: AbortSignal;
  /** Told of a task that no state waits for when it couldn't run. */
  onLost?: (taskArn: string, error: unknown) => void;
  watch?: TaskWatch | undefined;
  /** Where tasks are to be found while they run, and can be stopped. */
  tasks?: EcsTasks;
}

/**
 * ecs:runTask.sync, with child processes for tasks. A task that ends with another exit code than 0 fails the state, with
 * the whole task as the cause; an aborted state stops its task as ECS does: SIGTERM, then SIGKILL.
 */
export function createEcs(given: EcsOptions, onAccess: (access: Access) => void = () => undefined): Integration {
  const options = { tasks: new EcsTasks(), ...given };
  return async ({ parameters, signal, submitted }) => {
    signal.throwIfAborted();
    const task = taskOf(options, parameters, onAccess);
    awaitingTask(task.needs).forEach(onAccess);
    submitted?.(task.answer);
    const stopping = () => onAccess(stoppingTask(task.needs));
    signal.addEventListener('abort', stopping, { once: true });
    try {
      const ended = await task.run(signal);
      const described = { ...task.started, ...describeEnd(task.request, ended) };
      if (ended.exitCode !== 0) throw new StatesError('States.TaskFailed', JSON.stringify(described));
      return described;
    } finally {
      signal.removeEventListener('abort', stopping);
    }
  };
}

/** ecs:runTask: answers once the task is started. What becomes of the task is no longer the state's affair, only of `stopping`. */
export function createRunTask(given: EcsOptions, onAccess: (access: Access) => void = () => undefined): Integration {
  const options = { tasks: new EcsTasks(), ...given };
  const never = new AbortController().signal;
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject
  return async ({ parameters, signal }) => {
    signal.throwIfAborted();
    const task = taskOf(options, parameters, onAccess);
    task.run(options.stopping ?? never).catch((error: unknown) => options.onLost?.(task.started.TaskArn, error));
    return task.answer;
  };
}

type KnownOptions = EcsOptions & { tasks: EcsTasks };

/** A task as it is asked for, and what runs it. */
function taskOf(options: KnownOptions, parameters: JsonValue, onAccess: (access: Access) => void) {
  const id = randomUUID().replaceAll('-', '');
  const createdAt = new Date();
  const request = requestOf(parameters, options, id);
  const started = launched(id, request);
  const [container] = request.Overrides.ContainerOverrides;
  const overrides = Object.fromEntries(container.Environment.map(({ Name, Value }) => [Name, Value]));
  const definition = definitionOf(options, request.TaskDefinition);
  const needs = {
    task: started.TaskArn,
    definition: started.TaskDefinitionArn,
    cluster: started.ClusterArn,
    roles: definition?.roles ?? [],
    tagged: request.Tags.length > 0 || request.PropagateTags !== 'NONE',
  };
  startingTask(needs).forEach(onAccess);
  if (!definition) throw notFound(id);
  return {
    request,
    started,
    needs,
    answer: withMetadata({ Failures: [], Tasks: [started] }, 'application/x-amz-json-1.1'),
    run: (signal: AbortSignal): Promise<EndedTask> => {
      const process: TaskProcess = {
        program: options.program,
        command: container.Command,
        environment: { ...definition.environment, ...overrides },
        folder: join(options.folder, id),
        logFolder: options.logFolder,
        stopTimeout: options.stopTimeout ?? 5000,
      };
      return runKnown(options, { ...knownTask(request, started, definition), createdAt }, { id, process, signal });
    },
  };
}

/** Runs a task that others can find, and stop, as long as it runs. */
async function runKnown(
  { tasks, watch }: KnownOptions,
  task: EcsTask,
  { id, process, signal }: { id: string; process: TaskProcess; signal: AbortSignal },
): Promise<EndedTask> {
  const { taskArn, capacityProviderName: capacityProvider } = task;
  const told = AbortSignal.any([signal, tasks.started({ ...task, startedAt: new Date() })]);
  const run = { id, capacityProvider };
  try {
    const { interruption, ...ended } = await (watch
      ? runWatched(watch, run, process, told)
      : runTaskProcess(process, told).then((end) => ({ ...end, interruption: undefined })));
    const stop = stopOf(ended.exitCode, interruption, told.aborted);
    return { ...ended, stop: tasks.stopped(taskArn, stop, ended) };
  } catch (error) {
    const reason = `The task could not be started: ${error instanceof Error ? error.message : String(error)}`;
    tasks.stopped(taskArn, { code: 'TaskFailedToStart', reason, exitCode: undefined });
    throw error;
  }
}

async function runWatched(
  watch: TaskWatch,
  named: Pick<LaunchedTask, 'id' | 'capacityProvider'>,
  process: TaskProcess,
  signal: AbortSignal,
): Promise<Ended & { interruption: Interruption | undefined }> {
  const interruptions = { kill: new AbortController(), spot: new AbortController() };
  let interruption: Interruption | undefined;
  const interrupt = (how: Interruption) => {
    interruption ??= how;
    interruptions[how].abort();
  };
  const environment = { ...process.environment, ...watch.launched({ ...named, command: process.command, interrupt }) };
  const stop = AbortSignal.any([signal, interruptions.spot.signal]);
  let ended: Ended | undefined;
  try {
    ended = await runTaskProcess({ ...process, environment, kill: interruptions.kill.signal }, stop);
    return { ...ended, interruption };
  } finally {
    watch.ended(named.id, ended?.exitCode);
  }
}

/** @param told whether somebody has asked for its end: by StopTask, or by stopping the state that waits for it */
function stopOf(exitCode: number, interruption: Interruption | undefined, told: boolean): Stop {
  if (interruption === 'spot') {
    return { code: 'SpotInterruption', reason: 'Your Spot Task was interrupted.', exitCode };
  }
  if (told) return { code: 'UserInitiated', reason: 'Task stopped by user', exitCode };
  return {
    code: 'EssentialContainerExited',
    reason: 'Essential container in task exited',
    exitCode,
    ...(interruption === 'kill' && { containerReason: 'OutOfMemoryError: Container killed due to memory usage' }),
  };
}

function requestOf(parameters: JsonValue, options: EcsOptions, id: string): RunTask {
  const { data, error } = RunTask.safeParse(parameters);
  if (data) return data;
  // Of a task that isn't there, nothing else is worth a word.
  const named = RunTask.pick({ TaskDefinition: true }).safeParse(parameters).data;
  if (named && !definitionOf(options, named.TaskDefinition)) throw notFound(id);
  const [issue] = error.issues;
  throw refusal('InvalidParameterException', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`, id);
}

/** By family, whatever the revision: here there is but one. */
const definitionOf = ({ taskDefinitions }: EcsOptions, name: string): TaskDefinition | undefined =>
  taskDefinitions[/([^/:]+)(?::\d+)?$/.exec(name)?.[1] ?? ''];

const notFound = (id: string): StatesError => refusal('ClientException', 'TaskDefinition not found.', id);

/** As RunTask refuses it, under the name that Step Functions gives to it. */
const refusal = (code: string, message: string, requestId: string): StatesError =>
  optimizedFailure('ECS', 'AmazonECS', 'AmazonECSException')({ code, message, status: 400, requestId, modelled: true });
