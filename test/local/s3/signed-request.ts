import { request, type Agent, type IncomingHttpHeaders } from 'node:http';
import { canonicalRequest } from '../../../local/s3/canonical-request';
import { parseTarget } from '../../../local/s3/request-target';
import { deriveSigningKey, scopeText, sha256Hex, signText, type CredentialScope } from '../../../local/s3/signing-key';
import { ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY } from './s3-on-a-port';

export interface RawAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface RawRequest {
  method: string;
  /** Path and query, encoded as they shall travel. */
  target: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  agent?: Agent;
}

/** What a signature was made with: enough to go on signing chunks. */
export interface Signature {
  headers: Record<string, string>;
  signingKey: Buffer;
  scope: CredentialScope;
  date: string;
  signature: string;
}

/** Headers with an Authorization. The same code the server verifies with: what the SDK signs is tested with the SDK. */
export function sign(
  host: string,
  { method, target, headers = {} }: RawRequest,
  { payloadHash = 'UNSIGNED-PAYLOAD', at = new Date(), region = REGION, accessKeyId = ACCESS_KEY_ID } = {},
): Signature {
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { day: date.slice(0, 8), region, service: 's3' };
  const signed: Record<string, string> = { ...headers, host, 'x-amz-content-sha256': payloadHash, 'x-amz-date': date };
  const names = Object.keys(signed).sort();
  const headersDistinct = Object.fromEntries(Object.entries(signed).map(([name, value]) => [name, [value]]));
  const canonical = canonicalRequest({ method, headersDistinct }, parseTarget(target), names, payloadHash);
  const signingKey = deriveSigningKey(SECRET_ACCESS_KEY, scope);
  const signature = signText(signingKey, ['AWS4-HMAC-SHA256', date, scopeText(scope), sha256Hex(canonical)].join('\n'));
  const authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scopeText(scope)}, SignedHeaders=${names.join(';')}, Signature=${signature}`;
  return { headers: { ...signed, authorization }, signingKey, scope, date, signature };
}

/** Sent as it is: no normalised paths, no added headers. */
export function send(url: string, { method, target, headers = {}, body, agent }: RawRequest): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const outgoing = request({ hostname, port, method, path: target, headers, ...(agent && { agent }) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

/** Signed with an unsigned payload. */
export function sendSigned(url: string, raw: RawRequest): Promise<RawAnswer> {
  return send(url, { ...raw, headers: sign(new URL(url).host, raw).headers });
}

export function errorCode({ body }: RawAnswer): string | undefined {
  return /<Code>(.*)<\/Code>/.exec(body)?.[1];
}
