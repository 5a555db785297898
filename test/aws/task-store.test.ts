import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ListMultipartUploadsCommand, S3Client } from '@aws-sdk/client-s3';
import * as z from 'zod';
import { openStore } from '../../aws/clients';
import type { ObjectStore } from '../../aws/object-store';
import { openTaskStore } from '../../aws/task-store';
import { temporaryFolder } from '../tools';
import { type Services, startServices } from './services';
import { type UnreliableS3, startUnreliableS3 } from './unreliable-s3';

const megabyte = 1024 * 1024;
const contentType = 'video/mp4';

describe('the object store of a task', () => {
  const folder = temporaryFolder();
  let services: Services;
  let directly: ObjectStore;
  let way: UnreliableS3;
  let stop: AbortController;
  let progress: number;
  let store: ObjectStore;
  beforeAll(async () => {
    services = await startServices();
    await services.createBucket('work');
    directly = openStore(services.clients);
  });
  afterAll(() => services.stop());
  beforeEach(async () => {
    way = await startUnreliableS3(services.clients.endpoint);
    stop = new AbortController();
    progress = 0;
    const transfers = { signal: stop.signal, onProgress: () => void (progress += 1) };
    store = openTaskStore(transfers, { ...services.clients, endpoint: way.url });
  });
  afterEach(() => way.stop());

  const fileOf = async (bytes: number): Promise<string> => {
    const path = join(folder(), 'file');
    await writeFile(path, Buffer.alloc(bytes, 7));
    return path;
  };
  const until = async (holds: () => boolean) => {
    while (!holds()) await new Promise((resolve) => setTimeout(resolve, 2));
  };
  const unfinished = async (): Promise<number> => {
    const s3 = new S3Client(services.clients);
    const { Uploads = [] } = await s3.send(new ListMultipartUploadsCommand({ Bucket: 'work' }));
    s3.destroy();
    return Uploads.length;
  };

  test('shows progress with what comes and with what is taken, and gives what it gets', async () => {
    await store.upload('work', 'video', { path: await fileOf(megabyte) }, { contentType });
    const uploaded = progress;
    const copy = join(folder(), 'copy');
    await store.download('work', 'video', copy);
    expect(uploaded).toBeGreaterThan(0);
    expect(progress).toBeGreaterThan(uploaded + 3);
    await store.writeJson('work', 'document', { one: 1 });
    expect(await store.readJson('work', 'document', z.object({ one: z.number() }))).toEqual({ one: 1 });
  });

  test('a refusal is no progress', async () => {
    expect(await store.findJson('work', 'nowhere', z.unknown())).toBeUndefined();
    expect(progress).toBe(0);
  });

  test('an answer that stops in the middle shows none any more, and ends when the task is to stop', async () => {
    await directly.upload('work', 'stuck', { path: await fileOf(megabyte) }, { contentType });
    way.stallAfter.push(300_000);
    const path = join(folder(), 'copy');
    const downloading = store.download('work', 'stuck', path);
    await until(() => way.passed === 300_000);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const before = progress;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(progress).toBe(before);
    stop.abort(new Error('Stalled'));
    await expect(downloading).rejects.toThrow();
    expect(existsSync(path)).toBe(false);
  });

  test('an answer that never comes ends, too, and nothing begins after that', async () => {
    way.refuse = { GET: 'hang' };
    const reading = store.readJson('work', 'document', z.unknown());
    await until(() => way.open > 0);
    stop.abort(new Error('Interrupted'));
    await expect(reading).rejects.toThrow();
    const { length } = way.requests;
    await expect(store.writeJson('work', 'document', {})).rejects.toThrow();
    expect(way.requests).toHaveLength(length);
  });

  test.each([
    ['while its first part is on its way', 2],
    ['between parts', 4],
  ])('an upload in parts that is stopped %s has been given up when it fails', async (_, request) => {
    const stopHere = () => {
      stop.abort(new Error('Interrupted'));
      return new Promise(() => undefined);
    };
    way.before = [...Array.from({ length: request - 1 }, () => () => Promise.resolve()), stopHere];
    const uploading = store.upload('work', 'large', { path: await fileOf(22 * megabyte) }, { contentType });
    await expect(uploading).rejects.toThrow();
    expect(way.requests).toContain('DELETE');
    expect(await unfinished()).toBe(0);
  });

  test('and one that S3 refuses a part of', async () => {
    way.before = [
      () => Promise.resolve(),
      () => Promise.resolve((way.refuse = { PUT: { status: 403, code: 'AccessDenied' } })),
    ];
    await expect(
      store.upload('work', 'large', { path: await fileOf(12 * megabyte) }, { contentType }),
    ).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await unfinished()).toBe(0);
  });
});
