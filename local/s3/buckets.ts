import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { DataFiles } from './data-files';
import { compareKeys } from './key-order';
import { ObjectFiles, type NewObject, type Versioning } from './object-files';
import type { ObjectCreated } from './notifications';
import { NULL_VERSION, type StoredObject, type Version } from './object-record';
import { OneAtATime } from './one-at-a-time';
import { readRecord, writeRecord } from './record-file';
import { S3Error } from './s3-error';
import { Sequencer } from './sequencer';
import { UploadFiles } from './upload-files';

const BucketRecord = z.object({
  /** ISO 8601. */
  created: z.iso.datetime(),
  versioning: z.enum(['Unversioned', 'Enabled', 'Suspended']),
});
type BucketRecord = z.infer<typeof BucketRecord>;

export interface Bucket {
  name: string;
  record: BucketRecord;
  objects: ObjectFiles;
  uploads: UploadFiles;
}

/** How an object came to be, and under which condition. */
export interface Storing {
  reason: ObjectCreated['reason'];
  precondition?: ((current: StoredObject | undefined) => void) | undefined;
}

/** Everything on disk: `buckets/<name>/{bucket.json,objects,uploads}`, `data` for the contents, `sequencer`. */
export class Buckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly changes = new OneAtATime();

  private constructor(
    private readonly folder: string,
    readonly data: DataFiles,
    private readonly sequencer: Sequencer,
    private readonly onObjectCreated: (created: ObjectCreated) => void,
  ) {}

  static async open(root: string, onObjectCreated: (created: ObjectCreated) => void): Promise<Buckets> {
    const folder = join(root, 'buckets');
    await mkdir(folder, { recursive: true });
    const data = await DataFiles.open(join(root, 'data'));
    const buckets = new Buckets(folder, data, new Sequencer(join(root, 'sequencer')), onObjectCreated);
    for (const name of await readdir(folder)) await buckets.load(name);
    const kept = [...buckets.buckets.values()].flatMap(({ objects, uploads }) => [
      ...objects.dataFileNames(),
      ...uploads.dataFileNames(),
    ]);
    await data.removeAllBut(new Set(kept));
    return buckets;
  }

  get all(): Bucket[] {
    return [...this.buckets.values()].sort((a, b) => compareKeys(a.name, b.name));
  }

  has(name: string): boolean {
    return this.buckets.has(name);
  }

  get(name: string): Bucket {
    const bucket = this.buckets.get(name);
    if (!bucket) throw new S3Error('NoSuchBucket', undefined, { details: { BucketName: name } });
    return bucket;
  }

  create(name: string, versioning: Versioning): Promise<void> {
    return this.changes.run(name, async () => {
      // The name becomes a folder's: these rules also keep it from being a path.
      if (!/^(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name)) {
        throw new S3Error('InvalidBucketName', undefined, { details: { BucketName: name } });
      }
      if (this.buckets.has(name))
        throw new S3Error('BucketAlreadyOwnedByYou', undefined, { details: { BucketName: name } });
      await mkdir(join(this.folder, name), { recursive: true });
      await writeRecord(join(this.folder, name, 'bucket.json'), { created: new Date().toISOString(), versioning });
      await this.load(name);
    });
  }

  delete(name: string): Promise<void> {
    return this.changes.run(name, async () => {
      const { objects, uploads } = this.get(name);
      if (!objects.idle) throw new S3Error('BucketNotEmpty', undefined, { details: { BucketName: name } });
      this.buckets.delete(name);
      for (const { key, uploadId } of uploads.all) await uploads.abort(key, uploadId);
      await rm(join(this.folder, name), { recursive: true, force: true });
    });
  }

  setVersioning(name: string, versioning: Versioning): Promise<void> {
    return this.changes.run(name, async () => {
      const bucket = this.get(name);
      const record = { ...bucket.record, versioning };
      await writeRecord(join(this.folder, name, 'bucket.json'), record);
      bucket.record = record;
    });
  }

  /** Stores an object whose content is on disk, and tells of it. When it fails the data files are still the caller's. */
  async store(
    bucketName: string,
    key: string,
    object: NewObject,
    { reason, precondition }: Storing,
  ): Promise<StoredObject> {
    const { objects, record } = this.get(bucketName);
    return objects.put(key, object, {
      versioning: record.versioning,
      precondition,
      onStored: ({ size, etag, versionId }) => {
        const sequencer = this.sequencer.take();
        const version = versionId === NULL_VERSION ? {} : { versionId };
        // Beyond the reach of this request: what a listener throws must not undo an object that is stored.
        queueMicrotask(() =>
          this.onObjectCreated({ bucket: bucketName, key, size, etag, ...version, sequencer, reason }),
        );
      },
    });
  }

  private async load(name: string): Promise<void> {
    const folder = join(this.folder, name);
    // A bucket whose creation or deletion a crash interrupted.
    if (!(await readdir(folder)).includes('bucket.json')) return rm(folder, { recursive: true, force: true });
    const record = await readRecord(join(folder, 'bucket.json'), BucketRecord);
    const objects = await ObjectFiles.open(join(folder, 'objects'), this.data);
    const uploads = await UploadFiles.open(join(folder, 'uploads'), this.data, new Set(objects.dataFileNames()));
    this.buckets.set(name, { name, record, objects, uploads });
  }
}

/** The version a request is about. */
export function findObject(bucket: Bucket, key: string, versionId: string | undefined): StoredObject {
  const version: Version | undefined =
    versionId === undefined
      ? bucket.objects.versions(key)[0]
      : bucket.objects.versions(key).find((version) => version.versionId === versionId);
  if (version?.kind === 'object') return version;
  if (!version && versionId !== undefined) {
    throw new S3Error('NoSuchVersion', undefined, { details: { Key: key, VersionId: versionId } });
  }
  const headers = version && { 'x-amz-delete-marker': 'true', 'x-amz-version-id': version.versionId };
  if (versionId !== undefined) {
    throw new S3Error('MethodNotAllowed', undefined, { headers: { ...headers, allow: 'DELETE' } });
  }
  throw new S3Error('NoSuchKey', undefined, { details: { Key: key }, ...(headers && { headers }) });
}
