import type { Request } from './whole-request';
import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { account } from './identity';
import { SqsError } from './sqs-error';
import { operations, type Surroundings } from './sqs-operations';
import type { Queues } from './sqs-queues';

/** An embedded Amazon SQS: standard queues in this process's memory, in AWS JSON as the SDKs speak it. */
export interface Sqs {
  handle(request: Request, response: ServerResponse): void;
}

export function createSqs(queues: Queues): Sqs {
  return {
    handle(request, response) {
      const operation = /[^.]*$/.exec(String(request.headers['x-amz-target'] ?? ''))?.[0] ?? '';
      // Where the queues are, as the caller knows this machine.
      const base = `http://${request.headers.host ?? 'localhost'}/${account}`;
      const gone = new AbortController();
      response.once('close', () => gone.abort());
      text(request)
        .then((body) => answer(operation, body, { queues, base, signal: gone.signal }))
        .then((value) => send(response, 200, value))
        .catch((error: unknown) => sendError(response, error));
    },
  };
}

function answer(name: string, body: string, surroundings: Surroundings): object | Promise<object> {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) {
    throw new SqsError('UnsupportedOperation', `The embedded SQS has no operation ${name || '(none named)'}`);
  }
  const input: unknown = JSON.parse(body || '{}');
  return operation(input, surroundings);
}

function send(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, {
    'Content-Type': 'application/x-amz-json-1.0',
    'x-amzn-RequestId': randomUUID(),
    ...headers,
  });
  response.end(JSON.stringify(body));
}

function sendError(response: ServerResponse, error: unknown): void {
  const told =
    error instanceof SqsError
      ? error
      : new SqsError('InternalError', error instanceof Error ? error.message : String(error), undefined, 500);
  const { code, message, queryCode, status } = told;
  const headers = { 'x-amzn-query-error': `${queryCode};${status < 500 ? 'Sender' : 'Receiver'}` };
  send(response, status, { __type: `com.amazonaws.sqs#${code}`, message }, headers);
}
