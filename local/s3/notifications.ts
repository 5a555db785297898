import type { ObjectName } from './object-name';
import type { Operation } from './operation';
import type { S3ErrorCode } from './s3-error';

/** What S3 tells about an object that was stored. */
export interface ObjectCreated {
  bucket: string;
  key: string;
  /** Bytes. */
  size: number;
  /** Without quotes. */
  etag: string;
  /** Only in a bucket that keeps versions. */
  versionId?: string;
  /** Of two events of one key, the later one's is greater, as a string; also over a restart. */
  sequencer: string;
  reason: 'PutObject' | 'CompleteMultipartUpload' | 'CopyObject';
}

/** A request that was answered, or given up by its client. */
export interface S3Request {
  /** Undefined when the request wasn't signed by anyone known. */
  accessKeyId: string | undefined;
  /** S3's name of it: `GetObject`. Undefined when it didn't get as far as having one. */
  operation: Operation | undefined;
  bucket: string;
  key?: string;
  /** Of the version that it asks for. */
  versionId?: string;
  /** Objects that it names besides: those to delete, or the source of a copy. */
  named: readonly ObjectName[];
  /** What a list is limited to, as the query says it. */
  listing: Readonly<Partial<Record<ListParameter, string>>>;
  /** Bytes of objects handed to the client. */
  bytesSent: number;
  /** HTTP status. */
  status: number;
  /** S3's name of the error that it answered; a HEAD's client sees the status alone. */
  error?: S3ErrorCode;
}

export const listParameters = ['prefix', 'delimiter', 'max-keys'] as const;
export type ListParameter = (typeof listParameters)[number];
