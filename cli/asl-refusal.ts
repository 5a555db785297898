import { SFNServiceException } from '@aws-sdk/client-sfn';
import { UsageError } from './usage-error';

/** For what happens before anything was started: whoever asked must ask differently. */
export async function asUsage<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer;
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    if (cause instanceof SFNServiceException) {
      throw new UsageError(`Step Functions refused: ${cause.name}: ${message}`, { cause });
    }
    throw new UsageError(
      `Step Functions couldn't be asked: ${message}. An --endpoint is asked for the region AWS_REGION, with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; emulators take any.`,
      { cause },
    );
  }
}
