import { randomUUID } from 'node:crypto';
import { open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type * as z from 'zod';

const UNFINISHED = '.unfinished';

/** Replaces a JSON file in one step: a reader, or a restart after a crash, finds the old record or the new one whole. */
export async function writeRecord(path: string, record: unknown): Promise<void> {
  const unfinished = `${path}.${randomUUID()}${UNFINISHED}`;
  try {
    const file = await open(unfinished, 'wx');
    try {
      await file.writeFile(JSON.stringify(record));
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Every record of a folder; what a crash left half-written is removed on the way. */
export async function readRecords<T>(folder: string, schema: z.ZodType<T>): Promise<T[]> {
  const records: T[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.name.endsWith(UNFINISHED)) await rm(path, { force: true });
    else if (entry.isFile()) records.push(await readRecord(path, schema));
  }
  return records;
}

export async function readRecord<T>(path: string, schema: z.ZodType<T>): Promise<T> {
  const parsed = schema.safeParse(JSON.parse(await readFile(path, 'utf8')));
  if (!parsed.success) throw new Error(`${path} is not a record of this S3: ${parsed.error.message}`);
  return parsed.data;
}
