import { randomBytes } from 'node:crypto';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HeadObjectCommand, ListMultipartUploadsCommand, S3Client, UploadPartCommand } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { type UnfinishedUpload, partBytesOf, uploadFile } from '../../aws/resumable-upload';
import { temporaryFolder } from '../tools';
import { type Services, startServices } from './services';

const mebibyte = 1024 * 1024;

describe('uploadFile', () => {
  const folder = temporaryFolder();
  let services: Services;
  let s3: S3Client;
  beforeAll(async () => {
    services = await startServices();
    await services.createBucket('videos', { versioned: true });
  });
  afterAll(() => services.stop());
  let note: UnfinishedUpload | undefined;
  const notes = {
    read: () => Promise.resolve(note),
    write: (written: UnfinishedUpload) => Promise.resolve(void (note = written)),
    remove: () => Promise.resolve(void (note = undefined)),
  };
  beforeEach(() => {
    note = undefined;
    s3 = new S3Client({ ...services.clients });
  });
  afterEach(() => s3.destroy());

  const file = async (bytes: number) => {
    const path = join(folder(), 'clip.mp4');
    await writeFile(path, randomBytes(bytes));
    return path;
  };
  const metadata = { 'framefleet-options': '{"crf":30}' };
  const upload = (path: string, options: Partial<Parameters<typeof uploadFile>[3]> = {}, key = 'clip.mp4') => {
    const usual = { note: notes, signal: new AbortController().signal, onProgress: () => undefined };
    return uploadFile(s3, path, { bucket: 'videos', key, metadata }, { partBytes: 5 * mebibyte, ...usual, ...options });
  };
  /** Numbers of the parts that are uploaded from now on. */
  const partsSent = () => {
    const sent: number[] = [];
    s3.middlewareStack.add(
      (next, { commandName }) =>
        (call) => {
          const { PartNumber = 0 } = call.input as { PartNumber?: number };
          if (commandName === UploadPartCommand.name) sent.push(PartNumber);
          return next(call);
        },
      { step: 'initialize' },
    );
    return sent;
  };
  const unfinished = async () => (await s3.send(new ListMultipartUploadsCommand({ Bucket: 'videos' }))).Uploads ?? [];
  const stored = async (key = 'clip.mp4') =>
    Buffer.concat((await (await openStore(services.clients).open('videos', key)).toArray()) as Buffer[]);

  test('a small file goes up at once, with its metadata', async () => {
    const path = await file(1000);
    const { version, resumedBytes } = await upload(path);
    const head = await s3.send(new HeadObjectCommand({ Bucket: 'videos', Key: 'clip.mp4', VersionId: version }));
    expect([head.Metadata, head.ContentLength, resumedBytes]).toEqual([metadata, 1000, 0]);
  });

  test('an interrupted one keeps its parts, and only the others are sent the next time', async () => {
    const path = await file(21 * mebibyte);
    const stop = new AbortController();
    const seen: number[] = [];
    const interrupted = upload(path, {
      signal: stop.signal,
      onProgress: (bytes) => {
        seen.push(bytes);
        stop.abort();
      },
    });
    await expect(interrupted).rejects.toThrow(/abort/i);
    expect(seen[0]).toBeLessThanOrEqual(5 * mebibyte);
    const sent = partsSent();
    const { version, resumedBytes } = await upload(path);
    expect(version).toBeDefined();
    expect(resumedBytes).toBeGreaterThan(0);
    expect(sent.length).toBe(5 - Math.ceil(resumedBytes / (5 * mebibyte)));
    expect((await stored()).equals(await readFile(path))).toBe(true);
    expect([await unfinished(), note]).toEqual([[], undefined]);
  });

  test('what isn’t the same any more is begun anew, and its parts go', async () => {
    const path = await file(6 * mebibyte);
    const begin = async () => {
      const stop = new AbortController();
      await expect(upload(path, { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow(/abort/i);
    };
    await begin();
    await appendFile(path, 'more');
    const sent = partsSent();
    expect(await upload(path)).toMatchObject({ resumedBytes: 0 });
    expect([sent.toSorted(), await unfinished()]).toEqual([[1, 2], []]);
  });

  test('a part that was altered without a trace in size and time is sent again', async () => {
    const path = await file(6 * mebibyte);
    const stop = new AbortController();
    await expect(upload(path, { signal: stop.signal, onProgress: () => stop.abort() })).rejects.toThrow(/abort/i);
    await writeFile(path, randomBytes(6 * mebibyte));
    // As if the clock had stood still.
    const { mtime } = await stat(path);
    if (note) note = { ...note, modifiedAt: mtime.toISOString() };
    expect(await upload(path)).toMatchObject({ resumedBytes: 0 });
    expect((await stored()).equals(await readFile(path))).toBe(true);
  });

  test('a file that is written to meanwhile is refused, and nothing of it stays', async () => {
    const path = await file(6 * mebibyte);
    const writing = upload(path, { onProgress: () => void appendFile(path, 'x').catch(() => undefined) });
    await expect(writing).rejects.toMatchObject({ name: 'SourceChanged', message: expect.stringMatching(/has changed while it was uploaded/) as string }); // prettier-ignore
    expect([await unfinished(), note]).toEqual([[], undefined]);
  });

  test('parts grow with the file, so that 10,000 suffice', () => {
    expect(partBytesOf(1)).toBe(8 * mebibyte);
    expect(partBytesOf(50 * 1024 ** 4) / mebibyte).toBe(5243);
    for (const size of [8e10, 5e12]) expect(size / partBytesOf(size)).toBeLessThanOrEqual(10_000);
  });
});
