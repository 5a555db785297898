import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, ApiCall } from './api-call';
import type { Callers } from './callers';
import { sendJsonError } from './json-answer';
import { accessKeyOf, targetOf } from './request-address';
import { type JsonValue, parseJson } from './step-functions/json';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** What a request needs of IAM, by its operation's name and its body, whatever that is. */
export type ActionsOf = (operation: string, body: unknown) => Access[];

/**
 * A service that speaks AWS JSON, for the stack's own callers: a request of anyone else is refused as AWS refuses it, so
 * that nothing is done which nobody accounts for.
 * @param onCall is told of every request before the service answers it; without, bodies aren't looked at
 */
export function forCallers(
  callers: Callers,
  service: Handle,
  actionsOf: ActionsOf,
  onCall?: (call: ApiCall) => void,
): Handle {
  return (request, response) => {
    const caller = callers.nameOf(accessKeyOf(request));
    if (caller === undefined) {
      refuse(request, response);
      return;
    }
    if (onCall) {
      const operation = targetOf(request)?.operation ?? '';
      overhear(request, (body) => {
        for (const needed of actionsOf(operation, read(body))) onCall({ caller, ...needed });
      });
    }
    service(request, response);
  };
}

/** Listens beside the service. Both begin to in the same tick, so that both hear all of it. */
function overhear(request: IncomingMessage, onBody: (body: string) => void): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.once('end', () => onBody(Buffer.concat(chunks).toString()));
}

/** What is no JSON names nothing; the service will say so. */
function read(body: string): JsonValue {
  try {
    return parseJson(body);
  } catch {
    return {};
  }
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  request.resume();
  const type = 'com.amazon.coral.service#UnrecognizedClientException';
  sendJsonError(request, response, type, 'The security token included in the request is invalid.');
}
