import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import * as z from 'zod';
import { openStore } from '../../aws/clients';
import { ObjectStore } from '../../aws/object-store';
import type { Source } from '../../pipeline/source';
import { temporaryFolder } from '../tools';
import { type Services, startServices } from './services';

const Document = z.object({ frames: z.number() });

describe('ObjectStore', () => {
  const folder = temporaryFolder();
  let services: Services;
  let store: ObjectStore;
  let s3: S3Client;
  beforeAll(async () => void (services = await startServices()));
  afterAll(() => services.stop());
  beforeEach(() => {
    store = openStore(services.clients);
    s3 = new S3Client({ ...services.clients });
  });
  afterEach(() => s3.destroy());

  let buckets = 0;
  /** A bucket of its own for each test. */
  async function bucket(settings?: { versioned: boolean }): Promise<string> {
    buckets += 1;
    await services.createBucket(`bucket-${buckets}`, settings);
    return `bucket-${buckets}`;
  }
  const uploadsOf = async (Bucket: string) =>
    (await s3.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads ?? [];
  const keysOf = async (name: string, prefix = '') => {
    const keys: string[] = [];
    for await (const { key } of store.list(name, prefix)) keys.push(key);
    return keys;
  };
  const text = async (name: string, key: string) => Buffer.concat(await (await store.open(name, key)).toArray()).toString(); // prettier-ignore
  const uploadText = (name: string, key: string, content: string) =>
    store.upload(name, key, { stream: Readable.from([Buffer.from(content)]) }, { contentType: 'text/plain' });

  /** The client of a store, with what happens before each of its commands. */
  const clientThat = (before: (command: string | undefined, input: object) => unknown) => {
    const client = new S3Client({ ...services.clients });
    client.middlewareStack.add(
      (next, { commandName }) =>
        async (call) => {
          await before(commandName, call.input);
          return next(call);
        },
      { step: 'initialize' },
    );
    return client;
  };

  describe('JSON', () => {
    test('reads what it wrote', async () => {
      const name = await bucket();
      await store.writeJson(name, 'a/b.json', { frames: 3 });
      expect(await store.readJson(name, 'a/b.json', Document)).toEqual({ frames: 3 });
      expect(await store.findJson(name, 'a/b.json', Document)).toEqual({ frames: 3 });
    });

    test('an object that isn’t there: found is undefined, read fails', async () => {
      const name = await bucket();
      expect(await store.findJson(name, 'none', Document)).toBeUndefined();
      await expect(store.readJson(name, 'none', Document)).rejects.toMatchObject({ name: 'NoSuchKey' });
    });

    test('a bucket that isn’t there is an error either way', async () => {
      await expect(store.findJson('no-bucket', 'none', Document)).rejects.toMatchObject({ name: 'NoSuchBucket' });
    });

    test('a document of another kind is refused, not returned', async () => {
      const name = await bucket();
      await store.writeJson(name, 'a', { frames: 'many' });
      await expect(store.findJson(name, 'a', Document)).rejects.toThrow(z.ZodError);
    });
  });

  describe('files', () => {
    test('downloads what was uploaded, with progress, type and metadata', async () => {
      const name = await bucket();
      const [from, to] = [join(folder(), 'from'), join(folder(), 'to')];
      await writeFile(from, 'pictures');
      const progress: number[] = [];
      const version = await store.upload(name, 'video', { path: from }, {
        contentType: 'video/mp4',
        metadata: { 'framefleet-options': '{"crf":0}' },
        onProgress: (bytes) => progress.push(bytes),
      }); // prettier-ignore
      expect(version).toBeUndefined();
      expect(progress.at(-1)).toBe(8);
      await store.download(name, 'video', to);
      expect(await readFile(to, 'utf8')).toBe('pictures');
    });

    test('an upload into a bucket with versions tells its version', async () => {
      const name = await bucket({ versioned: true });
      const [first, second] = [await uploadText(name, 'a', '1'), await uploadText(name, 'a', '2')];
      expect(first).toBeTruthy();
      expect(second).not.toBe(first);
    });

    test('a large stream is uploaded in parts', async () => {
      const name = await bucket();
      const megabyte = Buffer.alloc(1024 * 1024, 7);
      await store.upload(name, 'large', { stream: Readable.from(Array.from({ length: 12 }, () => megabyte)) }, {
        contentType: 'video/mp4',
      }); // prettier-ignore
      const stored = [];
      for await (const object of store.list(name, '')) stored.push(object);
      expect(stored).toMatchObject([{ key: 'large', sizeBytes: 12 * 1024 * 1024 }]);
    });

    test('an upload that fails leaves no object and no parts behind', async () => {
      const name = await bucket();
      const stream = Readable.from(
        (function* () {
          for (let megabyte = 0; megabyte < 12; megabyte += 1) yield Buffer.alloc(1024 * 1024);
          throw new Error('the disk broke');
        })(),
      );
      await expect(store.upload(name, 'large', { stream }, { contentType: 'video/mp4' })).rejects.toThrow('the disk broke'); // prettier-ignore
      expect([await keysOf(name), await uploadsOf(name)]).toEqual([[], []]);
      expect(stream.destroyed).toBe(true);
    });

    test('an upload that is aborted leaves no object behind', async () => {
      const name = await bucket();
      const stop = new AbortController();
      const stream = Readable.from(
        (function* () {
          for (let megabyte = 0; megabyte < 40; megabyte += 1) yield Buffer.alloc(1024 * 1024);
        })(),
      );
      const onProgress = () => stop.abort(new Error('told to stop'));
      const uploading = store.upload(name, 'large', { stream }, { contentType: 'video/mp4', signal: stop.signal, onProgress }); // prettier-ignore
      await expect(uploading).rejects.toThrow();
      expect(await keysOf(name)).toEqual([]);
      expect(stream.destroyed).toBe(true);
    });

    test('an upload that was aborted before doesn’t begin', async () => {
      const name = await bucket();
      const signal = AbortSignal.abort(new Error('told to stop'));
      const stream = Readable.from([Buffer.from('a')]);
      await expect(store.upload(name, 'a', { stream }, { contentType: 'text/plain', signal })).rejects.toThrow('told to stop'); // prettier-ignore
      expect(await keysOf(name)).toEqual([]);
    });

    test('a download that fails leaves no file behind', async () => {
      const name = await bucket();
      await expect(store.download(name, 'none', join(folder(), 'file'))).rejects.toMatchObject({ name: 'NoSuchKey' });
      expect(await readdir(folder())).toEqual([]);
    });
  });

  describe('the source', () => {
    const sourceIn = (name: string, changes: Partial<Source>): Source => ({
      bucket: name,
      key: 'video',
      version: 'v',
      etag: 'none',
      sizeBytes: 1,
      ...changes,
    });
    const md5 = '0cc175b9c0f1b6a831c399e269772661'; // of "a"
    const sizes = { first: 10, growth: 1, most: 10, ahead: false };
    const read = (source: Source) => store.relaySource(source, sizes, async ({ url }) => (await fetch(url)).text());
    const changed = expect.objectContaining({
      name: 'SourceChanged',
      message: expect.stringContaining('it was replaced or deleted') as string,
      figures: { version: 'v' },
    }) as Error;

    test('describeSource gives its metadata', async () => {
      const name = await bucket();
      const metadata = { 'framefleet-options': '{"crf":0}' };
      const stream = Readable.from([Buffer.from('a')]);
      await store.upload(name, 'video', { stream }, { contentType: 'video/mp4', metadata });
      expect(await store.describeSource(sourceIn(name, { etag: md5 }))).toEqual(metadata);
    });

    test('with versions: the job’s own version is described and read, whatever was uploaded since', async () => {
      const name = await bucket({ versioned: true });
      const source = sourceIn(name, { versionId: await uploadText(name, 'video', 'first') });
      await uploadText(name, 'video', 'second');
      expect(await store.describeSource(source)).toEqual({});
      expect(await read(source)).toBe('first');
    });

    test('without versions: a re-upload is refused, not mixed in', async () => {
      const name = await bucket();
      await uploadText(name, 'video', 'a');
      const source = sourceIn(name, { etag: md5 });
      expect(await read(source)).toBe('a');
      await uploadText(name, 'video', 'b');
      await expect(read(source)).rejects.toEqual(changed);
      await expect(store.describeSource(source)).rejects.toEqual(changed);
    });

    test('an ETag may come in its quotes', async () => {
      const name = await bucket();
      await uploadText(name, 'video', 'a');
      expect(await read(sourceIn(name, { etag: `"${md5}"` }))).toBe('a');
      expect(await store.describeSource(sourceIn(name, { etag: `"${md5}"` }))).toEqual({});
    });

    test.each([true, false])('a source that was deleted (versioned: %p) is refused', async (versioned) => {
      const name = await bucket({ versioned });
      await expect(
        store.describeSource(sourceIn(name, versioned ? { versionId: '3HL4kqtJvjVBH40Nrjfkd' } : { etag: md5 })),
      ).rejects.toEqual(changed);
    });

    test('a bucket that can’t be reached isn’t a changed source', async () => {
      const elsewhere = openStore({ ...services.clients, endpoint: 'http://127.0.0.1:1' });
      await expect(elsewhere.describeSource(sourceIn('b', {}))).rejects.toThrow('ECONNREFUSED');
    });
  });

  describe('list and delete', () => {
    test('list goes on over pages, in order, below its prefix', async () => {
      const name = await bucket();
      const keys = ['job-1/a', 'job-1/b', 'job-1/c', 'job-1/d', 'job-1/e'];
      for (const key of [...keys.toReversed(), 'job-2/a']) await store.writeJson(name, key, 1);
      let pages = 0;
      const inPairs = clientThat((command, input) => {
        if (command !== 'ListObjectsV2Command') return;
        Object.assign(input, { MaxKeys: 2 });
        pages += 1;
      });
      const listed: string[] = [];
      for await (const { key } of new ObjectStore(inPairs).list(name, 'job-1/')) listed.push(key);
      expect([listed, pages]).toEqual([keys, 3]);
      // What is deleted between its pages doesn't confuse a list.
      expect(await new ObjectStore(inPairs).clear(name, 'job-1/')).toBe(5);
      expect(await keysOf(name)).toEqual(['job-2/a']);
      inPairs.destroy();
    });

    test('delete names a thousand objects at a time', async () => {
      const name = await bucket();
      for (const key of ['a', 'b']) await store.writeJson(name, key, 1);
      await store.delete(name, ['a', ...Array.from({ length: 999 }, (_, number) => `never-there-${number}`), 'b']);
      expect(await keysOf(name)).toEqual([]);
    });

    test('delete takes only what it was named, and nothing for an empty list', async () => {
      const name = await bucket();
      for (const key of ['a', 'b', 'c']) await store.writeJson(name, key, 1);
      await store.delete(name, []);
      await store.delete(name, ['b', 'never-there']);
      expect(await keysOf(name)).toEqual(['a', 'c']);
      expect(await text(name, 'a')).toBe('1');
    });

    test('an object that S3 keeps is an error, and named', async () => {
      const refusing = createServer((_, response) => {
        const kept = '<Error><Key>a/b</Key><Code>InternalError</Code><Message>Try again.</Message></Error>';
        response.writeHead(200, { 'content-type': 'application/xml' });
        response.end(`<DeleteResult>${kept}<Error><Key>c</Key><Code>InternalError</Code></Error></DeleteResult>`);
      });
      await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
      const { port } = z.object({ port: z.number() }).parse(refusing.address());
      const elsewhere = openStore({ ...services.clients, endpoint: `http://127.0.0.1:${port}` });
      await expect(elsewhere.delete('work', ['a/b', 'c'])).rejects.toThrow(
        "s3://work/a/b can't be deleted (InternalError: Try again.), nor 1 others",
      );
      refusing.closeAllConnections();
      await new Promise((resolve) => refusing.close(resolve));
    });

    test('clear deletes what lies below its prefix, and counts it', async () => {
      const name = await bucket();
      for (const key of ['job-1/a', 'job-1/b/c', 'job-10/a', 'job-2']) await store.writeJson(name, key, 1);
      expect(await store.clear(name, 'job-1/')).toBe(2);
      expect(await keysOf(name)).toEqual(['job-10/a', 'job-2']);
      expect(await store.clear(name, 'job-1/')).toBe(0);
    });
  });

  describe('unfinished uploads', () => {
    const begin = async (Bucket: string, Key: string) =>
      (await s3.send(new CreateMultipartUploadCommand({ Bucket, Key }))).UploadId;

    test('are given up below a prefix, over pages', async () => {
      const name = await bucket();
      for (const key of ['a', 'a', 'b', 'c', 'c']) await begin(name, `job-1/${key}`);
      await begin(name, 'job-10/a');
      await store.writeJson(name, 'job-1/whole', 1);
      let pages = 0;
      const inPairs = clientThat((command, input) => {
        if (command !== 'ListMultipartUploadsCommand') return;
        Object.assign(input, { MaxUploads: 2 });
        pages += 1;
      });
      expect(await new ObjectStore(inPairs).abortUploads(name, 'job-1/')).toBe(5);
      expect(pages).toBe(3);
      expect((await uploadsOf(name)).map(({ Key }) => Key)).toEqual(['job-10/a']);
      expect(await keysOf(name)).toEqual(['job-1/whole']);
      expect(await store.abortUploads(name, 'job-1/')).toBe(0);
      inPairs.destroy();
    });

    test('one that isn’t there any more is no error', async () => {
      const name = await bucket();
      const UploadId = await begin(name, 'job-1/a');
      await begin(name, 'job-1/b');
      // Somebody gives the first up between the list and the abort.
      const late = clientThat(async (command) => {
        if (command !== 'AbortMultipartUploadCommand') return;
        await s3.send(new AbortMultipartUploadCommand({ Bucket: name, Key: 'job-1/a', UploadId })).catch(() => 0);
      });
      expect(await new ObjectStore(late).abortUploads(name, 'job-1/')).toBe(2);
      expect(await uploadsOf(name)).toEqual([]);
      late.destroy();
    });

    test('a bucket that isn’t there is an error', async () => {
      await expect(store.abortUploads('no-bucket', 'job-1/')).rejects.toMatchObject({ name: 'NoSuchBucket' });
    });
  });
});
