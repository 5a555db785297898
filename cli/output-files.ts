import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename, join, resolve, sep } from 'node:path';
import type { ObjectStore } from '../aws/object-store';
import type { RemoteFile } from '../aws/resumable-download';
import type { JobRecord } from '../pipeline/job';
import { baseName, outputPrefix, parseS3Uri } from '../pipeline/keys';
import { UsageError } from './usage-error';

/** A file that a job has left, and where it belongs on this machine. */
export interface OutputFile {
  /** As the record's outputs call it: gray, motion, clips, …; `source` is the video itself. */
  kind: string;
  remote: RemoteFile;
  path: string;
  state: 'missing' | 'differs' | 'there';
}

export interface Wanted {
  out: string;
  /** Kinds; all when empty. */
  only: readonly string[];
  source: boolean;
  /** Compare the content, too. */
  checksum: boolean;
}

/** The record is no object, but can be asked for alone. */
export const recordKind = 'record';

/** All that lies in the output bucket below a job, finished or not, as far as it is wanted. */
export async function filesOf(
  store: Pick<ObjectStore, 'list'>,
  outputBucket: string,
  record: JobRecord,
  wanted: Wanted,
): Promise<OutputFile[]> {
  const { jobId, input, createdAt } = record;
  const prefix = outputPrefix(jobId);
  const files: OutputFile[] = [];
  const add = async (kind: string, remote: RemoteFile, name: string) => {
    const path = join(wanted.out, name);
    // Keys are made by the pipeline from the names of videos, and those by anybody.
    if (!resolve(path).startsWith(`${resolve(wanted.out)}${sep}`)) {
      throw new UsageError(`${remote.key} would be written outside of --out "${wanted.out}".`);
    }
    files.push({ kind, remote, path, state: await compare(remote, path, wanted.checksum) });
  };
  const kinds = kindsOf(record, prefix);
  for await (const { key, sizeBytes, etag = '', modifiedAt = new Date(0) } of store.list(outputBucket, prefix)) {
    const name = key.slice(prefix.length);
    const kind = kinds(key);
    if (name === '' || name.endsWith('/')) continue;
    if (wanted.only.length === 0 || wanted.only.includes(kind)) {
      await add(kind, { bucket: outputBucket, key, etag, sizeBytes, modifiedAt }, name);
    }
  }
  if (wanted.source) {
    const { bucket, key, versionId, etag, sizeBytes } = input;
    const remote = {
      bucket,
      key,
      versionId,
      etag: `"${etag.replaceAll('"', '')}"`,
      sizeBytes,
      modifiedAt: new Date(createdAt),
    };
    await add('source', remote, basename(key));
  }
  return files;
}

/** What a job's outputs may be called in `--only`. */
export const kindsIn = ({ outputs, plan }: JobRecord): string[] => [
  ...new Set([...Object.keys(plan?.outputs ?? {}), ...Object.keys(outputs), 'page', recordKind]),
];

/** By the record of its outputs, or by the plan where it hasn't any yet. */
function kindsOf({ outputs, plan, input }: JobRecord, prefix: string): (key: string) => string {
  const known = Object.entries({ ...plan?.outputs, ...outputs }).map(
    ([kind, uri]) => [kind, parseS3Uri(uri).key] as const,
  );
  const page = `${prefix}${baseName(input.key)}.html`;
  return (key) => {
    if (key === page) return 'page';
    const [kind] = known.find(([, known]) => (known.endsWith('/') ? key.startsWith(known) : key === known)) ?? [
      'other',
    ];
    return kind;
  };
}

async function compare(remote: RemoteFile, path: string, checksum: boolean): Promise<OutputFile['state']> {
  const file = await stat(path).catch(() => undefined);
  if (!file) return 'missing';
  if (!file.isFile()) throw new UsageError(`"${path}" is in the way: it is no file.`);
  if (file.size !== remote.sizeBytes) return 'differs';
  if (checksum) return (await etagOf(path, remote)) === remote.etag.replaceAll('"', '') ? 'there' : 'differs';
  // Whole seconds: not every file system keeps more.
  const seconds = (date: Date) => Math.floor(date.getTime() / 1000);
  return seconds(file.mtime) === seconds(remote.modifiedAt) ? 'there' : 'differs';
}

const mebibyte = 1024 * 1024;
/** Of the pipeline's own uploads, and of the usual programs'. */
const partSizes = [5, 8, 16, 64].map((size) => size * mebibyte);

/** What S3 calls this content: an MD5, or one over those of its parts, whose size it doesn't tell. */
async function etagOf(path: string, { etag, sizeBytes }: RemoteFile): Promise<string> {
  const [, parts] = /-(\d+)"?$/.exec(etag) ?? [];
  const partBytes =
    parts === undefined ? Infinity : partSizes.find((size) => Math.ceil(sizeBytes / size) === Number(parts));
  if (partBytes === undefined) return 'unknown';
  const whole = createHash('md5');
  let [part, left] = [createHash('md5'), partBytes];
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) {
    for (let from = 0; from < piece.length;) {
      const bytes = piece.subarray(from, from + Math.min(left, piece.length - from));
      part.update(bytes);
      [from, left] = [from + bytes.length, left - bytes.length];
      if (left > 0) continue;
      whole.update(part.digest());
      [part, left] = [createHash('md5'), partBytes];
    }
  }
  if (parts === undefined) return part.digest('hex');
  if (left < partBytes) whole.update(part.digest());
  return `${whole.digest('hex')}-${parts}`;
}
