import type { S3Client } from '@aws-sdk/client-s3';
import { copyUpload, describeObject } from '../aws/copy-upload';
import { type UploadNote, uploadFile } from '../aws/resumable-upload';
import { optionsMetadataKey } from '../pipeline/job-options';
import { jobId, s3Uri } from '../pipeline/keys';
import { eventOf } from '../pipeline/upload-event';
import { type SubmittedVideo, addressOf } from './find-videos';
import { printable } from './board';
import { sayBytes } from './measures';
import type { Stage } from './stage';

/** What of a stage a submission calls. */
export interface Submitting {
  s3: S3Client;
  inputBucket: string;
  jobs: Pick<Stage['jobs'], 'readJob'>;
  executions: Pick<Stage['executions'], 'start'>;
  noteOf: (video: { path: string; key: string }) => UploadNote;
}

/** How a job came about: `known` when it was there already, and nothing was begun. */
export type How = 'uploaded' | 'resumed' | 'copied' | 'started' | 'known';

export interface Submitted {
  jobId: string;
  source: string;
  key: string;
  version: string;
  sizeBytes: number;
  how: How;
}

export interface Progressing {
  signal: AbortSignal;
  onProgress: (bytes: number, of: number) => void;
  /** Tells what is worth knowing. */
  say: (words: string) => void;
}

/** Brings one video into the input bucket, which begins its job; of one that lies there already the job is begun by itself. */
export async function submitVideo(
  submitting: Submitting,
  video: SubmittedVideo,
  options: string,
  progressing: Progressing,
): Promise<Submitted> {
  const isThere = video.kind === 'object' && video.bucket === submitting.inputBucket;
  if (isThere) return startJob(submitting, video, options, progressing);
  await sayWhetherKnown(submitting, video, progressing);
  const { inputBucket } = submitting;
  const { version, ...submitted } =
    video.kind === 'file'
      ? await upload(submitting, video, options, progressing)
      : await copy(submitting, video, options, progressing);
  if (version === undefined) {
    throw new Error(
      `${inputBucket} keeps no versions: a job is about one. Switch versioning on, as npm run deploy does.`,
    );
  }
  return {
    ...submitted,
    ...{ jobId: jobId(inputBucket, video.key, version), source: addressOf(video), key: video.key, version },
  };
}

async function sayWhetherKnown(
  { s3, inputBucket }: Submitting,
  { key }: SubmittedVideo,
  { say }: Progressing,
): Promise<void> {
  const there = await describeObject(s3, inputBucket, key);
  if (!there) return;
  say(
    `${printable(key)} is in ${inputBucket} already (${sayBytes(there.sizeBytes)}): this is another version of it, and another job.`,
  );
}

type Brought = Pick<Submitted, 'sizeBytes' | 'how'> & { version: string | undefined };

const metadataOf = (options: string): Record<string, string> =>
  options === '' ? {} : { [optionsMetadataKey]: options };

async function upload(
  { s3, inputBucket: bucket, noteOf }: Submitting,
  { path, key, sizeBytes }: Extract<SubmittedVideo, { kind: 'file' }>,
  options: string,
  { signal, onProgress }: Progressing,
): Promise<Brought> {
  const target = { bucket, key, metadata: metadataOf(options) };
  const { version, resumedBytes } = await uploadFile(s3, path, target, {
    ...{ signal, note: noteOf({ path, key }) },
    onProgress: (bytes) => { onProgress(bytes, sizeBytes); }, // prettier-ignore
  });
  return { version, sizeBytes, how: resumedBytes > 0 ? 'resumed' : 'uploaded' };
}

async function copy(
  { s3, inputBucket: bucket }: Submitting,
  { bucket: from, source, key }: Extract<SubmittedVideo, { kind: 'object' }>,
  options: string,
  { signal, onProgress }: Progressing,
): Promise<Brought> {
  const described = await mustDescribe(s3, from, source);
  const { sizeBytes } = described;
  const version = await copyUpload(
    s3,
    described,
    { bucket, key },
    {
      signal,
      // Options that the object carries itself hold unless others were typed.
      metadata: { ...described.metadata, ...metadataOf(options) },
      onProgress: (bytes) => { onProgress(bytes, sizeBytes); }, // prettier-ignore
    },
  );
  return { version, sizeBytes, how: 'copied' };
}

/** Nothing is uploaded a second time: the execution gets the event of the upload once more, and the options beside it. */
async function startJob(
  { s3, inputBucket, jobs, executions }: Submitting,
  { source }: Extract<SubmittedVideo, { kind: 'object' }>,
  options: string,
  { say }: Progressing,
): Promise<Submitted> {
  const { version, etag, sizeBytes } = await mustDescribe(s3, inputBucket, source);
  if (version === undefined) throw new Error(`${s3Uri(inputBucket, source)} has no version: a job is about one.`);
  const id = jobId(inputBucket, source, version, options);
  const submitted = { jobId: id, source: s3Uri(inputBucket, source), key: source, version, sizeBytes };
  const known = await jobs.readJob(id);
  if (known) {
    const short = id.slice(0, 8);
    const remedy =
      known.state === 'RUNNING'
        ? `framefleet watch ${short}`
        : known.state === 'SUCCEEDED'
          ? `framefleet get ${short}; with other options it is another job`
          : `framefleet redrive ${short}`;
    say(`${printable(source)} has this job already, ${known.state}: ${remedy}`);
    return { ...submitted, how: 'known' };
  }
  const object = { bucket: inputBucket, key: source, version, versionId: version, etag, sizeBytes };
  await executions.start(eventOf(object, options));
  return { ...submitted, how: 'started' };
}

async function mustDescribe(s3: S3Client, bucket: string, key: string) {
  const described = await describeObject(s3, bucket, key);
  if (described) return described;
  throw new Error(`${s3Uri(bucket, key)} isn't there, or may not be read by whoever asks.`);
}
