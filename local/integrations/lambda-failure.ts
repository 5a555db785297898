import * as z from 'zod';
import { StatesError } from '../step-functions/states/states-error';
import { optimizedFailure } from './service-failure';

/** What Lambda itself refuses, before any function runs. */
export const lambdaFailure = optimizedFailure('Lambda', 'AWSLambda', 'AWSLambdaException');

const FunctionError = z.looseObject({ errorType: z.string() });

/**
 * What a function failed with: its error's type names the Task's error, and all that the runtime wrote is the cause.
 * @param payload the function's answer, as the runtime wrote it
 * @param spaced whether the cause keeps the runtime's spaces, as where a Task's resource is the function itself
 */
export function functionFailure(payload: string, spaced: boolean): StatesError {
  const written = parsed(payload);
  const { data } = FunctionError.safeParse(written);
  if (data !== undefined) return new StatesError(data.errorType, spaced ? payload : JSON.stringify(written));
  return new StatesError(
    'Lambda.Unknown',
    `The cause could not be determined because Lambda did not return an error type. Returned payload: ${payload}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
