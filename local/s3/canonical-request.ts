import type { IncomingMessage } from 'node:http';
import type { RequestTarget } from './request-target';

/**
 * The text a SigV4 signature of S3 is made over ("Create a canonical request" in the IAM user guide). S3 encodes the
 * decoded path once, and neither merges slashes nor resolves dots.
 */
export function canonicalRequest(
  request: Pick<IncomingMessage, 'method' | 'headersDistinct'>,
  target: RequestTarget,
  signedHeaders: readonly string[],
  payloadHash: string,
): string {
  return [
    request.method ?? '',
    target.path.split('/').map(encode).join('/'),
    target.query
      .filter(([name]) => name !== 'X-Amz-Signature')
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort(byNameThenValue)
      .join('&'),
    ...signedHeaders.map((name) => `${name}:${canonicalValue(request.headersDistinct[name] ?? [])}`),
    '',
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalValue(values: readonly string[]): string {
  return values.map((value) => value.trim().replace(/ +/g, ' ')).join(',');
}

/** `=` sorts after some characters a name may hold, so the pairs aren't compared as a whole. */
function byNameThenValue(a: string, b: string): number {
  const [nameA = '', valueA = ''] = a.split('=');
  const [nameB = '', valueB = ''] = b.split('=');
  return compare(nameA, nameB) || compare(valueA, valueB);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Everything but RFC 3986's unreserved characters. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
