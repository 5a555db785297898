import { access, type Access } from './api-call';
import type { ObjectName, Operation, S3Request } from './s3/server';

const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
const objectArn = ({ bucket, key }: ObjectName): string => `${bucketArn(bucket)}/${key}`;

type Actions = (request: S3Request) => Access[];

const target = ({ bucket, key = '', versionId }: S3Request): ObjectName => ({ bucket, key, versionId });

const onBucket =
  (action: string): Actions =>
  ({ bucket }) => [access(action, bucketArn(bucket))];

const onObject =
  (action: string): Actions =>
  (request) => [access(action, objectArn(target(request)))];

/** An action that IAM calls otherwise where a version is named: s3:GetObjectTagging, s3:GetObjectVersionTagging. */
const onVersion =
  (subject: string, action: string): Actions =>
  (request) => [
    access(`${action}${request.versionId === undefined ? '' : 'Version'}${subject}`, objectArn(target(request))),
  ];

const listing =
  (action: string): Actions =>
  ({ bucket, listing }) => {
    const context = Object.entries(listing).map(([parameter, value]) => [`s3:${parameter}`, value] as const);
    return [access(action, bucketArn(bucket), Object.fromEntries(context))];
  };

/**
 * Whoever may not list a bucket isn't told that it lacks an object, but gets 403: `findJson` and the like then fail.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html, "Permissions"
 */
function reading(object: ObjectName, { error }: S3Request): Access[] {
  const action = object.versionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
  const missing = error === 'NoSuchKey' || error === 'NoSuchVersion';
  return [access(action, objectArn(object)), ...(missing ? [access('s3:ListBucket', bucketArn(object.bucket))] : [])];
}

const deleting = (object: ObjectName): Access =>
  access(object.versionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion', objectArn(object));

const put = onObject('s3:PutObject');
const read: Actions = (request) => reading(target(request), request);
const copy: Actions = (request) => [...put(request), ...request.named.flatMap((source) => reading(source, request))];

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const actions: Record<Operation, Actions> = {
  ListBuckets: () => [access('s3:ListAllMyBuckets', '*')],
  CreateBucket: onBucket('s3:CreateBucket'),
  HeadBucket: onBucket('s3:ListBucket'),
  DeleteBucket: onBucket('s3:DeleteBucket'),
  GetBucketLocation: onBucket('s3:GetBucketLocation'),
  GetBucketVersioning: onBucket('s3:GetBucketVersioning'),
  PutBucketVersioning: onBucket('s3:PutBucketVersioning'),
  ListObjects: listing('s3:ListBucket'),
  ListObjectsV2: listing('s3:ListBucket'),
  ListObjectVersions: listing('s3:ListBucketVersions'),
  ListMultipartUploads: onBucket('s3:ListBucketMultipartUploads'),
  GetObject: read,
  HeadObject: read,
  PutObject: put,
  CopyObject: copy,
  DeleteObject: (request) => [deleting(target(request))],
  GetObjectTagging: onVersion('Tagging', 's3:GetObject'),
  PutObjectTagging: onVersion('Tagging', 's3:PutObject'),
  DeleteObjectTagging: onVersion('Tagging', 's3:DeleteObject'),
  DeleteObjects: ({ named }) => named.map(deleting),
  CreateMultipartUpload: put,
  UploadPart: put,
  UploadPartCopy: copy,
  CompleteMultipartUpload: put,
  AbortMultipartUpload: onObject('s3:AbortMultipartUpload'),
  ListParts: onObject('s3:ListMultipartUploadParts'),
};

/** What a request needs of IAM; nothing when it was no operation that this S3 knows. */
export const s3Actions = (request: S3Request): Access[] =>
  request.operation === undefined ? [] : actions[request.operation](request);
