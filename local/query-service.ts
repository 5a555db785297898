import { authenticated, type Handle, type Refusal, type Service } from './authenticate';
import type { Callers } from './callers';
import { sendQueryError } from './query-answer';

/** A service that speaks the query protocol, for the stack's own callers. */
export const forQueryCallers = (callers: Callers, service: Service): Handle =>
  authenticated(
    callers,
    (_request, response, { type, message }) => sendQueryError(response, 403, { code: codes[type], message }),
    (_caller, request, _body, response) => service(request, response),
  );

const codes: Readonly<Record<Refusal['type'], string>> = {
  UnrecognizedClientException: 'InvalidClientTokenId',
  IncompleteSignatureException: 'IncompleteSignature',
  InvalidSignatureException: 'SignatureDoesNotMatch',
};
