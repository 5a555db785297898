import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import {
  CopyObjectCommand,
  AbortMultipartUploadCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  PutObjectCommand,
  type S3Client,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import type * as z from 'zod';
import type { Source } from '../pipeline/source';
import { relaySource } from './relay-source';
import { sourceChanged, versionOf } from './source-version';
import type { WindowSizes } from './source-windows';

export interface StoredObject {
  key: string;
  sizeBytes: number;
  /** As S3 tells them. */
  etag?: string;
  modifiedAt?: Date;
}

/** How often the connection of one answer may be cut. */
const mostCuts = 3;
const cutCodes: ReadonlySet<unknown> = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE']);
/** Whether a connection broke off in the middle of an answer. */
export const isCut = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'TimeoutError' || ('code' in error && cutCodes.has(error.code)));

/** S3 as the pipeline uses it: whole JSON documents, files, and sources that ffmpeg can read. */
export class ObjectStore {
  constructor(private readonly s3: S3Client) {}

  /** @throws ZodError when the object isn't what the schema says; S3's error when it isn't there */
  async readJson<S extends z.ZodType>(bucket: string, key: string, schema: S): Promise<z.infer<S>> {
    const document: unknown = JSON.parse(await this.#whole(bucket, key, text));
    return schema.parse(document);
  }

  /** The same; undefined when there is no such object. */
  async findJson<S extends z.ZodType>(bucket: string, key: string, schema: S): Promise<z.infer<S> | undefined> {
    try {
      return await this.readJson(bucket, key, schema);
    } catch (error) {
      if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
      throw error;
    }
  }

  async writeJson(bucket: string, key: string, document: unknown): Promise<void> {
    const Body = JSON.stringify(document);
    await this.s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body, ContentType: 'application/json' }));
  }

  /** An object's content, piece by piece. */
  async open(bucket: string, key: string): Promise<Readable> {
    const { Body } = await this.s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    if (!(Body instanceof Readable)) throw new TypeError(`s3://${bucket}/${key} has no content`);
    return Body;
  }

  /** Leaves no file behind when it fails. */
  async download(bucket: string, key: string, path: string): Promise<void> {
    try {
      await this.#whole(bucket, key, (content) => pipeline(content, createWriteStream(path)));
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** The SDK tries requests again, but not an answer whose connection breaks off in the middle. */
  async #whole<T>(bucket: string, key: string, read: (content: Readable) => Promise<T>): Promise<T> {
    for (let cuts = 0; ; cuts += 1) {
      const content = await this.open(bucket, key);
      try {
        return await read(content);
      } catch (error) {
        if (!isCut(error) || cuts === mostCuts) throw error;
      }
    }
  }

  /**
   * Uploads a file or a stream, in parts when it is large; a failed or aborted upload leaves no parts behind.
   * @returns the version id in a bucket with versions
   */
  async upload(
    bucket: string,
    key: string,
    content: { path: string } | { stream: Readable },
    options: {
      contentType: string;
      metadata?: Record<string, string>;
      signal?: AbortSignal;
      onProgress?: (bytes: number) => void;
    },
  ): Promise<string | undefined> {
    const Body = 'path' in content ? createReadStream(content.path) : content.stream;
    const params = { Bucket: bucket, Key: key, Body, ContentType: options.contentType, Metadata: options.metadata };
    const upload = new Upload({ client: this.s3, params });
    const abort = () => void upload.abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    upload.on('httpUploadProgress', ({ loaded = 0 }) => options.onProgress?.(loaded));
    try {
      options.signal?.throwIfAborted();
      const { VersionId } = await upload.done();
      return VersionId;
    } finally {
      options.signal?.removeEventListener('abort', abort);
      Body.destroy();
    }
  }

  /** Within S3; up to 5 GB. */
  async copy(from: { bucket: string; key: string }, to: { bucket: string; key: string }): Promise<void> {
    const CopySource = `${from.bucket}/${from.key.split('/').map(encodeURIComponent).join('/')}`;
    await this.s3.send(new CopyObjectCommand({ Bucket: to.bucket, Key: to.key, CopySource }));
  }

  /**
   * Metadata of the very version that a job is about.
   * @throws PipelineError SourceChanged when it isn't there any more
   */
  async describeSource(source: Source): Promise<Record<string, string>> {
    try {
      const { Metadata } = await this.s3.send(new HeadObjectCommand(versionOf(source)));
      return Metadata ?? {};
    } catch (cause) {
      throw sourceChanged(source, cause) ?? cause;
    }
  }

  /**
   * Lets ffmpeg or ffprobe read a source by an address on this machine, for as long as `use` runs. What S3 says of the source
   * comes before what they make of it: to them one that can't be read on is a broken one, or even a short one, with exit
   * code 0 (ffprobe 5.1 with Matroska).
   * @throws PipelineError SourceUnreadable or SourceChanged; whatever `use` throws
   */
  async relaySource<T>(source: Source, sizes: WindowSizes, use: (input: { url: string }) => Promise<T>): Promise<T> {
    const relay = await relaySource(this.s3, source, sizes);
    const [used] = await Promise.allSettled([use({ url: relay.url })]);
    await relay.close();
    if (relay.failure) throw relay.failure;
    if (used.status === 'rejected') throw used.reason;
    return used.value;
  }

  async *list(bucket: string, prefix: string): AsyncGenerator<StoredObject> {
    for await (const page of this.#pages(bucket, prefix)) yield* page;
  }

  /** @throws Error that names the first object that S3 has kept, and why */
  async delete(bucket: string, keys: readonly string[]): Promise<void> {
    for (let first = 0; first < keys.length; first += 1000) {
      const Objects = keys.slice(first, first + 1000).map((Key) => ({ Key }));
      const deleting = new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } });
      const { Errors: [kept, ...others] = [] } = await this.s3.send(deleting);
      if (!kept) continue;
      const { Key = '', Code = 'no code', Message = 'no message' } = kept;
      const more = others.length === 0 ? '' : `, nor ${others.length} others`;
      throw new Error(`s3://${bucket}/${Key} can't be deleted (${Code}: ${Message})${more}`);
    }
  }

  /** Deletes all objects below a prefix. @returns how many there were */
  async clear(bucket: string, prefix: string): Promise<number> {
    let count = 0;
    for await (const page of this.#pages(bucket, prefix)) {
      await this.delete(
        bucket,
        page.map(({ key }) => key),
      );
      count += page.length;
    }
    return count;
  }

  /** Gives up all unfinished uploads below a prefix: their parts cost storage until then. @returns how many there were */
  async abortUploads(bucket: string, prefix: string): Promise<number> {
    let count = 0;
    let from: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (from) {
      const listing: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
        Bucket: bucket,
        Prefix: prefix,
        ...from,
      });
      const {
        Uploads = [],
        IsTruncated,
        NextKeyMarker: KeyMarker,
        NextUploadIdMarker: UploadIdMarker,
      } = await this.s3.send(listing);
      for (const { Key, UploadId } of Uploads) {
        await this.s3
          .send(new AbortMultipartUploadCommand({ Bucket: bucket, Key, UploadId }))
          .catch((error: unknown) => {
            // It was finished, or given up by who began it, since it was listed.
            if (!(error instanceof Error && error.name === 'NoSuchUpload')) throw error;
          });
        count += 1;
      }
      from = IsTruncated ? { KeyMarker, UploadIdMarker } : undefined;
    }
    return count;
  }

  /** All objects below a prefix, up to a thousand at a time. */
  async *#pages(bucket: string, prefix: string): AsyncGenerator<StoredObject[]> {
    for await (const { Contents = [] } of paginateListObjectsV2(
      { client: this.s3 },
      { Bucket: bucket, Prefix: prefix },
    )) {
      yield Contents.flatMap(({ Key, Size = 0, ETag, LastModified }) =>
        Key === undefined
          ? []
          : [
              {
                ...{ key: Key, sizeBytes: Size },
                ...(ETag === undefined ? {} : { etag: ETag }),
                ...(LastModified ? { modifiedAt: LastModified } : {}),
              },
            ],
      );
    }
  }
}
