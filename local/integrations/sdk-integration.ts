import { isObject, type JsonObject } from '../step-functions/json';
import type { Integration } from '../step-functions/states/state-run';
import { StatesError } from '../step-functions/states/states-error';
import type { SdkOperation } from './sdk-operation';
import type { FailureOf } from './service-failure';

/** What all services' exceptions of the SDK for JavaScript have. */
interface SdkError extends Error {
  $metadata: {
    httpStatusCode?: number | undefined;
    requestId?: string | undefined;
    extendedRequestId?: string | undefined;
  };
}

export interface SdkService {
  /** Prefix of the error for a request that never got an answer. */
  name: string;
  /** The class of all of the service's exceptions. It is itself thrown for those that have no class of their own. */
  exception: new (...options: never[]) => SdkError;
  failure: FailureOf;
  /** Where the SDK for Java has other classes than the one for JavaScript. */
  renamed?: (code: string) => { code: string; modelled: boolean };
}

/** A service integration that is one operation of an AWS API. */
export function sdkIntegration(
  { name, exception, failure, renamed }: SdkService,
  operation: SdkOperation,
  finish: (answer: JsonObject) => JsonObject = (answer) => answer,
): Integration {
  return async (call) => {
    const parameters = isObject(call.parameters) ? call.parameters : {};
    try {
      return finish(await operation(parameters, call));
    } catch (error) {
      if (error instanceof StatesError) throw error;
      if (!(error instanceof exception)) {
        throw new StatesError(`${name}.SdkClientException`, error instanceof Error ? error.message : String(error));
      }
      const { httpStatusCode: status = 0, requestId, extendedRequestId } = error.$metadata;
      const told = renamed?.(error.name) ?? { code: error.name, modelled: error.constructor !== exception };
      // A HEAD's answer has no body: the SDK has nothing to say then but the status, under another name.
      const message = error.message === 'UnknownError' || error.message === error.name ? undefined : error.message;
      throw failure({ ...told, message, status, requestId, extendedRequestId });
    }
  };
}
