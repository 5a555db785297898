import { createReadStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import { join } from 'node:path';
import { openBytes } from '../../../media/index/byte-reader';
import { temporaryFolder } from '../../tools';

/** No two places in it are alike. */
const content = Buffer.from(Array.from({ length: 2500 }, (_, n) => n.toString(36).padStart(4, '0')).join(''));

describe('openBytes: a file', () => {
  const folder = temporaryFolder();
  async function open(bytes = content) {
    const path = join(folder(), 'video.mp4');
    await writeFile(path, bytes);
    return openBytes({ url: path });
  }

  test.each([
    [0, 16],
    [9000, 1000],
    [3, 5000],
    [5000, 0],
  ])('%d: %d bytes', async (position, length) => {
    const reader = await open();
    expect(reader.sizeBytes).toBe(10_000);
    expect(await reader.read(position, length)).toEqual(content.subarray(position, position + length));
    await reader.close();
  });

  test('fewer where it ends, none behind it', async () => {
    const reader = await open();
    expect(await reader.read(9990, 100)).toEqual(content.subarray(9990));
    expect(await reader.read(10_000, 16)).toHaveLength(0);
    expect(await reader.read(1e15, 16)).toHaveLength(0);
    expect(await reader.read(Infinity, 16)).toHaveLength(0);
    await reader.close();
  });

  test('takes no room for what the file doesn’t have', async () => {
    const reader = await open();
    expect(await reader.read(0, 2 ** 60)).toEqual(content);
    await reader.close();
  });

  test('what was read stays as it was', async () => {
    const reader = await open();
    const first = await reader.read(0, 10);
    await reader.read(5000, 10);
    expect(first).toEqual(content.subarray(0, 10));
    await reader.close();
  });

  test('an empty one', async () => {
    const reader = await open(Buffer.alloc(0));
    expect(reader.sizeBytes).toBe(0);
    expect(await reader.read(0, 16)).toHaveLength(0);
    await reader.close();
  });

  test('one that isn’t there', async () => {
    await expect(openBytes({ url: join(folder(), 'none.mp4') })).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('openBytes: an address', () => {
  const folder = temporaryFolder();
  let asked: string[] = [];
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let url = '';
  const server = createServer((request, response) => {
    asked.push(request.headers.range ?? 'all');
    answer(request, response);
  });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('No port');
    url = `http://127.0.0.1:${address.port}/video.mp4`;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  beforeEach(async () => {
    asked = [];
    const path = join(folder(), 'video.mp4');
    await writeFile(path, content);
    answer = (request, response) => {
      const [first = 0, last = 0] = (/\d+-\d+/.exec(request.headers.range ?? '')?.[0] ?? '').split('-').map(Number);
      const end = Math.min(last, content.length - 1);
      response.writeHead(206, { 'content-range': `bytes ${first}-${end}/${content.length}` });
      createReadStream(path, { start: first, end }).pipe(response);
    };
  });

  test('reads what it is asked for', async () => {
    const reader = await openBytes({ url });
    expect(reader.sizeBytes).toBe(10_000);
    expect(await reader.read(3000, 2000)).toEqual(content.subarray(3000, 5000));
    expect(await reader.read(9000, 2000)).toEqual(content.subarray(9000));
    expect(asked).toEqual(['bytes=0-0', 'bytes=3000-4999', 'bytes=9000-9999']);
    await reader.close();
  });

  test('small pieces side by side are one request', async () => {
    const reader = await openBytes({ url });
    for (const position of [100, 108, 500, 1108, 100]) {
      expect(await reader.read(position, 16)).toEqual(content.subarray(position, position + 16));
    }
    expect(asked).toEqual(['bytes=0-0', 'bytes=100-1123']);
  });

  test('pieces apart are requests of their own, and nothing behind the end is asked for', async () => {
    const reader = await openBytes({ url });
    for (const position of [0, 1016, 99, 9990, 10_000]) {
      expect(await reader.read(position, 16)).toEqual(content.subarray(position, position + 16));
    }
    expect(asked).toEqual(['bytes=0-0', 'bytes=0-1023', 'bytes=1016-2039', 'bytes=99-1122', 'bytes=9990-9999']);
  });

  test.each<[string, number, Record<string, string>]>([
    ['the whole', 200, {}],
    ['the whole, said to be a part', 200, { 'content-range': 'bytes 0-0/10000' }],
    ['another part', 206, { 'content-range': 'bytes 1-1/10000' }],
    ['a part of a whole of any length', 206, { 'content-range': 'bytes 0-0/*' }],
    ['a part of nothing', 206, {}],
    ['nothing', 416, { 'content-range': 'bytes */0' }],
    ['a failure', 503, {}],
  ])('refuses an address that answers with %s', async (_, status, headers) => {
    answer = (_request, response) => void response.writeHead(status, headers).end('0');
    const refused = expect.objectContaining({ name: 'TypeError' }) as Error;
    await expect(openBytes({ url })).rejects.toEqual(refused);
    expect(asked).toHaveLength(1);
  });

  test('an answer that is cut off is none', async () => {
    const reader = await openBytes({ url });
    answer = (_request, response) => {
      response.writeHead(206, { 'content-range': 'bytes 0-1023/10000', 'content-length': 1024 });
      response.write('half', () => response.destroy());
    };
    await expect(reader.read(0, 16)).rejects.toMatchObject({ name: 'TypeError' });
  });

  test('nobody who answers', async () => {
    await expect(openBytes({ url: 'http://127.0.0.1:1/video.mp4' })).rejects.toMatchObject({ name: 'TypeError' });
  });

  test('stops when it is told to', async () => {
    const stop = new AbortController();
    const reason = new Error('the task was told to stop');
    answer = () => stop.abort(reason);
    await expect(openBytes({ url }, stop.signal)).rejects.toBe(reason);
  });
});
