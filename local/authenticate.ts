import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from './api-call';
import type { Callers } from './callers';
import { accessKeyOf } from './request-address';
import { type WrongSignature, wrongSignature } from './verify-request';
import { type Request, readBody, wholeRequest } from './whole-request';

export type Handle = (request: IncomingMessage, response: ServerResponse) => void;

/** A service behind the check of who calls: it gets whole requests. */
export type Service = (request: Request, response: ServerResponse) => void;

/** In the words of the JSON protocol. */
export type Refusal = WrongSignature | { type: 'UnrecognizedClientException'; message: string };

/** Refuses as the service's protocol does. */
export type Refuse = (request: IncomingMessage, response: ServerResponse, refusal: Refusal) => void;

/**
 * Lets the stack's own callers through: a request of anyone else, or one that isn't signed with the caller's secret, is
 * refused, so that nothing is done which nobody accounts for.
 */
export function authenticated(
  callers: Callers,
  refuse: Refuse,
  serve: (caller: Caller, request: Request, body: Buffer, response: ServerResponse) => void,
): Handle {
  return (request, response) => {
    const accessKeyId = accessKeyOf(request) ?? '';
    const caller = callers.nameOf(accessKeyId);
    if (caller === undefined) {
      request.resume();
      const message = 'The security token included in the request is invalid.';
      refuse(request, response, { type: 'UnrecognizedClientException', message });
      return;
    }
    const check = (body: Buffer | undefined): void => {
      if (body === undefined) {
        response.writeHead(413).end();
        return;
      }
      const wrong = wrongSignature(request, body, callers.secrets.get(accessKeyId) ?? '');
      if (wrong) refuse(request, response, wrong);
      else serve(caller, wholeRequest(request, body), body, response);
    };
    // A client that goes away has no use for an answer.
    readBody(request).then(check, () => response.destroy());
  };
}
