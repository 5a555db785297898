import type { Callers } from './callers';
import type { Handle, Service } from './json-service';
import { sendQueryError } from './query-answer';
import { accessKeyOf } from './request-address';
import { wrongSignature } from './verify-request';
import { readBody, wholeRequest } from './whole-request';

/** A service that speaks the query protocol, for the stack's own callers. */
export function forQueryCallers(callers: Callers, service: Service): Handle {
  return (request, response) => {
    const accessKeyId = accessKeyOf(request) ?? '';
    if (callers.nameOf(accessKeyId) === undefined) {
      request.resume();
      const message = 'The security token included in the request is invalid.';
      sendQueryError(response, 403, { code: 'InvalidClientTokenId', message });
      return;
    }
    const serve = (body: Buffer | undefined): void => {
      if (body === undefined) {
        response.writeHead(413).end();
        return;
      }
      const wrong = wrongSignature(request, body, callers.secrets.get(accessKeyId) ?? '');
      if (wrong) sendQueryError(response, 403, { code: 'SignatureDoesNotMatch', message: wrong.message });
      else service(wholeRequest(request, body), response);
    };
    // A client that goes away has no use for an answer.
    readBody(request).then(serve, () => response.destroy());
  };
}
