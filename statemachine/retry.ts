import { ErrorName, exitCode, isRetryable } from '../pipeline/errors';
import type { Retrier } from './states';

/**
 * Where a retry is allowed, by error name and nowhere else. Every wait doubles, is capped and jittered in full, so that
 * many tasks which failed together don't come back together. Errors that aren't named here are permanent.
 */
const retrier = (
  ErrorEquals: readonly string[],
  IntervalSeconds: number,
  MaxAttempts: number,
  MaxDelaySeconds: number,
): Retrier => ({
  ErrorEquals,
  IntervalSeconds,
  BackoffRate: 2,
  MaxAttempts,
  MaxDelaySeconds,
  JitterStrategy: 'FULL',
});

/** Our own names that are worth another try. */
const ours = ErrorName.options.filter(isRetryable);

/** Lambda's service errors, after https://docs.aws.amazon.com/step-functions/latest/dg/bp-lambda-serviceexception.html */
export const lambdaRetry: readonly Retrier[] = [
  retrier(
    [
      'Lambda.ClientExecutionTimeoutException',
      'Lambda.ServiceException',
      'Lambda.AWSLambdaException',
      'Lambda.SdkClientException',
      'Lambda.TooManyRequestsException',
      'Lambda.Unknown',
    ],
    1,
    5,
    30,
  ),
  // A function that ran out of time or memory, under the names of older and newer runtimes.
  retrier([...ours, 'Sandbox.Timedout', 'Runtime.ExitError', 'States.Timeout'], 2, 2, 30),
];

/** Launches that are throttled or refused wait for capacity. A task that ran and failed is another matter: see taskRetry. */
export const ecsRetry: readonly Retrier[] = [
  retrier(
    [
      'ECS.AmazonECSException',
      'ECS.ServerException',
      'ECS.ThrottlingException',
      'ThrottlingException',
      'AmazonECS.Unknown',
    ],
    5,
    10,
    120,
  ),
];

/**
 * A task that ran and failed. All such failures have one name (States.TaskFailed), so that no Retry can tell them apart: a
 * Choice does, by the exit code (statemachine/attempts.ts).
 */
export const taskRetry = {
  ErrorEquals: ['States.TaskFailed', 'States.Timeout'],
  /** Of the container program when the same input would fail the same way again. */
  permanentExitCode: exitCode.badInput,
  IntervalSeconds: 2,
  BackoffRate: 2,
  MaxAttempts: 2,
  MaxDelaySeconds: 30,
} as const;

export const dynamodbRetry: readonly Retrier[] = [
  retrier(
    [
      'DynamoDB.ProvisionedThroughputExceededException',
      'DynamoDB.RequestLimitExceeded',
      'DynamoDB.ThrottlingException',
      'DynamoDB.TransactionConflictException',
      'DynamoDB.InternalServerErrorException',
      'DynamoDB.InternalServerError',
      'DynamoDB.SdkClientException',
      'States.Timeout',
    ],
    1,
    6,
    30,
  ),
];

export const eventsRetry: readonly Retrier[] = [
  retrier(
    [
      'EventBridge.FailedEntry',
      'EventBridge.InternalException',
      'EventBridge.SdkClientException',
      'EventBridge.ThrottlingException',
      'States.Timeout',
    ],
    1,
    6,
    30,
  ),
];

/** The most often that one state can be retried, over all of its retriers. */
export const mostRetries = (retriers: readonly Retrier[]): number =>
  retriers.reduce((sum, { MaxAttempts }) => sum + MaxAttempts, 0);
