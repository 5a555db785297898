import * as z from 'zod';

/** One version of one uploaded object. `version` names it uniquely: its version id, or the event's sequencer. */
export const Source = z.object({
  bucket: z.string().min(1),
  key: z.string().min(1),
  version: z.string().min(1),
  versionId: z.string().optional(),
  etag: z.string(),
  sizeBytes: z.number().int().nonnegative(),
});
export type Source = z.infer<typeof Source>;
