import { type _Object, PutObjectCommand, S3Client, paginateListObjectsV2 } from '@aws-sdk/client-s3';
import { type ClientOptions, openStore } from '../aws/clients';
import type { ObjectStore, StoredObject } from './step-functions/server';

/** Where distributed Maps read their items and write their results: S3, through the SDK. */
export function openItemStore(clients: ClientOptions): ObjectStore {
  const objects = openStore(clients);
  const client = new S3Client({ ...clients, forcePathStyle: true });
  return {
    read: async (bucket, key) => Buffer.concat(await (await objects.open(bucket, key)).toArray()),
    async list(bucket, prefix) {
      const listed: StoredObject[] = [];
      for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
        listed.push(...(page.Contents ?? []).map(describe));
      }
      return listed;
    },
    async write(bucket, key, content) {
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: key, Body: content, ContentType: 'application/json' }),
      );
    },
  };
}

const describe = ({ Key = '', Size = 0, ETag = '', LastModified = new Date(0) }: _Object): StoredObject => ({
  key: Key,
  size: Size,
  etag: ETag,
  lastModified: LastModified,
});
