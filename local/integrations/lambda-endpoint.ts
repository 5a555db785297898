import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { text } from 'node:stream/consumers';
import * as z from 'zod';
import { StatesError } from '../step-functions/states/states-error';
import type { FunctionName } from './function-name';
import type { Invocation, InvocationResult } from './invocation';
import { lambdaFailure } from './lambda-failure';

/** A Lambda that isn't in this process: the API's Invoke, of AWS SAM, LocalStack or a program of one's own. */
export type LambdaEndpoint = (
  { name, qualifier }: FunctionName,
  invocation: Invocation,
  signal: AbortSignal,
) => Promise<InvocationResult>;

/** @param endpoint a URL, or a host and port */
export function createLambdaEndpoint(endpoint: string): LambdaEndpoint {
  const base = /^https?:\/\//.test(endpoint) ? endpoint : `http://${endpoint}`;
  return async ({ name, qualifier }, invocation, signal) => {
    const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, base);
    if (qualifier !== '$LATEST') url.searchParams.set('Qualifier', qualifier);
    const { response, body } = await post(url, headersOf(invocation), invocation.payload, signal);
    const status = response.statusCode ?? 0;
    if (status >= 300) throw refusal(status, response, body);
    return {
      status,
      payload: body,
      functionError: headerOf(response, 'x-amz-function-error') !== undefined,
      executedVersion: headerOf(response, 'x-amz-executed-version') ?? (status === 200 ? qualifier : undefined),
      logResult: headerOf(response, 'x-amz-log-result'),
      requestId: requestIdOf(response),
    };
  };
}

const headersOf = ({ type, logType, clientContext, payload }: Invocation): Record<string, string> => ({
  'Content-Type': 'application/json',
  'Content-Length': String(Buffer.byteLength(payload)),
  'X-Amz-Invocation-Type': type,
  ...(logType === undefined ? {} : { 'X-Amz-Log-Type': logType }),
  ...(clientContext === undefined ? {} : { 'X-Amz-Client-Context': clientContext }),
});

/** Not by fetch: it gives up on a function that takes longer than five minutes; the Task's own time limit is the signal's. */
async function post(url: URL, headers: Record<string, string>, body: string, signal: AbortSignal) {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      send(url, { method: 'POST', headers, signal, agent: false }, resolve).once('error', reject).end(body);
    });
    return { response, body: await text(response) };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message || error.name : String(error);
    throw new StatesError(
      'Lambda.SdkClientException',
      `Unable to execute HTTP request: ${reason}. No Lambda answered at ${url.origin}: start one there, or name another with --lambda-endpoint.`,
    );
  }
}

const ErrorBody = z.object({
  __type: z.string().optional(),
  Message: z.string().optional(),
  message: z.string().optional(),
});

const codes: Readonly<Record<number, string>> = {
  404: 'ResourceNotFoundException',
  413: 'RequestTooLargeException',
  429: 'TooManyRequestsException',
};

function refusal(status: number, response: IncomingMessage, body: string): StatesError {
  const told = ErrorBody.safeParse(jsonOrNothing(body)).data ?? {};
  const named = (headerOf(response, 'x-amzn-errortype') ?? told.__type)?.replace(/:.*$/, '').replace(/^.*#/, '');
  return lambdaFailure({
    code: named ?? codes[status] ?? (status >= 500 ? 'ServiceException' : 'AWSLambdaException'),
    message: told.Message ?? told.message ?? body,
    status,
    requestId: requestIdOf(response),
    modelled: true,
  });
}

function jsonOrNothing(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

const requestIdOf = (response: IncomingMessage): string | undefined => headerOf(response, 'x-amzn-requestid');

function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}
