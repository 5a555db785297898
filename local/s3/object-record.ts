import * as z from 'zod';
import { Checksum } from './checksums';
import { DataFile } from './data-files';

/** The version id of what was stored while the bucket wasn't versioned. */
export const NULL_VERSION = 'null';

export const StoredObject = z.object({
  kind: z.literal('object'),
  versionId: z.string(),
  /** ISO 8601. */
  lastModified: z.iso.datetime(),
  /** Without quotes. */
  etag: z.string(),
  /** Bytes. */
  size: z.int().nonnegative(),
  /** Its content is theirs, one after the other. */
  files: z.array(DataFile),
  /** Answered as they were given: content-type and the like, and x-amz-meta-*. */
  headers: z.record(z.string(), z.string()),
  checksum: Checksum.optional(),
  tags: z.record(z.string(), z.string()).optional(),
  /** The multipart upload it came from: completing that again gets the same answer. */
  uploadId: z.string().optional(),
});
export type StoredObject = z.infer<typeof StoredObject>;

export const DeleteMarker = z.object({
  kind: z.literal('delete-marker'),
  versionId: z.string(),
  lastModified: z.iso.datetime(),
});
export type DeleteMarker = z.infer<typeof DeleteMarker>;

export const Version = z.discriminatedUnion('kind', [StoredObject, DeleteMarker]);
export type Version = z.infer<typeof Version>;

export const ObjectRecord = z.object({
  key: z.string(),
  /** The newest first. */
  versions: z.array(Version),
});
/** Everything stored under one key: one file, so that each change is one rename. */
export type ObjectRecord = z.infer<typeof ObjectRecord>;
