import type { IncomingMessage } from 'node:http';
import { queryValue, type RequestTarget } from './request-target';
import { S3Error, type S3ErrorCode } from './s3-error';
import type { CredentialScope } from './signing-key';

/** What a request says about its signature, before anything of it is believed. */
export interface ClaimedSignature {
  accessKeyId: string;
  scope: CredentialScope;
  /** When it was signed: ISO 8601 basic, as it entered the signature, and in milliseconds. */
  date: string;
  time: number;
  /** Seconds a presigned URL is good for; undefined for a signature in the Authorization header. */
  expires: number | undefined;
  signedHeaders: string[];
  signature: string;
  /** The value of `x-amz-content-sha256`. */
  payloadHash: string;
}

const LONGEST_EXPIRY_SECONDS = 7 * 24 * 60 * 60;

export function claimedSignature(request: IncomingMessage, target: RequestTarget): ClaimedSignature {
  if (request.headers.authorization !== undefined) return fromHeader(request, request.headers.authorization);
  if (queryValue(target, 'X-Amz-Algorithm') !== undefined) return fromQuery(request, target);
  throw new S3Error('AccessDenied');
}

function fromHeader(request: IncomingMessage, authorization: string): ClaimedSignature {
  if (!authorization.startsWith('AWS4-HMAC-SHA256')) {
    throw new S3Error(
      'InvalidRequest',
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
    );
  }
  const field = (name: string) => new RegExp(`[ ,]${name}=([^, ]+)`).exec(authorization)?.[1];
  const [credential, signedHeaders, signature] = [field('Credential'), field('SignedHeaders'), field('Signature')];
  if (credential === undefined || signedHeaders === undefined || signature === undefined) {
    throw new S3Error('AuthorizationHeaderMalformed');
  }
  const payloadHash = request.headersDistinct['x-amz-content-sha256']?.[0];
  if (payloadHash === undefined) {
    throw new S3Error('InvalidRequest', 'Missing required header for this request: x-amz-content-sha256');
  }
  const date = request.headersDistinct['x-amz-date']?.[0] ?? basicDate(request.headers.date);
  const time = parseBasicDate(date);
  if (date === undefined || time === undefined) {
    throw new S3Error('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header');
  }
  return {
    ...parseCredential(credential, 'AuthorizationHeaderMalformed'),
    date,
    time,
    expires: undefined,
    signedHeaders: signedHeaders.split(';'),
    signature,
    payloadHash,
  };
}

function fromQuery(request: IncomingMessage, target: RequestTarget): ClaimedSignature {
  const malformed = 'AuthorizationQueryParametersError';
  if (queryValue(target, 'X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256') {
    throw new S3Error(malformed, 'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256"');
  }
  const needed = (name: string) => {
    const value = queryValue(target, name);
    if (value === undefined) {
      throw new S3Error(
        malformed,
        'Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.',
      );
    }
    return value;
  };
  const expires = needed('X-Amz-Expires');
  if (!/^\d{1,9}$/.test(expires)) throw new S3Error(malformed, 'X-Amz-Expires should be a number');
  if (Number(expires) > LONGEST_EXPIRY_SECONDS) {
    throw new S3Error(
      malformed,
      `X-Amz-Expires must be less than a week (in seconds); that is, ${LONGEST_EXPIRY_SECONDS}`,
    );
  }
  const date = needed('X-Amz-Date');
  const time = parseBasicDate(date);
  if (time === undefined) {
    throw new S3Error(malformed, "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
  }
  return {
    ...parseCredential(needed('X-Amz-Credential'), malformed),
    date,
    time,
    expires: Number(expires),
    signedHeaders: needed('X-Amz-SignedHeaders').split(';'),
    signature: needed('X-Amz-Signature'),
    payloadHash:
      request.headersDistinct['x-amz-content-sha256']?.[0] ??
      queryValue(target, 'X-Amz-Content-Sha256') ??
      'UNSIGNED-PAYLOAD',
  };
}

function parseCredential(credential: string, malformed: S3ErrorCode): Pick<ClaimedSignature, 'accessKeyId' | 'scope'> {
  const [, accessKeyId, day, region, service] =
    /^(.+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request$/.exec(credential) ?? [];
  if (accessKeyId === undefined || day === undefined || region === undefined || service === undefined) {
    throw new S3Error(
      malformed,
      `Error parsing the credential "${credential}"; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".`,
    );
  }
  return { accessKeyId, scope: { day, region, service } };
}

/** Milliseconds of `20130524T000000Z`. */
function parseBasicDate(date: string | undefined): number | undefined {
  const extended = date?.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const time = extended === undefined || extended === date ? NaN : Date.parse(extended);
  return Number.isNaN(time) ? undefined : time;
}

function basicDate(httpDate: string | undefined): string | undefined {
  const time = httpDate === undefined ? NaN : Date.parse(httpDate);
  return Number.isNaN(time) ? undefined : new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
}
