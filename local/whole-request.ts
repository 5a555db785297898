import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** As much of a request as the services look at. Node's own is one, too. */
export type Request = Readable & Pick<IncomingMessage, 'method' | 'url' | 'headers'>;

/** The most that any of the services but S3 takes in one request, in bytes: DynamoDB's limit. */
const largestRequest = 16 * 1024 * 1024;

/** Undefined for a body that is too large, which is read to its end all the same: the client listens only then. */
export async function readBody(request: Readable): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    if (!Buffer.isBuffer(chunk)) throw new TypeError('The body of a request comes in buffers');
    size += chunk.length;
    if (size <= largestRequest) chunks.push(chunk);
  }
  return size <= largestRequest ? Buffer.concat(chunks) : undefined;
}

/** A request whose body was read, to be read again. */
export const wholeRequest = (
  { method, url, headers }: Pick<IncomingMessage, 'method' | 'url' | 'headers'>,
  body: Buffer,
): Request => Object.assign(Readable.from(body.length === 0 ? [] : [body]), { method, url, headers });
