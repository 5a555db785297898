import { findObject, type Buckets } from './buckets';
import { headerValue, type Call } from './call';
import { checkCopyConditions } from './conditions';
import type { StoredObject } from './object-record';
import { parseTarget, queryValue } from './request-target';
import { S3Error } from './s3-error';

export interface CopySource {
  object: StoredObject;
  /** x-amz-copy-source-version-id, where the source bucket keeps versions. */
  versionId: string | undefined;
  isSelf: boolean;
}

/**
 * What `x-amz-copy-source: [/]bucket/key[?versionId=…]` names, URL-encoded, if the conditions on it hold. S3 takes
 * an unencoded plus for a blank here (aws/aws-sdk-js#1821): better that a client's mistake shows on this S3 already.
 */
export function findCopySource(call: Call, buckets: Buckets): CopySource {
  const header = headerValue(call, 'x-amz-copy-source') ?? '';
  const { bucket: name, key, query } = parseTarget(header.replaceAll('+', '%20').replace(/^\/?/, '/'));
  if (name === '' || key === '') {
    throw new S3Error('InvalidArgument', 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey', {
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: header },
    });
  }
  const versionId = queryValue({ query }, 'versionId');
  call.named = [{ bucket: name, key, versionId }];
  const bucket = buckets.get(name);
  const object = findObject(bucket, key, versionId);
  checkCopyConditions(call, object);
  return {
    object,
    versionId: bucket.record.versioning === 'Unversioned' ? undefined : object.versionId,
    isSelf: name === call.bucket && key === call.key && versionId === undefined,
  };
}
