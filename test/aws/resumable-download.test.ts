import { randomBytes } from 'node:crypto';
import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { openStore } from '../../aws/clients';
import { type RemoteFile, downloadFile } from '../../aws/resumable-download';
import { temporaryFolder } from '../tools';
import { type Services, startServices } from './services';

describe('downloadFile', () => {
  const folder = temporaryFolder();
  let services: Services;
  let s3: S3Client;
  beforeAll(async () => {
    services = await startServices();
    await services.createBucket('results');
  });
  afterAll(() => services.stop());
  beforeEach(() => (s3 = new S3Client({ ...services.clients })));
  afterEach(() => s3.destroy());

  async function objectOf(content: Buffer): Promise<RemoteFile> {
    await s3.send(new PutObjectCommand({ Bucket: 'results', Key: 'job/a.bin', Body: content }));
    for await (const { key, sizeBytes, etag = '', modifiedAt = new Date() } of openStore(services.clients).list(
      'results',
      'job/',
    )) {
      return { bucket: 'results', key, sizeBytes, etag, modifiedAt };
    }
    throw new Error('There is an object');
  }
  const path = () => join(folder(), 'sub', 'a.bin');
  const download = (
    object: RemoteFile,
    signal = new AbortController().signal,
    onProgress: (bytes: number) => void = () => undefined,
  ) => downloadFile(s3, object, path(), { signal, onProgress });
  const ranges = () => {
    const asked: (string | undefined)[] = [];
    s3.middlewareStack.add(
      (next, { commandName }) =>
        (call) => {
          if (commandName === GetObjectCommand.name) asked.push((call.input as { Range?: string }).Range);
          return next(call);
        },
      { step: 'initialize' },
    );
    return asked;
  };

  test('brings a file home with the object’s time', async () => {
    const content = randomBytes(100_000);
    const object = await objectOf(content);
    expect(await download(object)).toBe(100_000);
    expect((await readFile(path())).equals(content)).toBe(true);
    expect((await stat(path())).mtime).toEqual(object.modifiedAt);
  });

  test('an empty one, too', async () => {
    expect(await download(await objectOf(Buffer.alloc(0)))).toBe(0);
    expect((await stat(path())).size).toBe(0);
  });

  test('an interrupted one is gone on with, and isn’t there before it is whole', async () => {
    const content = randomBytes(3_000_000);
    const object = await objectOf(content);
    const stop = new AbortController();
    const stopLater = (bytes: number) => {
      if (bytes > 200_000) stop.abort();
    };
    await expect(download(object, stop.signal, stopLater)).rejects.toThrow(/abort/i);
    const [part = '', ...others] = await readdir(join(folder(), 'sub'));
    expect([part, others]).toEqual([expect.stringMatching(/\.part$/), []]);
    const { size: have } = await stat(join(folder(), 'sub', part));
    const asked = ranges();
    expect(await download(object)).toBe(3_000_000 - have);
    expect(asked).toEqual([`bytes=${have}-`]);
    expect((await readFile(path())).equals(content)).toBe(true);
    expect(await readdir(join(folder(), 'sub'))).toEqual(['a.bin']);
  });

  test('one that was replaced since it was listed is refused', async () => {
    const object = await objectOf(randomBytes(1000));
    await objectOf(randomBytes(1000));
    await expect(download(object)).rejects.toMatchObject({ name: 'SourceChanged' });
  });
});
