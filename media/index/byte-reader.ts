import { open } from 'node:fs/promises';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { MediaInput } from '../input';

/** Reads a file, here or behind an address, piece by piece. */
export interface ByteReader {
  /** Length of the file in bytes. */
  readonly sizeBytes: number;
  /** `length` bytes from `position` on; fewer where the file ends before. */
  read(position: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/**
 * What a read fetches at least: the headers of an index's parts lie side by side, and a request takes longer than the transfer
 * of its bytes.
 */
const leastFetched = 1024;

/** @throws TypeError when an address doesn't answer with the bytes that it was asked for */
export async function openBytes({ url }: MediaInput, signal?: AbortSignal): Promise<ByteReader> {
  return url.startsWith('http:') ? withPage(await openAddress(url, signal)) : withPage(await openFile(url));
}

async function openFile(path: string): Promise<ByteReader> {
  const file = await open(path);
  const { size: sizeBytes } = await file.stat();
  return {
    sizeBytes,
    async read(position, length) {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, position);
      return buffer.subarray(0, bytesRead);
    },
    close: () => file.close(),
  };
}

/**
 * Not by fetch: it remembers every address that it has ever called, and a relay has a port of its own for each job, so that a
 * process that does one job after the other would grow.
 */
function get(url: string, range: string, signal?: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(url, { headers: { range }, signal }, resolve).on('error', reject).end();
  });
}

async function openAddress(url: string, signal?: AbortSignal): Promise<ByteReader> {
  async function read(position: number, length: number): Promise<{ bytes: Buffer; sizeBytes: number }> {
    const response = await get(url, `bytes=${position}-${position + length - 1}`, signal);
    const [, first, sizeBytes] = /^bytes (\d+)-\d+\/(\d+)$/.exec(response.headers['content-range'] ?? '') ?? [];
    if (response.statusCode !== 206 || Number(first) !== position) {
      response.destroy();
      throw new TypeError(`Asked for bytes from ${position} on, the answer was ${response.statusCode ?? 'none'}`);
    }
    return { bytes: await buffer(response), sizeBytes: Number(sizeBytes) };
  }
  async function readWhole(position: number, length: number): Promise<{ bytes: Buffer; sizeBytes: number }> {
    try {
      return await read(position, length);
    } catch (error) {
      signal?.throwIfAborted();
      if (error instanceof TypeError) throw error;
      throw new TypeError(`Asked for bytes from ${position} on, no whole answer came`, { cause: error });
    }
  }
  const { sizeBytes } = await readWhole(0, 1);
  return {
    sizeBytes,
    read: async (position, length) => (await readWhole(position, length)).bytes,
    close: () => Promise.resolve(),
  };
}

/** Keeps the last piece that was fetched. */
function withPage(reader: ByteReader): ByteReader {
  let page: { first: number; bytes: Buffer } = { first: 0, bytes: Buffer.alloc(0) };
  const { sizeBytes } = reader;
  return {
    ...reader,
    async read(position, length) {
      const wanted = Math.max(0, Math.min(length, sizeBytes - position));
      if (wanted === 0) return Buffer.alloc(0);
      const inPage = position >= page.first && position + wanted <= page.first + page.bytes.length;
      if (!inPage) {
        const fetched = Math.min(Math.max(wanted, leastFetched), sizeBytes - position);
        page = { first: position, bytes: await reader.read(position, fetched) };
      }
      return page.bytes.subarray(position - page.first, position - page.first + wanted);
    },
  };
}
