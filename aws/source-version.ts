import { S3ServiceException } from '@aws-sdk/client-s3';
import { PipelineError } from '../pipeline/errors';
import type { Source } from '../pipeline/source';

const quoted = (etag: string): string => (etag.startsWith('"') ? etag : `"${etag}"`);

/** A re-upload under the same key must not mix in: by version id, or where there is none by ETag. */
export const versionOf = (source: Source): { Bucket: string; Key: string; VersionId?: string; IfMatch?: string } => ({
  Bucket: source.bucket,
  Key: source.key,
  ...(source.versionId === undefined ? { IfMatch: quoted(source.etag) } : { VersionId: source.versionId }),
});

/** The HTTP status of S3's refusal. By it and not by a name: a HEAD's answer has no body, so that the SDK knows none. */
export const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;

/** What S3's refusal says about the source: it isn't there any more; undefined when it says something else. */
export function sourceChanged({ bucket, key, version }: Source, cause: unknown): PipelineError | undefined {
  const status = statusOf(cause);
  if (status !== 404 && status !== 412) return undefined;
  const message = `s3://${bucket}/${key} isn't the object any more that this job was started for (version ${version}): it was replaced or deleted. Its new upload has a job of its own.`;
  return new PipelineError('SourceChanged', message, { figures: { version }, cause });
}
