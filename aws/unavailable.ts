import { types } from 'node:util';
import * as z from 'zod';
import { PipelineError } from '../pipeline/errors';

/** A refusal of any service, as the SDK throws it. */
const Refusal = z.object({ name: z.string(), $metadata: z.object({ httpStatusCode: z.number().default(0) }) });

/**
 * What has survived the SDK's own attempts, and may be gone in a minute, under a name that is tried again: those of the services
 * are many, and a connection that broke off has none but `Error`. Undefined for anything else.
 */
export function asUnavailable(error: unknown): PipelineError | undefined {
  // Not instanceof: an error of Node's own may come from another realm.
  if (!types.isNativeError(error) || !isPassing(error)) return undefined;
  const message = `The object store or the job table didn't answer, or not as it should, however often it was asked. Its last word: ${error.name}: ${error.message}`;
  return new PipelineError('StoreUnavailable', message, { cause: error });
}

function isPassing(error: Error): boolean {
  if (error.name === 'TimeoutError' || ('code' in error && lostConnections.has(error.code))) return true;
  const refusal = Refusal.safeParse(error).data;
  if (!refusal) return false;
  const { httpStatusCode } = refusal.$metadata;
  return httpStatusCode >= 500 || httpStatusCode === 429 || throttled.has(refusal.name);
}

const lostConnections: ReadonlySet<unknown> = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ERR_STREAM_PREMATURE_CLOSE',
]);

/** Names of refusals that services send with a status of 400 or 403, after the SDK's own list. */
const throttled: ReadonlySet<string> = new Set([
  'SlowDown',
  'RequestTimeout',
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'TransactionInProgressException',
  'TransactionConflictException',
]);
