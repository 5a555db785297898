import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  createBucket,
  deleteBucket,
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
  putBucketVersioning,
} from './bucket-operations';
import { Buckets } from './buckets';
import { newRequestId, type Call } from './call';
import { completeMultipartUpload } from './complete-upload';
import { copyObject } from './copy-object';
import { deleteObject, deleteObjects } from './delete-objects';
import { getObject } from './get-object';
import { listObjects, listObjectsV2 } from './list-objects';
import { listMultipartUploads } from './list-uploads';
import { listObjectVersions } from './list-versions';
import { abortMultipartUpload, createMultipartUpload, listParts, uploadPart, uploadPartCopy } from './multipart';
import { listParameters, type ObjectCreated, type S3Request } from './notifications';
import type { ObjectName } from './object-name';
import { operationOf, type Operation } from './operation';
import { putObject } from './put-object';
import { parseTarget, queryValue, type RequestTarget } from './request-target';
import { S3Error, type S3ErrorCode } from './s3-error';
import { verifySignature } from './signature';
import { deleteObjectTagging, getObjectTagging, putObjectTagging } from './tagging';
import { renderErrorXml, type Element } from './xml';

export type { ObjectCreated, ObjectName, Operation, S3Request };

export interface S3Options {
  /** Folder for objects, versions and unfinished uploads; created if missing. State survives a restart on the same folder. */
  root: string;
  region: string;
  /** accessKeyId -> secretAccessKey; a request signed by anyone else, or wrongly, is refused as S3 refuses it. */
  credentials: ReadonlyMap<string, string>;
  /** Called after an object is completely stored, before its request is answered. */
  onObjectCreated?: (created: ObjectCreated) => void;
  /** Called for each finished request; for counting bytes read, and calls by caller. */
  onRequest?: (request: S3Request) => void;
}

export interface S3 {
  handle(request: IncomingMessage, response: ServerResponse): void;
  createBucket(name: string, settings?: { versioned?: boolean }): Promise<void>;
  /** Cuts off the requests under way, and returns when the last of them let go of its files. */
  close(): Promise<void>;
}

type Handler = (call: Call, buckets: Buckets, region: string) => Promise<void> | void;

const HANDLERS: Record<Operation, Handler> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  GetBucketVersioning: getBucketVersioning,
  PutBucketVersioning: putBucketVersioning,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  ListObjectVersions: listObjectVersions,
  ListMultipartUploads: listMultipartUploads,
  DeleteObjects: deleteObjects,
  GetObject: getObject,
  HeadObject: getObject,
  PutObject: putObject,
  CopyObject: copyObject,
  DeleteObject: deleteObject,
  GetObjectTagging: getObjectTagging,
  PutObjectTagging: putObjectTagging,
  DeleteObjectTagging: deleteObjectTagging,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
};

/** An Amazon S3 on one disk, for path-style requests. Only one at a time may work on a folder. */
export function createS3(options: S3Options): S3 {
  const opened = Buckets.open(options.root, options.onObjectCreated ?? (() => undefined));
  // Whoever asks first gets the error; until then it isn't an unhandled one.
  opened.catch(() => undefined);
  const underWay = new Map<Promise<void>, IncomingMessage>();
  let closed = false;

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const requestId = newRequestId();
    response.setHeader('x-amz-request-id', requestId);
    const log: S3Request = {
      accessKeyId: undefined,
      operation: undefined,
      bucket: '',
      named: [],
      listing: {},
      bytesSent: 0,
      status: 0,
    };
    let call: Call | undefined;
    response.once('close', () =>
      options.onRequest?.({
        ...log,
        named: call?.named ?? [],
        bytesSent: call?.bytesSent ?? 0,
        status: response.statusCode,
      }),
    );
    try {
      const target = parseTarget(request.url ?? '/');
      Object.assign(log, namesIn(target));
      if (closed) throw new S3Error('ServiceUnavailable');
      const signed = verifySignature(request, target, options);
      log.accessKeyId = signed.accessKeyId;
      const operation = operationOf(request, target);
      log.operation = operation;
      call = { ...target, request, response, signed, bytesSent: 0, named: [] };
      await HANDLERS[operation](call, await opened, options.region);
    } catch (error) {
      log.error = answerError(request, response, requestId, error);
    } finally {
      // What is left of the body has to be read before the connection can carry the next request.
      request.resume();
    }
  }

  return {
    handle(request, response) {
      const served = serve(request, response).finally(() => underWay.delete(served));
      underWay.set(served, request);
    },
    async createBucket(name, settings) {
      await (await opened).create(name, settings?.versioned === true ? 'Enabled' : 'Unversioned');
    },
    async close() {
      closed = true;
      for (const request of underWay.values()) request.destroy();
      await Promise.allSettled([...underWay.keys(), opened]);
    },
  };
}

/** What the target tells of a request before anyone has looked at it. */
function namesIn(target: RequestTarget): Pick<S3Request, 'bucket' | 'key' | 'versionId' | 'listing'> {
  const versionId = queryValue(target, 'versionId');
  const listing = target.query.filter(([name]) => listParameters.some((parameter) => parameter === name));
  return {
    bucket: target.bucket,
    ...(target.key === '' ? {} : { key: target.key }),
    ...(versionId === undefined ? {} : { versionId }),
    listing: Object.fromEntries(listing),
  };
}

/** @returns S3's name of the error */
function answerError(
  request: IncomingMessage,
  response: ServerResponse,
  requestId: string,
  error: unknown,
): S3ErrorCode {
  const s3Error =
    error instanceof S3Error ? error : new S3Error('InternalError', error instanceof Error ? error.message : undefined);
  const { status, code, message, details, headers } = s3Error;
  if (response.headersSent) {
    // Too late for a status: an answer cut short is all that tells the client.
    response.destroy();
    return code;
  }
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  // Neither answer may have a body.
  if (request.method === 'HEAD' || status === 304) {
    response.writeHead(status).end();
    return code;
  }
  const xml = Buffer.from(
    renderErrorXml([
      'Error',
      ['Code', code],
      ['Message', message],
      ...Object.entries(details).map(([name, value]): Element => [name, value]),
      ['Resource', (request.url ?? '/').replace(/\?.*$/, '')],
      ['RequestId', requestId],
    ]),
  );
  response.writeHead(status, { 'content-type': 'application/xml', 'content-length': xml.length }).end(xml);
  return code;
}
