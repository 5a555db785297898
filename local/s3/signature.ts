import type { IncomingMessage } from 'node:http';
import { canonicalRequest } from './canonical-request';
import { ChunkSignatures } from './chunk-signatures';
import { claimedSignature, type ClaimedSignature } from './claimed-signature';
import { isPresignedV2, verifyPresignedV2 } from './presigned-v2';
import type { RequestTarget } from './request-target';
import { S3Error } from './s3-error';
import { deriveSigningKey, sameSignature, scopeText, sha256Hex, signText } from './signing-key';

/** A request whose signature holds. */
export interface Signed {
  accessKeyId: string;
  payload: Payload;
}

/** What the signature promises about the body, which is checked while it is read. */
export type Payload =
  | { kind: 'unsigned' }
  | { kind: 'sha256'; sha256: string }
  | { kind: 'aws-chunked'; trailers: boolean; signatures: ChunkSignatures | undefined };

export interface Verifier {
  region: string;
  /** accessKeyId -> secretAccessKey. */
  credentials: ReadonlyMap<string, string>;
}

const LARGEST_SKEW_MS = 15 * 60 * 1000;

/** Refuses, as S3 does, what isn't signed by one of the credentials: with Signature Version 4, or a presigned URL with 2. */
export function verifySignature(request: IncomingMessage, target: RequestTarget, verifier: Verifier): Signed {
  if (request.headers.authorization === undefined && isPresignedV2(target)) {
    return { accessKeyId: verifyPresignedV2(request, target, verifier.credentials), payload: { kind: 'unsigned' } };
  }
  const claimed = claimedSignature(request, target);
  const secretAccessKey = verifier.credentials.get(claimed.accessKeyId);
  if (secretAccessKey === undefined) {
    throw new S3Error('InvalidAccessKeyId', undefined, { details: { AWSAccessKeyId: claimed.accessKeyId } });
  }
  checkScope(claimed, verifier.region);
  checkTime(claimed, Date.now());
  checkSignedHeaders(request, claimed);

  const canonical = canonicalRequest(request, target, claimed.signedHeaders, claimed.payloadHash);
  const stringToSign = ['AWS4-HMAC-SHA256', claimed.date, scopeText(claimed.scope), sha256Hex(canonical)].join('\n');
  const signingKey = deriveSigningKey(secretAccessKey, claimed.scope);
  if (!sameSignature(signText(signingKey, stringToSign), claimed.signature)) {
    throw new S3Error('SignatureDoesNotMatch', undefined, {
      // S3 shows both: whoever debugs a client compares them with the client's own.
      details: {
        AWSAccessKeyId: claimed.accessKeyId,
        StringToSign: stringToSign,
        SignatureProvided: claimed.signature,
        CanonicalRequest: canonical,
      },
    });
  }
  return { accessKeyId: claimed.accessKeyId, payload: signedPayload(claimed, signingKey) };
}

function signedPayload({ payloadHash, scope, date, signature }: ClaimedSignature, signingKey: Buffer): Payload {
  switch (payloadHash) {
    case 'UNSIGNED-PAYLOAD':
      return { kind: 'unsigned' };
    case 'STREAMING-UNSIGNED-PAYLOAD-TRAILER':
      return { kind: 'aws-chunked', trailers: true, signatures: undefined };
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD':
    case 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER':
      return {
        kind: 'aws-chunked',
        trailers: payloadHash.endsWith('-TRAILER'),
        signatures: new ChunkSignatures(signingKey, scope, date, signature),
      };
  }
  if (!/^[0-9a-f]{64}$/.test(payloadHash)) {
    throw new S3Error(
      'InvalidArgument',
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      { details: { ArgumentName: 'x-amz-content-sha256', ArgumentValue: payloadHash } },
    );
  }
  return { kind: 'sha256', sha256: payloadHash };
}

function checkScope({ scope, date, expires }: ClaimedSignature, region: string): void {
  const malformed = expires === undefined ? 'AuthorizationHeaderMalformed' : 'AuthorizationQueryParametersError';
  if (scope.service !== 's3')
    throw new S3Error(malformed, `incorrect service "${scope.service}". This endpoint belongs to "s3".`);
  if (scope.region !== region) {
    throw new S3Error(malformed, `the region '${scope.region}' is wrong; expecting '${region}'`, {
      details: { Region: region },
    });
  }
  if (!date.startsWith(scope.day)) {
    throw new S3Error(
      malformed,
      `Invalid credential date "${scope.day}". This date is not the same as X-Amz-Date: "${date}".`,
    );
  }
}

function checkTime({ time, expires }: ClaimedSignature, now: number): void {
  if (expires === undefined) {
    if (Math.abs(now - time) <= LARGEST_SKEW_MS) return;
    throw new S3Error('RequestTimeTooSkewed', undefined, {
      details: {
        RequestTime: new Date(time).toISOString(),
        ServerTime: new Date(now).toISOString(),
        MaxAllowedSkewMilliseconds: String(LARGEST_SKEW_MS),
      },
    });
  }
  if (time - now > LARGEST_SKEW_MS) throw new S3Error('AccessDenied', 'Request is not yet valid');
  const end = time + expires * 1000;
  if (now > end) {
    throw new S3Error('AccessDenied', 'Request has expired', {
      details: {
        'X-Amz-Expires': String(expires),
        Expires: new Date(end).toISOString(),
        ServerTime: new Date(now).toISOString(),
      },
    });
  }
}

/** A header S3 acts upon, added by someone on the way, would otherwise count as the signer's wish. */
function checkSignedHeaders(request: IncomingMessage, { signedHeaders }: ClaimedSignature): void {
  const unsigned = Object.keys(request.headersDistinct).filter(
    (name) => (name === 'host' || name.startsWith('x-amz-')) && !signedHeaders.includes(name),
  );
  // The payload hash is part of every signature, whether or not its header is.
  const missing = unsigned.filter((name) => name !== 'x-amz-content-sha256');
  if (missing.length > 0) {
    throw new S3Error('AccessDenied', 'There were headers present in the request which were not signed', {
      details: { HeadersNotSigned: missing.join(', ') },
    });
  }
}
