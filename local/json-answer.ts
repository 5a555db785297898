import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers in AWS JSON of the version that was spoken. */
export function sendJson(
  request: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
  status: number,
  body: object,
): void {
  const spoken = /^application\/x-amz-json-1\.[01]/.exec(request.headers['content-type'] ?? '')?.[0];
  response.writeHead(status, {
    'Content-Type': spoken ?? 'application/x-amz-json-1.0',
    'x-amzn-RequestId': randomUUID(),
  });
  response.end(JSON.stringify(body));
}

export const sendJsonError = (
  request: Pick<IncomingMessage, 'headers'>,
  response: ServerResponse,
  type: string,
  message: string,
): void => sendJson(request, response, 400, { __type: type, message });
