import type { IncomingMessage, ServerResponse } from 'node:http';
import { sendJsonError } from './json-answer';
import { sendQueryError } from './query-answer';
import { scopeServiceOf, targetOf } from './request-address';

/** Answers, in the client's own protocol, that there is no such service here. */
export function refuseService(request: IncomingMessage, response: ServerResponse): void {
  const target = targetOf(request);
  const service = target?.service ?? scopeServiceOf(request) ?? 'unnamed';
  const message = `The embedded AWS has no service ${service}.`;
  request.resume();
  if (target) sendJsonError(request, response, 'UnknownOperationException', message);
  else sendQueryError(response, 400, { code: 'InvalidAction', message });
}
