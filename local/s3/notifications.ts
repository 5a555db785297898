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
  operation: string | undefined;
  bucket: string;
  key?: string;
  /** Bytes of objects handed to the client. */
  bytesSent: number;
  /** HTTP status. */
  status: number;
}
