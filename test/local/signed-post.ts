import { createHash, createHmac } from 'node:crypto';

interface Signing {
  accessKeyId: string;
  secretAccessKey: string;
  service: string;
  /** Now, unless told otherwise. */
  at?: Date;
  /** What is signed, where that isn't what is sent. */
  signedBody?: string;
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Posts a body with a Signature of Version 4 made by hand, so that it can also be a wrong one. */
export async function postSigned(
  url: string,
  body: string,
  headers: Record<string, string>,
  { accessKeyId, secretAccessKey, service, at = new Date(), signedBody = body }: Signing,
): Promise<{ status: number; text: string }> {
  const date = at.toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), 'us-east-1', service, 'aws4_request'];
  const canonical = ['POST', '/', '', `host:${new URL(url).host}`, `x-amz-date:${date}`, '', 'host;x-amz-date', sha256(signedBody)]; // prettier-ignore
  const text = ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical.join('\n'))].join('\n');
  const key = scope.reduce((signing: string | Buffer, part) => hmac(signing, part), `AWS4${secretAccessKey}`);
  const Authorization = `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope.join('/')}, SignedHeaders=host;x-amz-date, Signature=${hmac(key, text).toString('hex')}`;
  const answer = await fetch(url, {
    method: 'POST',
    headers: { ...headers, 'X-Amz-Date': date, Authorization },
    body,
  });
  return { status: answer.status, text: await answer.text() };
}
