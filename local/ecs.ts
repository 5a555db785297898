import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import type { Access } from './api-call';
import { arn } from './identity';
import { withMetadata } from './integrations/response-metadata';
import { optimizedFailure } from './integrations/service-failure';
import type { JsonObject, JsonValue } from './step-functions/json';
import type { Integration } from './step-functions/states/state-run';
import { StatesError } from './step-functions/states/states-error';
import { awaitingTask, startingTask, stoppingTask } from './task-actions';
import { type Ended, type TaskProcess, runTaskProcess } from './task-process';

const RunTask = z.object({
  /** Name or ARN. */
  Cluster: z.string().default('default'),
  /** `family`, `family:revision` or ARN. */
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
  Tags: z.array(z.unknown()).default([]),
  PropagateTags: z.string().default('NONE'),
});
type RunTask = z.infer<typeof RunTask>;

export interface TaskDefinition {
  /** Of the container. */
  environment: Readonly<Record<string, string>>;
  /** ARNs: the role that the task has, and the one to launch it with. */
  roles: readonly string[];
}

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
}

/**
 * ecs:runTask.sync, with child processes for tasks. A task that ends with another exit code than 0 fails the state, with
 * the whole task as the cause; an aborted state stops its task as ECS does: SIGTERM, then SIGKILL.
 */
export function createEcs(options: EcsOptions, onAccess: (access: Access) => void = () => undefined): Integration {
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
export function createRunTask(options: EcsOptions, onAccess: (access: Access) => void = () => undefined): Integration {
  const never = new AbortController().signal;
  // eslint-disable-next-line @typescript-eslint/require-await -- what it throws is to reject
  return async ({ parameters, signal }) => {
    signal.throwIfAborted();
    const task = taskOf(options, parameters, onAccess);
    task.run(options.stopping ?? never).catch((error: unknown) => options.onLost?.(task.started.TaskArn, error));
    return task.answer;
  };
}

/** A task as it is asked for, and what runs it. */
function taskOf(options: EcsOptions, parameters: JsonValue, onAccess: (access: Access) => void) {
  const id = randomUUID().replaceAll('-', '');
  const request = requestOf(parameters, options, id);
  const started = describeTask(id, request);
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
      if (!options.watch) return runTaskProcess(process, signal);
      return runWatched(options.watch, { id, capacityProvider: started.CapacityProviderName }, process, signal);
    },
  };
}

interface EndedTask extends Ended {
  interruption?: Interruption | undefined;
}

async function runWatched(
  watch: TaskWatch,
  named: Pick<LaunchedTask, 'id' | 'capacityProvider'>,
  process: TaskProcess,
  signal: AbortSignal,
): Promise<EndedTask> {
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

/** The task as RunTask answers, with the names that Step Functions gives to the fields. */
function describeTask(id: string, { Cluster, TaskDefinition, CapacityProviderStrategy, Overrides }: RunTask) {
  const [{ Name, Command, Environment }] = Overrides.ContainerOverrides;
  const cluster = Cluster.replace(/^.*\//, '');
  return {
    TaskArn: arn('ecs', `task/${cluster}/${id}`),
    TaskDefinitionArn: revisionOf(TaskDefinition),
    ClusterArn: arn('ecs', `cluster/${cluster}`),
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

/** ECS takes the newest revision where none is named; here there is but one. */
function revisionOf(definition: string): string {
  const whole = definition.startsWith('arn:') ? definition : arn('ecs', `task-definition/${definition}`);
  return /:\d+$/.test(whole) ? whole : `${whole}:1`;
}

/** What the task's end adds: the state's output when it went well, its cause when not. */
function describeEnd({ Overrides }: RunTask, ended: EndedTask): JsonObject {
  const { exitCode, startedAt, stoppedAt, interruption } = ended;
  const [{ Name }] = Overrides.ContainerOverrides;
  const outOfMemory = 'OutOfMemoryError: Container killed due to memory usage';
  return {
    Containers: [
      { ExitCode: exitCode, LastStatus: 'STOPPED', Name, ...(interruption === 'kill' && { Reason: outOfMemory }) },
    ],
    DesiredStatus: 'STOPPED',
    LastStatus: 'STOPPED',
    PullStartedAt: startedAt.getTime(),
    PullStoppedAt: startedAt.getTime(),
    StartedAt: startedAt.getTime(),
    StoppedAt: stoppedAt.getTime(),
    ...(interruption === 'spot'
      ? { StopCode: 'SpotInterruption', StoppedReason: 'Your Spot Task was interrupted.' }
      : { StopCode: 'EssentialContainerExited', StoppedReason: 'Essential container in task exited' }),
  };
}
