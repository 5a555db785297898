import type { IncomingMessage } from 'node:http';
import { headerValue } from './call';
import { queryValue, type RequestTarget } from './request-target';
import { S3Error } from './s3-error';

export type Operation =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'GetBucketVersioning'
  | 'PutBucketVersioning'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'ListObjectVersions'
  | 'ListMultipartUploads'
  | 'DeleteObjects'
  | 'GetObject'
  | 'HeadObject'
  | 'PutObject'
  | 'CopyObject'
  | 'DeleteObject'
  | 'GetObjectTagging'
  | 'PutObjectTagging'
  | 'DeleteObjectTagging'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts';

type Scope = 'Service' | 'Bucket' | 'Object';

/** Query parameters that make another operation of a request; all that S3 has, so that none is mistaken for a plain one. */
const SUB_RESOURCES = new Set(
  [
    'abac accelerate acl analytics attributes cors delete encryption intelligent-tiering inventory legal-hold lifecycle',
    'location logging metadataConfiguration metadataTable metrics notification object-lock ownershipControls policy',
    'policyStatus publicAccessBlock renameObject replication requestPayment restore retention select session tagging',
    'torrent uploadId uploads versioning versions website',
  ].flatMap((line) => line.split(' ')),
);

/** Method, scope and sub-resource of each operation. */
const OPERATIONS: Record<string, Operation> = {
  'GET Service': 'ListBuckets',
  'PUT Bucket': 'CreateBucket',
  'HEAD Bucket': 'HeadBucket',
  'DELETE Bucket': 'DeleteBucket',
  'GET Bucket': 'ListObjects',
  'GET Bucket location': 'GetBucketLocation',
  'GET Bucket versioning': 'GetBucketVersioning',
  'PUT Bucket versioning': 'PutBucketVersioning',
  'GET Bucket versions': 'ListObjectVersions',
  'GET Bucket uploads': 'ListMultipartUploads',
  'POST Bucket delete': 'DeleteObjects',
  'GET Object': 'GetObject',
  'HEAD Object': 'HeadObject',
  'PUT Object': 'PutObject',
  'DELETE Object': 'DeleteObject',
  'GET Object tagging': 'GetObjectTagging',
  'PUT Object tagging': 'PutObjectTagging',
  'DELETE Object tagging': 'DeleteObjectTagging',
  'POST Object uploads': 'CreateMultipartUpload',
  'PUT Object uploadId': 'UploadPart',
  'POST Object uploadId': 'CompleteMultipartUpload',
  'DELETE Object uploadId': 'AbortMultipartUpload',
  'GET Object uploadId': 'ListParts',
};

export function operationOf(request: IncomingMessage, target: RequestTarget): Operation {
  const method = request.method ?? '';
  const scope = target.bucket === '' ? 'Service' : target.key === '' ? 'Bucket' : 'Object';
  const subResource = target.query.map(([name]) => name).find((name) => SUB_RESOURCES.has(name));
  const operation = OPERATIONS[[method, scope, ...(subResource === undefined ? [] : [subResource])].join(' ')];
  if (!operation) throw notImplemented(method, scope, subResource);
  const copies = headerValue({ request, query: target.query }, 'x-amz-copy-source') !== undefined;
  if (operation === 'PutObject' && copies) return 'CopyObject';
  if (operation === 'UploadPart' && copies) return 'UploadPartCopy';
  if (operation === 'ListObjects' && queryValue(target, 'list-type') === '2') return 'ListObjectsV2';
  return operation;
}

function notImplemented(method: string, scope: Scope, subResource: string | undefined): S3Error {
  const verb = method.charAt(0) + method.slice(1).toLowerCase();
  const subject = (subResource ?? '').replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
  const name = `${verb}${scope}${subject}`;
  return new S3Error('NotImplemented', `This S3 has no ${name}.`, { details: { Operation: name } });
}
