import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { jobId } from './keys';
import type { Source } from './source';

/** An execution's input: the event of S3 about an upload, and what may be put beside it by hand. */
export const UploadEvent = z.looseObject({
  detail: z.looseObject({
    bucket: z.looseObject({ name: z.string() }),
    object: z.looseObject({
      key: z.string(),
      size: z.number(),
      etag: z.string(),
      'version-id': z.string().optional(),
      sequencer: z.string().optional(),
    }),
  }),
  /** Options in place of those that came with the upload, as JSON text: another text is another job. */
  options: z.string().default(''),
});
export type UploadEvent = z.infer<typeof UploadEvent>;

/** The job that an execution with this input is about; undefined when the event names no version of the object. */
export function jobOf({ detail: { bucket, object }, options }: UploadEvent): string | undefined {
  const version = object['version-id'] ?? object.sequencer;
  return version === undefined ? undefined : jobId(bucket.name, object.key, version, options);
}

/** The event once more, from what a job's record has kept of it: to start another execution of the same job. */
export const eventOf = (source: Source, options: string): UploadEvent & { id: string } => ({
  id: randomUUID(),
  source: 'framefleet',
  detail: {
    bucket: { name: source.bucket },
    object: {
      key: source.key,
      size: source.sizeBytes,
      etag: source.etag,
      ...(source.versionId === undefined ? { sequencer: source.version } : { 'version-id': source.versionId }),
    },
  },
  options,
});
