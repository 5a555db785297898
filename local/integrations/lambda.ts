import { randomBytes, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { access, type Access } from '../api-call';
import { type JsonObject, type JsonValue, parseJson } from '../step-functions/json';
import type { Integration } from '../step-functions/states/state-run';
import { type FunctionName, functionNameOf } from './function-name';
import type { Invocation, InvocationResult, LambdaFunction } from './invocation';
import type { LambdaEndpoint } from './lambda-endpoint';
import { functionFailure, lambdaFailure } from './lambda-failure';
import { responseMetadata } from './response-metadata';

export interface LambdaOptions {
  /** Functions in this process, by name or ARN. */
  functions: Readonly<Record<string, LambdaFunction>>;
  /** Where those are that aren't in this process. */
  endpoint?: LambdaEndpoint | undefined;
  /** A Task's resource is the function's ARN itself, rather than lambda:invoke. */
  byArn?: boolean;
  onAccess?: ((access: Access) => void) | undefined;
}

const Parameters = z.object({
  FunctionName: z.string(),
  Payload: z.unknown().optional(),
  Qualifier: z.string().optional(),
  InvocationType: z.enum(['RequestResponse', 'Event', 'DryRun']).default('RequestResponse'),
  LogType: z.string().optional(),
  ClientContext: z.string().optional(),
});

/**
 * lambda:invoke: https://docs.aws.amazon.com/step-functions/latest/dg/connect-lambda.html
 * What passes the border passes it as JSON text, as on AWS: no object is shared by accident.
 */
export function createLambda({ functions, endpoint, byArn = false, onAccess }: LambdaOptions): Integration {
  return async ({ parameters, signal }) => {
    const asked = parametersOf(parameters);
    onAccess?.(access('lambda:InvokeFunction', asked.FunctionName));
    const target = functionNameOf(asked.FunctionName, asked.Qualifier);
    const run = functionOf(functions, asked.FunctionName, target);
    const invocation: Invocation = {
      payload: JSON.stringify(asked.Payload === undefined ? {} : asked.Payload),
      type: asked.InvocationType,
      logType: asked.LogType,
      clientContext: asked.ClientContext,
    };
    if (run) return describe(await invoke(run, invocation, target?.qualifier), byArn);
    if (!target) throw invalidName(asked.FunctionName);
    if (!endpoint) throw notFound(target);
    return describe(await endpoint(target, invocation, signal), byArn);
  };
}

function parametersOf(parameters: JsonValue): z.infer<typeof Parameters> {
  const { data, error } = Parameters.safeParse(parameters);
  if (data) return data;
  const [issue] = error.issues;
  const member = issue?.path.join('.') ?? '';
  throw lambdaFailure({
    code: 'ValidationException',
    message: `1 validation error detected: Value at '${member.charAt(0).toLowerCase()}${member.slice(1)}' failed to satisfy constraint: ${issue?.message ?? ''}`,
    status: 400,
    modelled: false,
  });
}

function functionOf(functions: LambdaOptions['functions'], asked: string, target: FunctionName | undefined) {
  if (Object.hasOwn(functions, asked)) return functions[asked];
  if (!target) return undefined;
  return Object.entries(functions).find(([key]) => functionNameOf(key)?.name === target.name)?.[1];
}

async function invoke(
  run: LambdaFunction,
  { payload, type }: Invocation,
  version = '$LATEST',
): Promise<InvocationResult> {
  if (type === 'DryRun') return { status: 204, payload: '', functionError: false, executedVersion: undefined };
  const event = parseJson(payload);
  if (type === 'Event') {
    // Nobody hears how it ends: Lambda has its own place for what such an invocation fails with.
    void answerTo(run, event);
    return { status: 202, payload: '', functionError: false, executedVersion: undefined };
  }
  return { status: 200, executedVersion: version, ...(await answerTo(run, event)) };
}

/** What the Node.js runtime answers: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-exceptions.html */
async function answerTo(run: LambdaFunction, event: unknown): Promise<{ payload: string; functionError: boolean }> {
  try {
    return { payload: JSON.stringify((await run(event)) ?? null), functionError: false };
  } catch (error) {
    return { payload: JSON.stringify(errorObject(error)), functionError: true };
  }
}

const errorObject = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(error), trace: [] };

/** The answer of the API with the names that Step Functions gives to it. */
function describe(result: InvocationResult, byArn: boolean): JsonObject {
  const { status, payload, executedVersion, logResult, requestId = randomUUID() } = result;
  if (result.functionError) throw functionFailure(payload, byArn);
  return {
    ...(executedVersion === undefined ? {} : { ExecutedVersion: executedVersion }),
    ...(logResult === undefined ? {} : { LogResult: logResult }),
    Payload: payloadOf(payload),
    ...responseMetadata({
      length: Buffer.byteLength(payload),
      contentType: 'application/json',
      status,
      requestId,
      headers: {
        ...(executedVersion === undefined ? {} : { 'X-Amz-Executed-Version': executedVersion }),
        'x-amzn-Remapped-Content-Length': '0',
        'X-Amzn-Trace-Id': `root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString('hex')};sampled=0`,
      },
    }),
    StatusCode: status,
  };
}

/** An answer that isn't JSON is handed on as text; none, as to an Event, is an empty object. */
function payloadOf(text: string): JsonValue {
  if (text === '') return {};
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

const notFound = ({ arn }: FunctionName) =>
  lambdaFailure({
    code: 'ResourceNotFoundException',
    message: `Function not found: ${arn}`,
    status: 404,
    modelled: true,
  });

const namePattern =
  '(arn:(aws[a-zA-Z-]*)?:lambda:)?([a-z]{2}(-gov)?-[a-z]+-\\d{1}:)?(\\d{12}:)?(function:)?([a-zA-Z0-9-_\\.]+)(:(\\$LATEST|[a-zA-Z0-9-_]+))?';

const invalidName = (name: string) =>
  lambdaFailure({
    code: 'ValidationException',
    message: `1 validation error detected: Value '${name}' at 'functionName' failed to satisfy constraint: Member must satisfy regular expression pattern: ${namePattern}`,
    status: 400,
    modelled: false,
  });
