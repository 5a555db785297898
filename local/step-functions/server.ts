import type { Request } from '../whole-request';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { ApiError } from './api/api-error';
import { wallClock, type Clock } from './states/clock';
import { executionOperations } from './api/execution-operations';
import type { Execution } from './executions/execution';
import { Executions } from './executions/executions';
import { Journal } from './history/journal';
import { parseJson, type JsonValue } from './json';
import { machineOperations } from './api/machine-operations';
import { mapRunOperations } from './api/map-run-operations';
import type { Mocks } from './mocks/mock-config';
import type { Operation } from './api/operation';
import { readPast } from './history/past';
import { startExecution } from './api/start-execution';
import { isCutOffSince, isTold, type StatusChange, statusChangeOf } from './executions/status-change';
import { StateMachines } from './executions/state-machines';
import type { ChildCall, Integration, ObjectStore, World } from './states/state-run';
import { taskOperations } from './api/task-operations';
import { testStateOperation } from './api/test-state';

export type { StatusChange } from './executions/status-change';
export type { Clock } from './states/clock';
export type { ChildCall, Integration, IntegrationCall, ObjectStore, StoredObject } from './states/state-run';
export { StatesError } from './states/states-error';

export interface StepFunctionsOptions {
  region: string;
  account: string;
  /** By resource ARN, without .waitForTaskToken. A function's ARN as Resource goes to arn:aws:states:::lambda:invoke. */
  integrations: Readonly<Record<string, Integration>>;
  /** Where distributed Maps read their items and write their results. */
  objects: ObjectStore;
  /** What is wrong with a task's parameters, as far as Step Functions itself sees it. */
  refusedParameters?: (resource: string, parameters: JsonValue) => string | undefined;
  clock?: Clock;
  /** Folder for machines, executions and histories, which then survive a restart. */
  folder?: string;
  /** For executions that are started with a test case: `stateMachineArn#case`. */
  mocks?: Mocks;
  /** Called for what a distributed Map asks of Step Functions itself, as any caller would, to run its items. */
  onChildCall?: (call: ChildCall) => void;
  /** Not called for the children of a distributed Map. */
  onExecutionEnded?: (execution: EndedExecution) => void;
  /** Called for what Step Functions tells EventBridge: each Standard execution that begins, goes on after a redrive, or has ended. */
  onStatusChange?: (change: StatusChange) => void;
}

export interface EndedExecution {
  executionArn: string;
  stateMachineArn: string;
  name: string;
  status: string;
  input: string;
  output?: string;
  error?: string;
  cause?: string;
}

export interface StepFunctions {
  /** AWS JSON 1.0, as the SDKs speak it. Signatures aren't verified. */
  handle(request: Request, response: ServerResponse): void;
  createStateMachine(input: { name: string; definition: string; roleArn: string }): string;
  startExecution(input: { stateMachineArn: string; name?: string; input: string }): string;
  /**
   * Tells of executions that were cut off, within a day, when an earlier process on the same folder stopped or died: whoever was
   * to hear of it may have ended with that. For when its listeners are ready; each is told of once.
   */
  tellOfCutOff(): void;
  /** Aborts what runs and waits for it. */
  close(): Promise<void>;
}

/** For so long EventBridge tries to deliver an event, in milliseconds: a day. */
const deliveryMs = 86_400_000;

/**
 * An embedded AWS Step Functions, in this process. On the way of a request: `api/` reads it, `definition/` checks a machine,
 * `executions/` begins a run of it, `states/` and `map/` run it, `query/` evaluates their fields, `history/` tells and keeps it.
 */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock = wallClock, folder, mocks, onStatusChange } = options;
  const world: World = { ...options, clock, mocks };
  const past = folder === undefined ? undefined : readPast(folder, world);
  const journal = past && folder !== undefined ? Journal.open(folder, past.records()) : undefined;
  const machines = new StateMachines(world, journal);
  const executions = new Executions(
    world,
    (execution) => {
      if (execution.status !== 'RUNNING') options.onExecutionEnded?.(endedExecution(execution));
      if (isTold(execution)) onStatusChange?.(statusChangeOf(execution));
    },
    journal,
  );
  if (past) {
    past.journal = journal;
    machines.restore(past.machines.values());
    executions.restore(past.executions.values(), past.mapRuns.values());
  }
  const since = new Date(clock.now().getTime() - deliveryMs);
  const cutOff = [...(past?.untold ?? [])].filter((execution) => isTold(execution) && isCutOffSince(execution, since));
  let isHeard = false;
  const operations: ReadonlyMap<string, Operation> = new Map([
    ...machineOperations(machines, world),
    ...executionOperations(machines, executions, world),
    ...mapRunOperations(executions),
    ...taskOperations(executions.tokens),
    testStateOperation(world),
  ]);

  const answer = async (target: string, body: string): Promise<object> => {
    const name = target.replace(/^AWSStepFunctions\./, '');
    const operation = operations.get(name);
    if (!operation) {
      throw new ApiError(
        'UnknownOperationException',
        `The embedded Step Functions has no operation ${name || '(none named)'}`,
      );
    }
    return operation(readBody(body));
  };

  return {
    handle(request, response) {
      const target = String(request.headers['x-amz-target'] ?? '');
      text(request)
        .then((body) => answer(target, body))
        .then((body) => send(response, 200, body))
        .catch((error: unknown) => sendError(response, error));
    },
    createStateMachine: (machine) => machines.create(machine).arn,
    startExecution: ({ stateMachineArn, ...request }) =>
      startExecution(machines, executions, mocks, stateMachineArn, request).arn,
    tellOfCutOff() {
      isHeard = true;
      for (const execution of cutOff.splice(0)) onStatusChange?.(statusChangeOf(execution));
      journal?.told();
    },
    async close() {
      // What ends from now on may reach nobody any more.
      if (isHeard) journal?.told();
      await executions.close();
      journal?.close();
    },
  };
}

const endedExecution = (execution: Execution): EndedExecution => {
  const { arn, machine, name, status, input, output, error, cause } = execution;
  return {
    ...{ executionArn: arn, stateMachineArn: machine.arn, name, status, input },
    ...(output === undefined ? {} : { output }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
};

function readBody(body: string): unknown {
  try {
    return parseJson(body || '{}');
  } catch (error) {
    throw new ApiError('SerializationException', String(error));
  }
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': randomUUID() });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  if (error instanceof ApiError) {
    send(response, 400, { __type: error.name, message: error.message });
    return;
  }
  send(response, 500, { __type: 'InternalFailure', message: error instanceof Error ? error.stack : String(error) });
}
