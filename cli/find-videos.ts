import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { reason } from './check-paths';
import { UsageError } from './usage-error';

/** A video to be submitted, and the key that it gets in the input bucket. */
export type SubmittedVideo =
  | { kind: 'file'; path: string; sizeBytes: number; key: string }
  | { kind: 'object'; bucket: string; source: string; key: string };

export interface FoundVideos {
  videos: SubmittedVideo[];
  /** What was left out of folders, for people. */
  leftOut: string[];
}

/** Of files in folders; a file that is named itself may have any. */
const endings: ReadonlySet<string> = new Set(
  '3g2 3gp asf avi flv m2ts m2v m4v mjpeg mkv mov mp4 mpeg mpg mts mxf ogv qt ts vob webm wmv y4m'
    .split(' ')
    .map((ending) => `.${ending}`),
);

/** Below it lie models, which start no job. */
const modelsPrefix = 'models/';
const mostNamed = 5;

/**
 * What was typed, as videos: files, the videos of folders, objects of S3.
 * @throws UsageError when one isn't there, is empty, or two would get the same key
 */
export async function findVideos(
  typed: readonly string[],
  { prefix, recursive }: { prefix: string; recursive: boolean },
): Promise<FoundVideos> {
  const found: FoundVideos = { videos: [], leftOut: [] };
  for (const one of typed) {
    if (one.startsWith('s3:')) found.videos.push(objectOf(one, prefix));
    else await addPath(one, prefix, recursive, found);
  }
  refuseTwins(found.videos);
  for (const { key } of found.videos) checkKey(key);
  return found;
}

function objectOf(uri: string, prefix: string): SubmittedVideo {
  const [, bucket, source] = /^s3:\/\/([^/]+)\/(.*[^/])$/.exec(uri) ?? [];
  if (bucket === undefined || source === undefined) {
    throw new UsageError(`"${uri}" is no object: write s3://bucket/key, one for each video.`);
  }
  return { kind: 'object', bucket, source, key: `${prefix}${basename(source)}` };
}

async function addPath(path: string, prefix: string, recursive: boolean, found: FoundVideos): Promise<void> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new UsageError(`"${path}" can't be read: ${reason(cause)}`, {
      cause,
    });
  });
  if (!facts.isDirectory()) {
    if (!facts.isFile()) throw new UsageError(`"${path}" is neither a file nor a folder.`);
    if (facts.size === 0) throw new UsageError(`"${path}" is empty: there is no video in it.`);
    found.videos.push({ kind: 'file', path, sizeBytes: facts.size, key: `${prefix}${basename(path)}` });
    return;
  }
  const before = found.videos.length;
  const left = { files: [] as string[], empty: [] as string[], folders: 0 };
  await addFolder(path, prefix, recursive, found.videos, left);
  const leftOut = [
    ...(left.files.length > 0 ? [`${someOf(left.files)} (not named like a video; name it to submit it)`] : []),
    ...(left.empty.length > 0 ? [`${someOf(left.empty)} (empty)`] : []),
    ...(left.folders > 0 ? [`${left.folders} folder${left.folders === 1 ? '' : 's'} (--recursive takes them in)`] : []),
  ];
  if (found.videos.length === before) {
    const instead = leftOut.length === 0 ? 'it is empty' : `left out: ${leftOut.join('; ')}`;
    throw new UsageError(`"${path}" holds no video: ${instead}.`);
  }
  if (leftOut.length > 0) found.leftOut.push(`Left out of ${path}: ${leftOut.join('; ')}.`);
}

async function addFolder(
  folder: string,
  prefix: string,
  recursive: boolean,
  videos: SubmittedVideo[],
  left: { files: string[]; empty: string[]; folders: number },
): Promise<void> {
  for (const name of (await readdir(folder)).sort()) {
    // Of the system and of programs.
    if (name.startsWith('.')) continue;
    const path = join(folder, name);
    const facts = await stat(path).catch(() => undefined);
    if (facts?.isDirectory()) {
      if (recursive) await addFolder(path, `${prefix}${name}/`, recursive, videos, left);
      else left.folders += 1;
    } else if (!facts?.isFile() || !endings.has(extname(name).toLowerCase())) left.files.push(name);
    else if (facts.size === 0) left.empty.push(name);
    else videos.push({ kind: 'file', path, sizeBytes: facts.size, key: `${prefix}${name}` });
  }
}

function someOf(names: readonly string[]): string {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  return `${names.slice(0, mostNamed).join(', ')}${more}`;
}

/** Of two with the same key the second would take the first one's place. */
function refuseTwins(videos: readonly SubmittedVideo[]): void {
  const byKey = new Map<string, SubmittedVideo[]>();
  for (const video of videos) byKey.set(video.key, [...(byKey.get(video.key) ?? []), video]);
  const twins = [...byKey].filter(([, { length }]) => length > 1);
  if (twins.length === 0) return;
  const lines = twins.map(([key, same]) => `  ${key}: ${same.map(addressOf).join(' and ')}`);
  throw new UsageError(
    ['These would have the same key. Submit them one after the other, each with a --prefix of its own:', ...lines].join(
      '\n',
    ),
  );
}

/** As it was typed, or found. */
export const addressOf = (video: SubmittedVideo): string =>
  video.kind === 'file' ? video.path : `s3://${video.bucket}/${video.source}`;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const mostKeyBytes = 1024;

function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes > mostKeyBytes) {
    throw new UsageError(
      `The key "${key.slice(0, 60)}…" has ${bytes} bytes, S3 takes ${mostKeyBytes}: shorten --prefix or the name.`,
    );
  }
  if (key.startsWith(modelsPrefix)) {
    throw new UsageError(
      `"${key}" would lie below ${modelsPrefix}, where uploads start no jobs: choose another --prefix.`,
    );
  }
}

/** `clips` and `clips/` mean the same; none is none. */
export const prefixOf = (typed: string): string => (typed === '' || typed.endsWith('/') ? typed : `${typed}/`);
