import { access, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { openStore } from '../aws/clients';
import { type Footage, fileFootage } from '../kernels/footage';
import { PipelineError } from '../pipeline/errors';
import { Container, JobOptions, optionsMetadataKey, readOptions } from '../pipeline/job-options';
import { baseName } from '../pipeline/keys';
import { type JobFile, readJobFile } from './job-file';

export interface FootageOfJob {
  footage: Footage;
  /** What the video is called, and its results. */
  name: string;
  /** Options of the job. */
  former: JobOptions;
}

/**
 * Finds the footage of a job again: the file that it ran on, the gray video beside the record when that has gone or changed, or
 * the very version of the upload for a job that ran on AWS.
 * @param recordPath of `<name>.job.json`
 * @param say told when it isn't the source itself
 * @throws UsageError when the file is no record, PipelineError when the footage is nowhere
 */
export async function footageOfJob(recordPath: string, say: (message: string) => void): Promise<FootageOfJob> {
  const record = await readJobFile(recordPath);
  const name = baseName(record.input.key);
  const former = record.options ?? JobOptions.parse({});
  // A sample goes with its run.
  const ranHere = record.local !== undefined || record.options !== undefined;
  if (!ranHere) return { name, ...(await uploadOf(record)) };
  const changed = await changeOf(record.local);
  if (record.local && changed === undefined) return { name, former, footage: await fileFootage(record.local.path) };
  const gray = await findGray(dirname(recordPath), name);
  if (gray === undefined) {
    const message = `The source of this job ${changed ?? 'was a sample'}, and there is no gray video ${name}.gray.mp4 beside its record. Run framefleet motion on a video instead of --rescan.`;
    throw new PipelineError('SourceChanged', message, { figures: { record: recordPath } });
  }
  say(
    `The source of this job ${changed ?? 'was a sample'}: using its gray video ${gray}, whose brightness is the source's.`,
  );
  return { name, former, footage: await fileFootage(gray) };
}

/** In words what has become of the source; undefined when it is what it was. */
async function changeOf(local: JobFile['local']): Promise<string | undefined> {
  if (!local) return undefined;
  try {
    const { size, mtime } = await stat(local.path);
    const isSame = size === local.sizeBytes && mtime.toISOString() === local.modifiedAt;
    return isSame ? undefined : `(${local.path}) has changed since`;
  } catch {
    return `(${local.path}) isn't there any more`;
  }
}

async function findGray(folder: string, name: string): Promise<string | undefined> {
  for (const container of Container.options) {
    const path = join(folder, `${name}.gray.${container}`);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** Where AWS is, and who asks, the SDK finds out by itself. */
async function uploadOf({ input }: JobFile): Promise<{ footage: Footage; former: JobOptions }> {
  const store = openStore();
  try {
    const metadata = await store.describeSource(input);
    const former = readOptions(metadata[optionsMetadataKey], JobOptions.parse({}));
    return { footage: { source: input, store }, former };
  } catch (error) {
    if (error instanceof PipelineError) throw error;
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    const message = `s3://${input.bucket}/${input.key}, the source of this job, can't be read: ${said}. Set AWS_REGION and credentials that may read it.`;
    throw new PipelineError('SourceUnreadable', message, { cause: error, figures: { bucket: input.bucket } });
  }
}
