import type { IncomingMessage } from 'node:http';

type Headed = Pick<IncomingMessage, 'url' | 'headers'>;

export interface Target {
  /** With the API's version, where AWS JSON has it: DynamoDB_20120810. */
  service: string;
  operation: string;
}

/** Undefined for what doesn't speak AWS JSON. */
export function targetOf({ headers }: Pick<IncomingMessage, 'headers'>): Target | undefined {
  const target = headers['x-amz-target'];
  if (typeof target !== 'string' || target === '') return undefined;
  const [, service = target, operation = ''] = /^(.*)\.([^.]*)$/.exec(target) ?? [];
  return { service, operation };
}

/** Credential=<access key>/<day>/<region>/<service>/aws4_request */
interface CredentialScope {
  accessKeyId: string;
  service: string | undefined;
}

/** In the header, or in the query of a presigned URL; undefined for what isn't signed. */
function credentialScope({ headers, url = '/' }: Headed): CredentialScope | undefined {
  const credential =
    /\bCredential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? /[?&]X-Amz-Credential=([^&]+)/i.exec(url)?.[1];
  if (credential === undefined) return undefined;
  const [accessKeyId = '', , , service] = credential.replaceAll(/%2F/gi, '/').split('/');
  return { accessKeyId, service };
}

/** The service for which a request is signed. */
export const scopeServiceOf = (request: Headed): string | undefined => credentialScope(request)?.service;

/** Whose key it says it is signed with. */
export const accessKeyOf = (request: Headed): string | undefined => credentialScope(request)?.accessKeyId;
