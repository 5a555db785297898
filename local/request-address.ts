import type { IncomingMessage } from 'node:http';

export interface Target {
  /** With the API's version, where AWS JSON has it: DynamoDB_20120810. */
  service: string;
  operation: string;
}

/** Undefined for what doesn't speak AWS JSON. */
export function targetOf({ headers }: IncomingMessage): Target | undefined {
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
function credentialScope({ headers, url = '/' }: IncomingMessage): CredentialScope | undefined {
  const credential =
    /\bCredential=([^,\s]+)/.exec(headers.authorization ?? '')?.[1] ?? /[?&]X-Amz-Credential=([^&]+)/i.exec(url)?.[1];
  if (credential === undefined) return undefined;
  const [accessKeyId = '', , , service] = credential.replaceAll(/%2F/gi, '/').split('/');
  return { accessKeyId, service };
}

/** The service for which a request is signed. */
export const scopeServiceOf = (request: IncomingMessage): string | undefined => credentialScope(request)?.service;

/**
 * Whose key it is signed with. The signature itself isn't verified but by S3, whose URLs are handed to others: who knows the
 * key's name, which is as unguessable as its secret, or as well known, was given both.
 */
export const accessKeyOf = (request: IncomingMessage): string | undefined => credentialScope(request)?.accessKeyId;
