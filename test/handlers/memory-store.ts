import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import type * as z from 'zod';
import { ObjectStore, type StoredObject } from '../../aws/object-store';
import type { WindowSizes } from '../../aws/source-windows';
import type { Source } from '../../pipeline/source';

/** An object store in memory. It holds whatever is put into `objects`, by `bucket/key`, and notes what is read. */
export class MemoryStore extends ObjectStore {
  readonly objects = new Map<string, string>();
  /** Metadata of sources, by `bucket/key`. */
  readonly metadata = new Map<string, Record<string, string>>();
  /** Unfinished uploads, as `bucket/key`. */
  readonly uploads = new Set<string>();
  readonly reads: string[] = [];
  readonly contentTypes = new Map<string, string>();

  constructor() {
    // Never called: every method is overridden.
    super(new S3Client({ region: 'nowhere' }));
  }

  #content(bucket: string, key: string): string {
    this.reads.push(`${bucket}/${key}`);
    const content = this.objects.get(`${bucket}/${key}`);
    if (content === undefined) throw Object.assign(new Error(`no s3://${bucket}/${key}`), { name: 'NoSuchKey' });
    return content;
  }

  override async readJson<S extends z.ZodType>(bucket: string, key: string, schema: S): Promise<z.infer<S>> {
    return Promise.resolve(schema.parse(JSON.parse(this.#content(bucket, key))));
  }

  override async findJson<S extends z.ZodType>(
    bucket: string,
    key: string,
    schema: S,
  ): Promise<z.infer<S> | undefined> {
    return this.objects.has(`${bucket}/${key}`) ? this.readJson(bucket, key, schema) : undefined;
  }

  override async writeJson(bucket: string, key: string, document: unknown): Promise<void> {
    this.objects.set(`${bucket}/${key}`, JSON.stringify(document));
    return Promise.resolve();
  }

  override async open(bucket: string, key: string): Promise<Readable> {
    return Promise.resolve(Readable.from([Buffer.from(this.#content(bucket, key))]));
  }

  override download(bucket: string, key: string): Promise<void> {
    return Promise.reject(new Error(`MemoryStore has no download of ${bucket}/${key}`));
  }

  /** Like S3's: the object is there when all of its content is, or not at all. */
  override async upload(
    bucket: string,
    key: string,
    content: { path: string } | { stream: Readable },
    { contentType }: { contentType: string },
  ): Promise<undefined> {
    if (!('stream' in content)) throw new Error('MemoryStore uploads streams only');
    const pieces: Buffer[] = [];
    for await (const piece of content.stream) pieces.push(Buffer.from(piece as Uint8Array));
    this.objects.set(`${bucket}/${key}`, Buffer.concat(pieces).toString());
    this.contentTypes.set(`${bucket}/${key}`, contentType);
  }

  override copy(from: { bucket: string; key: string }, to: { bucket: string; key: string }): Promise<void> {
    this.objects.set(`${to.bucket}/${to.key}`, this.#content(from.bucket, from.key));
    return Promise.resolve();
  }

  override describeSource({ bucket, key }: Source): Promise<Record<string, string>> {
    return Promise.resolve(this.metadata.get(`${bucket}/${key}`) ?? {});
  }

  override relaySource<T>(
    ...[{ bucket, key }]: [Source, WindowSizes, (input: { url: string }) => Promise<T>]
  ): Promise<T> {
    this.reads.push(`${bucket}/${key}`);
    return Promise.reject(new Error('MemoryStore has no relay'));
  }

  override async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    await Promise.resolve();
    for (const [name, content] of [...this.objects].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
      if (!name.startsWith(`${bucket}/${prefix}`)) continue;
      yield { key: name.slice(bucket.length + 1), sizeBytes: Buffer.byteLength(content) };
    }
  }

  override delete(bucket: string, keys: readonly string[]): Promise<void> {
    for (const key of keys) this.objects.delete(`${bucket}/${key}`);
    return Promise.resolve();
  }

  override clear(bucket: string, prefix: string): Promise<number> {
    const keys = [...this.objects.keys()].filter((name) => name.startsWith(`${bucket}/${prefix}`));
    for (const key of keys) this.objects.delete(key);
    return Promise.resolve(keys.length);
  }

  override abortUploads(bucket: string, prefix: string): Promise<number> {
    const names = [...this.uploads].filter((name) => name.startsWith(`${bucket}/${prefix}`));
    for (const name of names) this.uploads.delete(name);
    return Promise.resolve(names.length);
  }

  /** An object as text. */
  text(bucket: string, key: string): string | undefined {
    return this.objects.get(`${bucket}/${key}`);
  }
}
