import { stat } from 'node:fs/promises';
import { basename, resolve } from 'node:path';
import type { ObjectStore } from '../aws/object-store';
import type { Source } from '../pipeline/source';

/** A video, and the way to it: of an object store only that. */
export interface Footage {
  source: Source;
  store: Pick<ObjectStore, 'relaySource'>;
}

/** A file on this machine as footage, read where it lies. */
export async function fileFootage(path: string): Promise<Footage> {
  const { size } = await stat(path);
  // Absolute, so that no name is taken for an address: ffmpeg reads "a:b.mp4" by the protocol "a".
  const url = resolve(path);
  return {
    source: { bucket: 'file', key: basename(path), version: '0', etag: '', sizeBytes: size },
    store: { relaySource: (_source, _sizes, use) => use({ url }) },
  };
}
