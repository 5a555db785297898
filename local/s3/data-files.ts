import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import type { ByteRange } from './ranges';

export const DataFile = z.object({ name: z.uuid(), size: z.int().nonnegative() });
/** Bytes on disk under a name of our own; an object is one of them, or several after a multipart upload. `size` in bytes. */
export type DataFile = z.infer<typeof DataFile>;

const READ_SIZE = 256 * 1024;

/**
 * The contents of all objects and parts. A file belongs to nobody until a record names it: what is interrupted before
 * that is removed at once, or at the next start.
 */
export class DataFiles {
  private readonly readers = new Map<string, number>();
  private readonly doomed = new Set<string>();

  private constructor(private readonly folder: string) {}

  static async open(folder: string): Promise<DataFiles> {
    await mkdir(folder, { recursive: true });
    return new DataFiles(folder);
  }

  /** Stores the content durably under a new name; leaves nothing behind when it fails. */
  async write(content: AsyncIterable<Buffer>): Promise<string> {
    const name = randomUUID();
    const file = await open(this.path(name), 'wx');
    try {
      try {
        await writeFile(file, content);
        await file.datasync();
      } finally {
        await file.close();
      }
    } catch (error) {
      await rm(this.path(name), { force: true });
      throw error;
    }
    return name;
  }

  /** Keeps the files readable until released, also when they are removed meanwhile. */
  hold(files: readonly DataFile[]): { release(): Promise<void> } {
    for (const { name } of files) this.readers.set(name, (this.readers.get(name) ?? 0) + 1);
    return {
      release: async () => {
        for (const { name } of files) {
          const left = (this.readers.get(name) ?? 1) - 1;
          if (left > 0) this.readers.set(name, left);
          else this.readers.delete(name);
          if (left === 0 && this.doomed.delete(name)) await rm(this.path(name), { force: true });
        }
      },
    };
  }

  /** The bytes of the files, read as one; a reader that stops early stops the disk too. */
  async *read(files: readonly DataFile[], { first, last }: ByteRange): AsyncGenerator<Buffer> {
    let offset = 0;
    for (const { name, size } of files) {
      const start = Math.max(0, first - offset);
      const end = Math.min(size - 1, last - offset);
      if (start <= end) yield* createReadStream(this.path(name), { start, end, highWaterMark: READ_SIZE });
      offset += size;
    }
  }

  async remove(files: readonly DataFile[]): Promise<void> {
    for (const { name } of files) {
      if (this.readers.has(name)) this.doomed.add(name);
      else await rm(this.path(name), { force: true });
    }
  }

  /** At the start: what a crash left without a record. */
  async removeAllBut(kept: ReadonlySet<string>): Promise<void> {
    for (const name of await readdir(this.folder)) {
      if (!kept.has(name)) await rm(this.path(name), { force: true });
    }
  }

  private path(name: string): string {
    return join(this.folder, name);
  }
}
