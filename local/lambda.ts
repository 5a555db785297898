import { z } from 'zod';
import { access, type Access } from './api-call';
import { type Integration, StatesError } from './step-functions/server';
import { parseJson } from './step-functions/json';

/** A function as Lambda runs it: an event in, JSON out. */
export type LambdaFunction = (event: unknown) => Promise<unknown>;

const Invocation = z.object({ FunctionName: z.string(), Payload: z.unknown() });

/**
 * lambda:invoke, with the functions in this process. What passes the border passes it as JSON, as on AWS: no object is
 * shared by accident.
 * @param functions by ARN, as they are invoked
 */
export function createLambda(
  functions: Readonly<Record<string, LambdaFunction>>,
  onAccess: (access: Access) => void = () => undefined,
): Integration {
  return async ({ parameters }) => {
    const { FunctionName, Payload } = Invocation.parse(parameters);
    onAccess(access('lambda:InvokeFunction', FunctionName));
    const run = functions[FunctionName];
    if (!run) throw new StatesError('Lambda.ResourceNotFoundException', `Function not found: ${FunctionName}`);
    try {
      const answer = await run(parseJson(JSON.stringify(Payload ?? {})));
      return { ExecutedVersion: '$LATEST', Payload: parseJson(JSON.stringify(answer ?? null)), StatusCode: 200 };
    } catch (error) {
      throw new StatesError(errorName(error), JSON.stringify(describe(error)));
    }
  };
}

const errorName = (error: unknown): string => (error instanceof Error ? error.name : 'Error');

/** The error object of the Node.js runtime. */
const describe = (error: unknown) =>
  error instanceof Error
    ? { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? '').split('\n') }
    : { errorType: 'Error', errorMessage: String(error), trace: [] };
