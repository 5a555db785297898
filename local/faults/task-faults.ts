import type { LaunchedTask, TaskWatch } from '../ecs';
import type { Injections } from './injections';
import { type Requester, placeOf } from './requesters';
import type { TaskFault } from './schema';

interface Watched {
  task: LaunchedTask;
  /** `segment task 2`: the third of its command. */
  name: string;
  /** What is to happen to it, and at which of its requests. */
  planned: readonly { fault: TaskFault; request: number }[];
  requests: number;
  ended: boolean;
}

/** Of a command of which no task has ended yet. */
const usualRequests = 10;

/** Ends tasks as ECS does: at the request that was asked for, which is never answered when the task is killed. */
export class TaskFaults implements TaskWatch {
  readonly #faults: readonly TaskFault[];
  readonly #injections: Injections;
  readonly #running = new Map<string, Watched>();
  /** Tasks launched so far, of each command. */
  readonly #launched = new Map<string, number>();
  #all = 0;
  /** Requests that the last undisturbed task of a command made. */
  readonly #usual = new Map<string, number>();

  constructor(faults: readonly TaskFault[], injections: Injections) {
    this.#faults = faults;
    this.#injections = injections;
  }

  launched(task: LaunchedTask): Readonly<Record<string, string>> {
    const [command = ''] = task.command;
    const all = this.#all++;
    const ofCommand = this.#launched.get(command) ?? 0;
    this.#launched.set(command, ofCommand + 1);
    const usual = this.#usual.get(command) ?? usualRequests;
    const planned = this.#faults
      .filter((fault) => (fault.command === undefined ? fault.task === all : fault.task === ofCommand))
      .filter((fault) => fault.command === undefined || fault.command === command)
      // Fargate takes nothing back but what is its Spot.
      .filter(({ how }) => how !== 'spot' || task.capacityProvider === 'FARGATE_SPOT')
      .map((fault) => ({ fault, request: fault.request ?? Math.max(1, Math.ceil((fault.at ?? 1) * usual)) }));
    this.#running.set(task.id, { task, name: `${command} task ${ofCommand}`, planned, requests: 0, ended: false });
    return { AWS_SDK_UA_APP_ID: task.id };
  }

  ended(id: string, exitCode: number | undefined): void {
    const watched = this.#running.get(id);
    this.#running.delete(id);
    if (watched && !watched.ended && exitCode === 0) this.#usual.set(watched.task.command[0] ?? '', watched.requests);
  }

  nameOf(id: string): string | undefined {
    return this.#running.get(id)?.name;
  }

  /** @returns whether there is still somebody to be answered */
  pass(requester: Requester): boolean {
    const watched = this.#running.get(requester.taskId ?? '');
    if (!watched) return true;
    watched.requests = requester.request;
    const due = watched.planned.find(({ request }) => request === requester.request);
    if (!due || watched.ended) return true;
    const { how } = due.fault;
    if (!this.#injections.inject(`task.${how}`, undefined, watched.task.command.join(' '), placeOf(requester)))
      return true;
    watched.ended = true;
    watched.task.interrupt(how);
    return how === 'spot';
  }
}
