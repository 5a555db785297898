import type { Access, ApiCall } from './api-call';
import { authenticated, type Handle, type Service } from './authenticate';
import type { Callers } from './callers';
import { sendJsonError } from './json-answer';
import { targetOf } from './request-address';
import { type JsonValue, parseJson } from './step-functions/json';

/** What a request needs of IAM, by its operation's name and its body, whatever that is. */
export type ActionsOf = (operation: string, body: unknown) => Access[];

/**
 * A service that speaks AWS JSON, for the stack's own callers.
 * @param onCall is told of every request before the service answers it
 */
export const forCallers = (
  callers: Callers,
  service: Service,
  actionsOf: ActionsOf,
  onCall?: (call: ApiCall) => void,
): Handle =>
  authenticated(
    callers,
    (request, response, { type, message }) =>
      sendJsonError(request, response, `com.amazon.coral.service#${type}`, message),
    (caller, request, body, response) => {
      if (onCall) {
        const operation = targetOf(request)?.operation ?? '';
        for (const needed of actionsOf(operation, read(body.toString()))) onCall({ caller, ...needed });
      }
      service(request, response);
    },
  );

/** What is no JSON names nothing; the service will say so. */
function read(body: string): JsonValue {
  try {
    return parseJson(body);
  } catch {
    return {};
  }
}
