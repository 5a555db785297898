import { readFile, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { ObjectStore } from '../aws/object-store';
import { refillPage } from '../pipeline/fill-page';
import type { JobRecord } from '../pipeline/job';
import { baseName, pageKey } from '../pipeline/keys';

/** What is changed of a page's data; the rest stays as it is. */
const Data = z.looseObject({ source: z.string().optional() });

/**
 * Brings a job's page home, that of a failed job, too.
 * @param video path of the source on this machine: the page plays it beside the gray video
 * @returns the page's path; undefined when the job has left none
 */
export async function placePage(
  store: Pick<ObjectStore, 'download'>,
  { jobId, input }: Pick<JobRecord, 'jobId' | 'input'>,
  outputBucket: string,
  folder: string,
  video: string | undefined,
): Promise<string | undefined> {
  const name = baseName(input.key);
  const path = join(folder, `${name}.html`);
  try {
    await store.download(outputBucket, pageKey(jobId, name), path);
  } catch (error) {
    // It is a kindness, and nothing fails without it.
    if (error instanceof Error && error.name === 'NoSuchKey') return undefined;
    throw error;
  }
  if (video !== undefined) {
    const html = await readFile(path, 'utf8');
    const source = linkTo(video, path);
    await writeFile(
      path,
      refillPage(html, (data) => ({ ...Data.parse(data), source })),
    );
  }
  return path;
}

/** Relative, so that page and video can be moved together; an address where they are on different drives. */
export function linkTo(file: string, page: string): string {
  const path = relative(dirname(page), file);
  if (isAbsolute(path)) return pathToFileURL(file).href;
  const parts = path.split(sep).map((part) => (part === '..' ? part : encodeURIComponent(part)));
  return parts[0] === '..' ? parts.join('/') : `./${parts.join('/')}`;
}
