import { DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import { S3ServiceException } from '@aws-sdk/client-s3';
import { ProcessFailed } from '../media/run';
import { PipelineError } from '../pipeline/errors';

/** A typed error stays what it is; anything else becomes one that tells who was at fault. */
export function explain(error: unknown): PipelineError {
  if (error instanceof PipelineError) return error;
  if (error instanceof ProcessFailed) return explainProcess(error);
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const code = codeOf(error);
  if (fullDisk.has(code)) return diskFull(message, error);
  if (isUnavailable(error)) {
    const sentence = `The object store or the job table didn't answer, or not as it should, however often it was asked. Its last word: ${message}`;
    return new PipelineError('StoreUnavailable', sentence, { cause: error });
  }
  return new PipelineError('TaskCrashed', message, { cause: error });
}

function explainProcess(error: ProcessFailed): PipelineError {
  const said = error.stderr.join('\n');
  if (said.includes('No space left on device')) return diskFull(error.message, error);
  if (/Server returned|Connection (?:reset|refused)|timed out/i.test(said)) {
    const message = `The source can't be read: ${error.stderr.at(-1) ?? ''}`;
    return new PipelineError('SourceUnreadable', message, { cause: error });
  }
  const remedy = error.exitSignal === 'SIGKILL' ? ' It was killed, mostly for want of memory: give the task more.' : '';
  return new PipelineError('FfmpegFailed', `${error.message}.${remedy}`, { cause: error });
}

const diskFull = (said: string, cause: unknown): PipelineError =>
  new PipelineError('DiskFull', `The task's disk is full: give it more ephemeral storage. ${said}`, { cause });

/** A disk, or what a user may have of it. */
const fullDisk: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** What has survived the SDK's own attempts, and may be gone in a minute. */
function isUnavailable(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (lostConnections.has(codeOf(error)) || error.name === 'TimeoutError') return true;
  if (!(error instanceof S3ServiceException || error instanceof DynamoDBServiceException)) return false;
  const { httpStatusCode = 0 } = error.$metadata;
  return httpStatusCode >= 500 || httpStatusCode === 429 || throttled.has(error.name);
}

const lostConnections: ReadonlySet<string> = new Set([
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

/** Names of refusals that S3 and DynamoDB send with a status of 400 or 403, after the SDK's own list. */
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

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';
