import type { IncomingMessage } from 'node:http';
import { canonicalRequest } from './s3/canonical-request';
import { parseTarget } from './s3/request-target';
import { deriveSigningKey, sameSignature, scopeText, sha256Hex, signText } from './s3/signing-key';

const form = /^AWS4-HMAC-SHA256 Credential=([^,\s]+),\s*SignedHeaders=([^,\s]+),\s*Signature=([0-9a-f]{64})$/;

/** How far the client's clock may be off, in milliseconds. */
const largestSkew = 15 * 60 * 1000;

export interface WrongSignature {
  type: 'IncompleteSignatureException' | 'InvalidSignatureException';
  message: string;
}

/**
 * Why a request with this body isn't signed with this secret, or undefined when it is: Signature Version 4, in the header. S3
 * verifies its own, which may also stand in the URL.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function wrongSignature(
  request: Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'headersDistinct'>,
  body: Buffer,
  secretAccessKey: string,
): WrongSignature | undefined {
  const [, credential = '', signedHeaders = '', signature = ''] = form.exec(request.headers.authorization ?? '') ?? [];
  const [, day = '', region = '', service = ''] = credential.split('/');
  const date = String(request.headers['x-amz-date'] ?? '');
  if (signature === '' || !date.startsWith(day)) {
    const message = `Authorization header requires 'Credential', 'SignedHeaders' and 'Signature', and the date of X-Amz-Date: ${request.headers.authorization ?? '(none)'}`;
    return { type: 'IncompleteSignatureException', message };
  }
  const time = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  if (!(Math.abs(Date.now() - time) <= largestSkew)) {
    const message = `Signature expired: ${date} is more than 15 minutes from ${new Date().toISOString()}`;
    return { type: 'InvalidSignatureException', message };
  }
  const scope = { day, region, service };
  const canonical = canonicalRequest(
    request,
    parseTarget(request.url ?? '/'),
    signedHeaders.split(';'),
    sha256Hex(body),
  );
  const text = ['AWS4-HMAC-SHA256', date, scopeText(scope), sha256Hex(canonical)].join('\n');
  if (sameSignature(signText(deriveSigningKey(secretAccessKey, scope), text), signature)) return undefined;
  return {
    type: 'InvalidSignatureException',
    message: `The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${text}'`,
  };
}
