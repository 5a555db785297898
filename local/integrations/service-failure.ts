import { randomUUID } from 'node:crypto';
import { StatesError } from '../step-functions/states/states-error';

/** What a service said when it refused a request. */
export interface Refusal {
  /** The service's error code: `NoSuchKey`, `ResourceNotFoundException`. */
  code: string;
  /** Undefined where the service answered without a body, as to a HEAD. */
  message: string | undefined;
  /** Of HTTP. */
  status: number;
  requestId?: string | undefined;
  /** S3's second id. */
  extendedRequestId?: string | undefined;
  /** Whether the SDK has a class for it; what it hasn't, it throws as its one error for the whole service. */
  modelled: boolean;
  /** What the SDK calls that class where the code doesn't tell. */
  className?: string;
}

/** Fails a Task for what a service refused, with the name and in the words of one of the SDKs that Step Functions uses. */
export type FailureOf = (refusal: Refusal) => StatesError;

/**
 * The optimized integrations speak through the AWS SDK for Java 1.
 * @param prefix of the error names: `DynamoDB`
 * @param service as its messages name it: `AmazonDynamoDBv2`
 * @param general the error of the SDK for what it has no class for: `AmazonDynamoDBException`
 */
export const optimizedFailure =
  (prefix: string, service: string, general: string): FailureOf =>
  ({ code, message, status, requestId = randomUUID(), modelled, className = code }) =>
    new StatesError(
      `${prefix}.${modelled ? exceptionName(className) : general}`,
      `${message ?? 'null'} (Service: ${service}; Status Code: ${status}; Error Code: ${code}; Request ID: ${requestId}; Proxy: null)`,
    );

/**
 * The integrations called aws-sdk speak through the AWS SDK for Java 2.
 * @param service names both the errors and the service in their messages: `DynamoDb`
 */
export const sdkFailure =
  (service: string): FailureOf =>
  ({ code, message, status, requestId = randomUUID(), extendedRequestId, modelled, className = code }) => {
    const ids = [
      `Request ID: ${requestId}`,
      ...(extendedRequestId ? [`Extended Request ID: ${extendedRequestId}`] : []),
    ];
    return new StatesError(
      `${service}.${modelled ? exceptionName(className) : `${service}Exception`}`,
      `${message ?? 'null'} (Service: ${service}, Status Code: ${status}, ${ids.join(', ')}) (SDK Attempt Count: 1)`,
    );
  };

/** Java's classes all end so, whatever the service calls its error. */
const exceptionName = (code: string): string => (code.endsWith('Exception') ? code : `${code}Exception`);
