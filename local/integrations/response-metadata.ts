import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../step-functions/json';

interface AnsweredRequest {
  /** Of the body, in bytes. */
  length: number;
  contentType: string;
  status?: number;
  requestId?: string | undefined;
  /** Further headers of the service's. */
  headers?: Readonly<Record<string, string>>;
}

/** What optimized integrations tell about the HTTP exchange with the service, beside its answer. aws-sdk ones don't. */
export function responseMetadata(answered: AnsweredRequest): JsonObject {
  const { length, contentType, status = 200, requestId = randomUUID(), headers = {} } = answered;
  const all: Record<string, string> = {
    ...headers,
    Connection: 'keep-alive',
    'Content-Length': String(length),
    'Content-Type': contentType,
    Date: new Date().toUTCString(),
    'x-amzn-RequestId': requestId,
  };
  return {
    SdkHttpMetadata: {
      AllHttpHeaders: Object.fromEntries(Object.entries(all).map(([name, value]) => [name, [value]])),
      HttpHeaders: Object.fromEntries(
        Object.entries(all).sort(([a], [b]) => a.toLowerCase().localeCompare(b.toLowerCase())),
      ),
      HttpStatusCode: status,
    },
    SdkResponseMetadata: { RequestId: requestId },
  };
}

/** A service's answer together with what is told of the exchange, in the order of the names. */
export function withMetadata(
  answer: JsonObject,
  contentType = 'application/x-amz-json-1.0',
  headersOf: (body: string) => Readonly<Record<string, string>> = () => ({}),
): JsonObject {
  const body = JSON.stringify(answer);
  const length = Buffer.byteLength(body);
  const whole = { ...answer, ...responseMetadata({ length, contentType, headers: headersOf(body) }) };
  return Object.fromEntries(Object.entries(whole).sort(([a], [b]) => (a < b ? -1 : 1)));
}
