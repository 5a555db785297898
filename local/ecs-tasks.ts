import { Fleet } from '../pipeline/fleet';

/** What Fargate gives to a task. */
export type TaskSize = Fleet['segment'];

/** How and why a task stopped, in ECS's words. */
export interface Stop {
  code: 'EssentialContainerExited' | 'SpotInterruption' | 'UserInitiated' | 'TaskFailedToStart';
  reason: string;
  /** Of the container; undefined when it never ran. */
  exitCode: number | undefined;
  /** Of the container, where its exit code isn't all there is to say. */
  containerReason?: string;
}

/** A task from its launch to its end, as ECS knows it. */
export interface EcsTask {
  taskArn: string;
  clusterArn: string;
  taskDefinitionArn: string;
  capacityProviderName: string | null;
  size: TaskSize;
  container: {
    name: string;
    command: readonly string[];
    environment: readonly { name: string; value: string }[];
  };
  tags: readonly { key: string; value: string }[];
  createdAt: Date;
  startedAt?: Date | undefined;
  stoppingAt?: Date;
  stoppedAt?: Date;
  stop?: Stop;
}

/** Where nobody says how large a task is. */
export const usualSize: TaskSize = Fleet.parse({}).segment;

/** Stopped tasks that are still shown; ECS shows them for an hour. */
const mostStopped = 1000;

interface Entry {
  task: EcsTask;
  stopping: AbortController;
  reason: string | undefined;
}

/** All tasks of the embedded ECS that run, and those that have stopped lately. */
export class EcsTasks {
  readonly #entries = new Map<string, Entry>();

  /** @param onStopped told of each task's end, once */
  constructor(private readonly onStopped: (task: EcsTask) => void = () => undefined) {}

  /** @returns aborted when somebody calls StopTask */
  started(task: EcsTask): AbortSignal {
    const stopping = new AbortController();
    this.#entries.set(task.taskArn, { task, stopping, reason: undefined });
    return stopping.signal;
  }

  /**
   * @param times absent when it never ran
   * @returns how it stopped, with the reason that StopTask was given
   */
  stopped(taskArn: string, known: Stop, times?: { startedAt: Date; stoppedAt: Date }): Stop {
    const entry = this.#entries.get(taskArn);
    if (!entry) return known;
    const stop = known.code === 'UserInitiated' ? { ...known, reason: entry.reason ?? known.reason } : known;
    const stoppedAt = times?.stoppedAt ?? new Date();
    entry.task = { ...entry.task, startedAt: times?.startedAt, stoppedAt, stop };
    // As the newest of those that have stopped.
    this.#entries.delete(taskArn);
    this.#entries.set(taskArn, entry);
    this.#forget();
    this.onStopped(entry.task);
    return stop;
  }

  /**
   * As StopTask does: SIGTERM, and SIGKILL after a while. Nothing happens to a task that has stopped.
   * @returns the task; undefined when there is no such one
   */
  stop(taskArn: string, reason = 'Task stopped by user'): EcsTask | undefined {
    const entry = this.#entries.get(taskArn);
    if (!entry) return undefined;
    if (!entry.task.stop && !entry.stopping.signal.aborted) {
      entry.reason = reason;
      entry.task = { ...entry.task, stoppingAt: new Date() };
      entry.stopping.abort();
    }
    return entry.task;
  }

  find(taskArn: string): EcsTask | undefined {
    return this.#entries.get(taskArn)?.task;
  }

  list(): EcsTask[] {
    return [...this.#entries.values()].map(({ task }) => task);
  }

  #forget(): void {
    const stopped = this.list().filter(({ stop }) => stop !== undefined);
    for (const { taskArn } of stopped.slice(0, -mostStopped)) this.#entries.delete(taskArn);
  }
}
