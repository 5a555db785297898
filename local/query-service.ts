import type { Callers } from './callers';
import type { Handle } from './json-service';
import { sendQueryError } from './query-answer';
import { accessKeyOf } from './request-address';

/** A service that speaks the query protocol, for the stack's own callers. */
export function forQueryCallers(callers: Callers, service: Handle): Handle {
  return (request, response) => {
    if (callers.nameOf(accessKeyOf(request)) === undefined) {
      request.resume();
      const message = 'The security token included in the request is invalid.';
      sendQueryError(response, 403, { code: 'InvalidClientTokenId', message });
    } else service(request, response);
  };
}
