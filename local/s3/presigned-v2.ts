import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { headerValue } from './call';
import { queryValue, type RequestTarget } from './request-target';
import { S3Error } from './s3-error';
import { sameSignature } from './signing-key';

/** Query parameters that enter the signature; what else a query says, S3 takes as it comes. */
const SIGNED_PARAMETERS = new Set(
  [
    'accelerate acl cors delete lifecycle location logging notification object-lock partNumber policy replication',
    'requestPayment response-cache-control response-content-disposition response-content-encoding',
    'response-content-language response-content-type response-expires restore select select-type storageClass tagging',
    'torrent uploadId uploads versionId versioning versions website',
  ].flatMap((line) => line.split(' ')),
);

/** Whether a URL is presigned as boto3 and the aws command do it by themselves in us-east-1: with Signature Version 2. */
export const isPresignedV2 = (target: RequestTarget): boolean =>
  ['AWSAccessKeyId', 'Signature', 'Expires'].every((name) => queryValue(target, name) !== undefined);

/**
 * Refuses, as S3 does, what isn't signed by one of the credentials, or isn't any more.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/RESTAuthentication.html
 * @returns the access key
 */
export function verifyPresignedV2(
  request: IncomingMessage,
  target: RequestTarget,
  credentials: ReadonlyMap<string, string>,
): string {
  const accessKeyId = queryValue(target, 'AWSAccessKeyId') ?? '';
  const expires = queryValue(target, 'Expires') ?? '';
  const given = queryValue(target, 'Signature') ?? '';
  const secretAccessKey = credentials.get(accessKeyId);
  if (secretAccessKey === undefined) {
    throw new S3Error('InvalidAccessKeyId', undefined, { details: { AWSAccessKeyId: accessKeyId } });
  }
  if (!/^\d{1,11}$/.test(expires)) {
    throw new S3Error('AccessDenied', `Invalid date (should be seconds since epoch): ${expires}`);
  }
  if (Date.now() > Number(expires) * 1000) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      details: {
        Expires: new Date(Number(expires) * 1000).toISOString(),
        ServerTime: new Date().toISOString(),
      },
    });
  }
  const stringToSign = textToSign(request, target, expires);
  if (!sameSignature(createHmac('sha1', secretAccessKey).update(stringToSign).digest('base64'), given)) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      details: { AWSAccessKeyId: accessKeyId, StringToSign: stringToSign, SignatureProvided: given },
    });
  }
  return accessKeyId;
}

function textToSign(request: IncomingMessage, target: RequestTarget, expires: string): string {
  const plain = (name: string) => request.headersDistinct[name]?.[0] ?? queryValue(target, name) ?? '';
  // Of those in the query as of those in the headers: S3 acts upon both.
  const names = [...Object.keys(request.headersDistinct), ...target.query.map(([name]) => name.toLowerCase())];
  const amazon = [...new Set(names.filter((name) => name.startsWith('x-amz-')))].sort();
  const { query } = target;
  return [
    request.method ?? '',
    plain('content-md5'),
    plain('content-type'),
    expires,
    ...amazon.map((name) => `${name}:${(headerValue({ request, query }, name) ?? '').trim()}`),
    resource(request.url ?? '/', target),
  ].join('\n');
}

/** The path as it travels, encoded. */
function resource(url: string, { query }: RequestTarget): string {
  const parameters = query
    .filter(([name]) => SIGNED_PARAMETERS.has(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`));
  return [url.replace(/\?.*$/s, ''), ...(parameters.length === 0 ? [] : [parameters.join('&')])].join('?');
}
