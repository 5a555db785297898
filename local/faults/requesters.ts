import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Callers } from '../callers';
import { accessKeyOf } from '../request-address';

/** Who makes a request. */
export interface Requester {
  /** A principal of the pipeline, or a task: `segment task 2`. */
  name: string;
  /** Which of its requests it is, from 1. */
  request: number;
  /** Where it is a task's. */
  taskId: string | undefined;
}

/** What disturbs a service: it calls `serve` for the service to go on, or answers by itself. */
export type Disturb = (
  requester: Requester,
  request: IncomingMessage,
  response: ServerResponse,
  serve: () => void,
) => void;

/** The SDK tells it in its User-Agent, when AWS_SDK_UA_APP_ID is in the environment. */
const appId = /\bapp\/([\da-f]{32})\b/;

/** Counts requests by who makes them. */
export class Requesters {
  readonly #callers: Callers;
  readonly #nameOfTask: (taskId: string) => string | undefined;
  readonly #counts = new Map<string, number>();

  constructor(callers: Callers, nameOfTask: (taskId: string) => string | undefined) {
    this.#callers = callers;
    this.#nameOfTask = nameOfTask;
  }

  /** To be asked once per request. Undefined for whoever started the stack, and for strangers: nobody disturbs them. */
  of(request: IncomingMessage): Requester | undefined {
    const caller = this.#callers.nameOf(accessKeyOf(request));
    if (caller === undefined || caller === 'user') return undefined;
    const said = appId.exec(request.headers['user-agent'] ?? '')?.[1];
    const task = said === undefined ? undefined : this.#nameOfTask(said);
    const name = task ?? caller;
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return { name, request: count, taskId: task === undefined ? undefined : said };
  }
}

export const placeOf = ({ name, request }: Requester): string => `${name}, request ${request}`;
