import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ObjectName } from './object-name';
import { queryValue, type RequestTarget } from './request-target';
import { S3Error } from './s3-error';
import type { Signed } from './signature';
import { renderXml, type Element } from './xml';

/** One request to S3 and its answer, as the operations see them: who signed it is known, its target is decoded. */
export interface Call extends RequestTarget {
  request: IncomingMessage;
  response: ServerResponse;
  signed: Signed;
  /** Bytes of an object handed to the response so far. */
  bytesSent: number;
  /** What the request turns out to name besides its target: objects to delete, the source of a copy. */
  named: ObjectName[];
}

export function newRequestId(): string {
  return randomBytes(8).toString('hex').toUpperCase();
}

/** A header's value, spelled in lower case; a presigned URL carries its `x-amz-` headers in the query. */
export function headerValue({ request, query }: Pick<Call, 'request' | 'query'>, name: string): string | undefined {
  const values = request.headersDistinct[name];
  if (values !== undefined) return values.join(',');
  return name.startsWith('x-amz-') ? query.find(([found]) => found.toLowerCase() === name)?.[1] : undefined;
}

/** A whole number from the query: absent gives `otherwise`, more than `limit` gives `limit`. */
export function countFromQuery(call: Call, name: string, otherwise: number, limit: number): number {
  const value = queryValue(call, name);
  if (value === undefined || value === '') return otherwise;
  if (!/^\d{1,10}$/.test(value)) {
    throw new S3Error('InvalidArgument', `Provided ${name} not an integer or within integer range`, {
      details: { ArgumentName: name, ArgumentValue: value },
    });
  }
  return Math.min(Number(value), limit);
}

export function answerXml({ response }: Call, root: Element): void {
  const xml = Buffer.from(renderXml(root));
  response.writeHead(200, { 'content-type': 'application/xml', 'content-length': xml.length });
  response.end(xml);
}

export function answerEmpty({ response }: Call, status: 200 | 204, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...headers, ...(status === 200 && { 'content-length': 0 }) });
  response.end();
}

/** The headers that have a value. */
export function present(headers: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
