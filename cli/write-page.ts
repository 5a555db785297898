import { readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { collectPage } from '../aws/collect-page';
import type { ObjectStore } from '../aws/object-store';
import { fillPage } from '../pipeline/fill-page';
import type { JobRecord } from '../pipeline/job';
import { outputPrefix } from '../pipeline/keys';
import { makeFolder } from './check-paths';

/** How long links to a private bucket work, in seconds: for a day's work. Keys that end earlier end them, too. */
export const linkSeconds = 12 * 3600;

/** Signs a link to an object. */
export type Sign = (object: { bucket: string; key: string; versionId?: string | undefined }) => Promise<string>;

export const signWith =
  (s3: S3Client): Sign =>
  ({ bucket: Bucket, key: Key, versionId: VersionId }) =>
    getSignedUrl(s3, new GetObjectCommand({ Bucket, Key, VersionId }), { expiresIn: linkSeconds });

export interface PageToWrite {
  record: JobRecord;
  store: Pick<ObjectStore, 'findJson' | 'open'>;
  outputBucket: string;
  sign: Sign;
  /** The page as it was built. */
  templatePath: string;
  /** Where it is written. */
  path: string;
  now: Date;
}

/**
 * Writes a job's page to a file of this machine; videos and pictures stay where they are, and are linked to by addresses that are
 * signed for a while.
 * @returns until when
 */
export async function writePage(page: PageToWrite): Promise<Date> {
  const { record, store, outputBucket, sign, templatePath, path, now } = page;
  const data = await collectPage(store, record, now);
  // Links are relative to the page beside the outputs: what they lead to is found by them.
  const signed = async (href: string): Promise<string> => {
    const file = decodeURIComponent(href.slice('./'.length));
    return sign({ bucket: outputBucket, key: `${outputPrefix(record.jobId)}${file}` });
  };
  const until = new Date(now.getTime() + linkSeconds * 1000);
  const { bucket, key, versionId } = record.input;
  const html = fillPage(
    await readFile(templatePath, 'utf8'),
    {
      ...data,
      ...(data.gray === undefined ? {} : { gray: await signed(data.gray) }),
      source: await sign({ bucket, key, versionId }),
      // A folder has no address of its own.
      files: await Promise.all(
        data.files
          .filter(({ href }) => !href.endsWith('/'))
          .map(async (file) => ({ ...file, href: await signed(file.href) })),
      ),
      ...(data.pictures === undefined
        ? {}
        : {
            pictures: await Promise.all(
              data.pictures.map(async ({ time, href }) => ({ time, href: await signed(href) })),
            ),
          }),
      linksEndAt: until.toISOString(),
    },
    data.name,
  );
  await makeFolder(dirname(path));
  await writeFile(path, html);
  return until;
}
