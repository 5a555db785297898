import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Access, ApiCall } from './api-call';
import type { Callers } from './callers';
import { sendJsonError } from './json-answer';
import { accessKeyOf, targetOf } from './request-address';
import { type JsonValue, parseJson } from './step-functions/json';
import { wrongSignature } from './verify-request';
import { type Request, readBody, wholeRequest } from './whole-request';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** A service behind the check of who calls: it gets whole requests. */
export type Service = (request: Request, response: ServerResponse) => void;

/** What a request needs of IAM, by its operation's name and its body, whatever that is. */
export type ActionsOf = (operation: string, body: unknown) => Access[];

/**
 * A service that speaks AWS JSON, for the stack's own callers: a request of anyone else, or one that isn't signed with the
 * caller's secret, is refused as AWS refuses it, so that nothing is done which nobody accounts for.
 * @param onCall is told of every request before the service answers it
 */
export function forCallers(
  callers: Callers,
  service: Service,
  actionsOf: ActionsOf,
  onCall?: (call: ApiCall) => void,
): Handle {
  return (request, response) => {
    const accessKeyId = accessKeyOf(request) ?? '';
    const caller = callers.nameOf(accessKeyId);
    if (caller === undefined) {
      request.resume();
      const message = 'The security token included in the request is invalid.';
      refuse(request, response, 'UnrecognizedClientException', message);
      return;
    }
    const serve = (body: Buffer | undefined): void => {
      if (body === undefined) {
        response.writeHead(413).end();
        return;
      }
      const wrong = wrongSignature(request, body, callers.secrets.get(accessKeyId) ?? '');
      if (wrong) {
        refuse(request, response, wrong.type, wrong.message);
        return;
      }
      if (onCall) {
        const operation = targetOf(request)?.operation ?? '';
        for (const needed of actionsOf(operation, read(body.toString()))) onCall({ caller, ...needed });
      }
      service(wholeRequest(request, body), response);
    };
    // A client that goes away has no use for an answer.
    readBody(request).then(serve, () => response.destroy());
  };
}

/** What is no JSON names nothing; the service will say so. */
function read(body: string): JsonValue {
  try {
    return parseJson(body);
  } catch {
    return {};
  }
}

function refuse(request: IncomingMessage, response: ServerResponse, type: string, message: string): void {
  sendJsonError(request, response, `com.amazon.coral.service#${type}`, message);
}
