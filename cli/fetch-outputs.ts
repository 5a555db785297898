import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../aws/object-store';
import type { JobRecord } from '../pipeline/job';
import { baseName, parseS3Uri, workPrefix } from '../pipeline/keys';
import type { JobFile } from './job-file';

/** Downloads what a job has left, but for its page (place-page.ts), and writes its record beside it. Returns the files' paths. */
export async function fetchOutputs(store: ObjectStore, record: JobFile, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  const uris = Object.entries(record.outputs).flatMap(([kind, uri]) => (kind === 'page' ? [] : [uri]));
  for (const uri of record.state === 'SUCCEEDED' ? uris : []) {
    for await (const { bucket, key, name } of objectsOf(store, uri)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await store.download(bucket, key, path);
      paths.push(path);
    }
  }
  const recordPath = join(folder, `${baseName(record.input.key)}.job.json`);
  await writeFile(recordPath, `${JSON.stringify(record, null, 2)}\n`);
  return [...paths, recordPath];
}

/** One object, or all below a prefix, which keep the last part of it: `events/…`. */
async function* objectsOf(
  store: ObjectStore,
  uri: string,
): AsyncGenerator<{ bucket: string; key: string; name: string }> {
  const { bucket, key } = parseS3Uri(uri);
  const nameIn = (parent: string, path: string) => path.slice(parent.lastIndexOf('/') + 1);
  if (!key.endsWith('/')) yield { bucket, key, name: nameIn(key, key) };
  else {
    for await (const found of store.list(bucket, key)) {
      yield { bucket, key: found.key, name: nameIn(key.slice(0, -1), found.key) };
    }
  }
}

/** Downloads the work objects of a job (plan, segments, results) and copies its logs into one folder. */
export async function fetchWork(
  store: ObjectStore,
  record: JobRecord,
  bucket: string,
  logFolder: string,
  folder: string,
): Promise<string> {
  for await (const { key } of store.list(bucket, workPrefix(record.jobId))) {
    const path = join(folder, key.slice(workPrefix(record.jobId).length));
    await mkdir(dirname(path), { recursive: true });
    await store.download(bucket, key, path);
  }
  await fetchLogs(logFolder, join(folder, 'tasks.log'));
  return folder;
}

/** Joins the log files of handlers and tasks to one. */
export async function fetchLogs(logFolder: string, path: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, '');
  for (const name of (await readdir(logFolder)).sort()) {
    await pipeline(createReadStream(join(logFolder, name)), createWriteStream(path, { flags: 'a' }));
  }
  return path;
}
