import { S3Client } from '@aws-sdk/client-s3';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createS3, type ObjectCreated, type S3, type S3Request } from '../../../local/s3/server';

export const ACCESS_KEY_ID = 'AKIAEXAMPLE';
export const SECRET_ACCESS_KEY = 'secret/Example+Key';
export const REGION = 'us-east-1';

/** The embedded S3 behind a real HTTP server, in a folder of its own. */
export interface S3OnAPort {
  /** With the SDK's default settings. */
  client: S3Client;
  url: string;
  root: string;
  created: ObjectCreated[];
  requests: S3Request[];
  /** The files below the root that hold contents, records or leftovers. */
  files(): Promise<string[]>;
  createBucket: S3['createBucket'];
  /** A new S3 on the same folder. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

export async function startS3(): Promise<S3OnAPort> {
  const root = await mkdtemp(join(tmpdir(), 'framefleet-s3-'));
  const created: ObjectCreated[] = [];
  const requests: S3Request[] = [];
  const open = (): S3 =>
    createS3({
      root,
      region: REGION,
      credentials: new Map([[ACCESS_KEY_ID, SECRET_ACCESS_KEY]]),
      onObjectCreated: (event) => created.push(event),
      onRequest: (request) => requests.push(request),
    });
  let s3 = open();
  const server = createServer((request, response) => s3.handle(request, response));
  const url = `http://127.0.0.1:${await listen(server)}`;
  const client = new S3Client({
    endpoint: url,
    region: REGION,
    credentials: { accessKeyId: ACCESS_KEY_ID, secretAccessKey: SECRET_ACCESS_KEY },
  });
  return {
    client,
    url,
    root,
    created,
    requests,
    files: async () =>
      (await readdir(root, { recursive: true, withFileTypes: true }))
        .filter((entry) => entry.isFile() && entry.name !== 'sequencer')
        .map((entry) => join(entry.parentPath, entry.name)),
    createBucket: (name, settings) => s3.createBucket(name, settings),
    restart: async () => {
      await s3.close();
      s3 = open();
    },
    stop: async () => {
      client.destroy();
      await s3.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}

/** Bytes that look random and are the same each time. */
export function noise(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    bytes[i] = state >>> 16;
  }
  return bytes;
}
