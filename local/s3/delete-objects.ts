import type { Bucket, Buckets } from './buckets';
import { answerEmpty, answerXml, present, type Call } from './call';
import type { Version } from './object-record';
import { queryValue } from './request-target';
import type { Element } from './xml';
import { DeleteRequest, readXml } from './xml-request';

export async function deleteObject(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const versionId = queryValue(call, 'versionId');
  const version = await deleteFrom(bucket, call.key, versionId);
  answerEmpty(
    call,
    204,
    present({
      'x-amz-version-id': version?.versionId,
      'x-amz-delete-marker': version?.kind === 'delete-marker' ? 'true' : undefined,
    }),
  );
}

export async function deleteObjects(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const { Delete } = await readXml(call, DeleteRequest);
  call.named = Delete.Object.map(({ Key, VersionId }) => ({ bucket: call.bucket, key: Key, versionId: VersionId }));
  const deleted: Element[] = [];
  for (const { Key, VersionId } of Delete.Object) {
    const version = await deleteFrom(bucket, Key, VersionId);
    const marker = version?.kind === 'delete-marker';
    deleted.push([
      'Deleted',
      ['Key', Key],
      VersionId && ['VersionId', VersionId],
      marker ? ['DeleteMarker', true] : undefined,
      marker ? ['DeleteMarkerVersionId', version.versionId] : undefined,
    ]);
  }
  answerXml(call, ['DeleteResult', ...(Delete.Quiet === 'true' ? [] : deleted)]);
}

/** Without a version id, the delete marker that was made; with one, the version that is gone. */
function deleteFrom(bucket: Bucket, key: string, versionId: string | undefined): Promise<Version | undefined> {
  return versionId === undefined
    ? bucket.objects.delete(key, bucket.record.versioning)
    : bucket.objects.deleteVersion(key, versionId);
}
