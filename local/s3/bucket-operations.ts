import { answerEmpty, answerXml, type Call } from './call';
import type { Buckets } from './buckets';
import type { Element } from './xml';
import { readXml, VersioningRequest } from './xml-request';

export function listBuckets(call: Call, buckets: Buckets): void {
  answerXml(call, [
    'ListAllMyBucketsResult',
    ['Owner', ['ID', call.signed.accessKeyId]],
    [
      'Buckets',
      ...buckets.all.map(({ name, record }): Element => ['Bucket', ['Name', name], ['CreationDate', record.created]]),
    ],
  ]);
}

export async function createBucket(call: Call, buckets: Buckets): Promise<void> {
  await buckets.create(call.bucket, 'Unversioned');
  answerEmpty(call, 200, { location: `/${call.bucket}` });
}

export function headBucket(call: Call, buckets: Buckets, region: string): void {
  buckets.get(call.bucket);
  answerEmpty(call, 200, { 'x-amz-bucket-region': region });
}

/** S3 names every region but the first one. */
export function getBucketLocation(call: Call, buckets: Buckets, region: string): void {
  buckets.get(call.bucket);
  answerXml(call, ['LocationConstraint', region === 'us-east-1' ? undefined : region]);
}

export async function deleteBucket(call: Call, buckets: Buckets): Promise<void> {
  await buckets.delete(call.bucket);
  answerEmpty(call, 204);
}

export function getBucketVersioning(call: Call, buckets: Buckets): void {
  const { versioning } = buckets.get(call.bucket).record;
  answerXml(call, ['VersioningConfiguration', versioning === 'Unversioned' ? undefined : ['Status', versioning]]);
}

export async function putBucketVersioning(call: Call, buckets: Buckets): Promise<void> {
  buckets.get(call.bucket);
  const { VersioningConfiguration } = await readXml(call, VersioningRequest);
  await buckets.setVersioning(call.bucket, VersioningConfiguration.Status);
  answerEmpty(call, 200);
}
