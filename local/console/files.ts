import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { GetObjectCommand, type S3Client, S3ServiceException } from '@aws-sdk/client-s3';
import { ConsoleError } from './console-error';

export interface FileName {
  bucket: string;
  key: string;
  version?: string | undefined;
}

/**
 * Passes an object on, or the range of it that a video player asks for. What jobs have left is shown without the console's rights: a
 * page among it runs on its own, and may not call the console.
 */
export async function sendFile(
  s3: S3Client,
  { bucket, key, version }: FileName,
  request: Pick<IncomingMessage, 'method' | 'headers'>,
  response: ServerResponse,
): Promise<void> {
  const { range } = request.headers;
  const command = new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: version, Range: range });
  const object = await s3.send(command).catch((cause: unknown) => {
    if (!(cause instanceof S3ServiceException)) throw cause;
    throw new ConsoleError(cause.$metadata.httpStatusCode ?? 502, `s3://${bucket}/${key}: ${cause.message}`, { cause });
  });
  const { Body, ContentLength, ContentRange, ContentType = 'application/octet-stream' } = object;
  if (!(Body instanceof Readable)) throw new TypeError(`s3://${bucket}/${key} has no content`);
  response.writeHead(ContentRange === undefined ? 200 : 206, {
    'Content-Type': ContentType,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'no-cache',
    'Content-Security-Policy': 'sandbox allow-scripts allow-downloads allow-popups',
    ...(ContentLength === undefined ? {} : { 'Content-Length': ContentLength }),
    ...(ContentRange === undefined ? {} : { 'Content-Range': ContentRange }),
  });
  if (request.method === 'HEAD') {
    Body.destroy();
    response.end();
    return;
  }
  // A player that has seen enough hangs up.
  await pipeline(Body, response).catch(() => undefined);
}
