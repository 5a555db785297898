import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { operationsOf } from './api';
import { ApiError } from './api-error';
import { wallClock, type Clock } from './clock';
import { Executions } from './executions';
import { parseJson } from './json';
import { startExecution } from './start-execution';
import { StateMachines } from './state-machines';
import type { ChildCall, Integration, World } from './state-run';

export type { Clock } from './clock';
export type { ChildCall, Integration, IntegrationCall } from './state-run';
export { StatesError } from './states-error';

export interface StepFunctionsOptions {
  region: string;
  account: string;
  /** By resource ARN. A function's ARN as Resource goes to arn:aws:states:::lambda:invoke. */
  integrations: Readonly<Record<string, Integration>>;
  /** Reads the items of a distributed Map. */
  readObject: (bucket: string, key: string) => Promise<Buffer>;
  clock?: Clock;
  /** Called for what a distributed Map asks of Step Functions itself, as any caller would, to run its items. */
  onChildCall?: (call: ChildCall) => void;
  /** Not called for the children of a distributed Map. */
  onExecutionEnded?: (execution: EndedExecution) => void;
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
  handle(request: IncomingMessage, response: ServerResponse): void;
  createStateMachine(input: { name: string; definition: string; roleArn: string }): string;
  startExecution(input: { stateMachineArn: string; name?: string; input: string }): string;
  /** Aborts what runs and waits for it. */
  close(): Promise<void>;
}

/** An embedded AWS Step Functions: Standard workflows in JSONPath, in this process's memory. */
export function createStepFunctions(options: StepFunctionsOptions): StepFunctions {
  const { clock = wallClock, onExecutionEnded } = options;
  const world: World = { ...options, clock };
  const machines = new StateMachines(world);
  const executions = new Executions(world, ({ arn, machineArn, name, status, input, output, error, cause }) =>
    onExecutionEnded?.({
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      input,
      ...(output === undefined ? {} : { output }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
    }),
  );
  const operations = operationsOf(machines, executions, world);

  const answer = (target: string, body: string): object => {
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
        .then((body) => send(response, 200, answer(target, body)))
        .catch((error: unknown) => sendError(response, error));
    },
    createStateMachine: ({ name, definition, roleArn }) => machines.create(name, definition, roleArn).arn,
    startExecution: ({ stateMachineArn, ...request }) =>
      startExecution(executions, machines.get(stateMachineArn), request).arn,
    close: () => executions.close(),
  };
}

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
