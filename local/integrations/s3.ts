import { randomBytes } from 'node:crypto';
import {
  CopyObjectCommand,
  type CopyObjectCommandInput,
  CreateBucketCommand,
  type CreateBucketCommandInput,
  DeleteBucketCommand,
  type DeleteBucketCommandInput,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  DeleteObjectsCommand,
  type DeleteObjectsCommandInput,
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  type HeadBucketCommandInput,
  HeadObjectCommand,
  type HeadObjectCommandInput,
  ListBucketsCommand,
  type ListBucketsCommandInput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandInput,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { type JsonObject, type JsonValue, property } from '../step-functions/json';
import type { Integration } from '../step-functions/states/state-run';
import { type SdkService, sdkIntegration } from './sdk-integration';
import { sdkOperation } from './sdk-operation';
import { sdkFailure } from './service-failure';

/** The errors that the SDK for Java has classes for. */
const modelled = new Set([
  'BucketAlreadyExists',
  'BucketAlreadyOwnedByYou',
  'EncryptionTypeMismatch',
  'IdempotencyParameterMismatch',
  'InvalidObjectState',
  'InvalidRequest',
  'InvalidWriteOffset',
  'NoSuchBucket',
  'NoSuchKey',
  'NoSuchUpload',
  'ObjectAlreadyInActiveTierError',
  'ObjectNotInActiveTierError',
  'TooManyParts',
]);

const failure = sdkFailure('S3');
const extendedId = (): string => randomBytes(56).toString('base64');

const service = (absent = 'NoSuchKey'): SdkService => ({
  name: 'S3',
  exception: S3ServiceException,
  // The embedded S3 tells but one id.
  failure: (refusal) => failure({ ...refusal, extendedRequestId: refusal.extendedRequestId ?? extendedId() }),
  // The answer to a HEAD names no error; each SDK makes one up.
  renamed: (code) => (code === 'NotFound' ? { code: absent, modelled: true } : { code, modelled: modelled.has(code) }),
});

/** aws-sdk:s3:…, through the real SDK. A Body is text: what isn't text in the parameters is stored as JSON. */
export function createS3Integrations(s3: S3Client): Record<string, Integration> {
  const integrations: Record<string, Integration> = {};
  for (const [name, operation] of Object.entries(operationsOf(s3))) {
    const absent = name === 'headBucket' ? 'NoSuchBucket' : 'NoSuchKey';
    integrations[`arn:aws:states:::aws-sdk:s3:${name}`] = sdkIntegration(service(absent), operation);
  }
  return integrations;
}

const operationsOf = (client: S3Client) => ({
  copyObject: sdkOperation((input: CopyObjectCommandInput, at) => client.send(new CopyObjectCommand(input), at)),
  createBucket: sdkOperation((input: CreateBucketCommandInput, at) => client.send(new CreateBucketCommand(input), at)),
  deleteBucket: sdkOperation((input: DeleteBucketCommandInput, at) => client.send(new DeleteBucketCommand(input), at)),
  deleteObject: sdkOperation((input: DeleteObjectCommandInput, at) => client.send(new DeleteObjectCommand(input), at)),
  deleteObjects: sdkOperation((input: DeleteObjectsCommandInput, at) =>
    client.send(new DeleteObjectsCommand(input), at),
  ),
  getObject: sdkOperation(
    async (input: GetObjectCommandInput, at) => {
      const { Body, ...answer } = await client.send(new GetObjectCommand(input), at);
      return { ...answer, Body: (await Body?.transformToString()) ?? '' };
    },
    { response: encrypted },
  ),
  headBucket: sdkOperation((input: HeadBucketCommandInput, at) => client.send(new HeadBucketCommand(input), at)),
  headObject: sdkOperation((input: HeadObjectCommandInput, at) => client.send(new HeadObjectCommand(input), at), {
    response: encrypted,
  }),
  listBuckets: sdkOperation((input: ListBucketsCommandInput, at) => client.send(new ListBucketsCommand(input), at)),
  listObjectVersions: sdkOperation((input: ListObjectVersionsCommandInput, at) =>
    client.send(new ListObjectVersionsCommand(input), at),
  ),
  listObjectsV2: sdkOperation((input: ListObjectsV2CommandInput, at) =>
    client.send(new ListObjectsV2Command(input), at),
  ),
  putObject: sdkOperation(
    ({ Body, ...input }: PutObjectCommandInput, at) => {
      const bytes = typeof Body === 'string' ? Buffer.from(Body) : Body;
      return client.send(new PutObjectCommand({ ...input, Body: bytes }), at);
    },
    { request: (parameters) => ({ ...parameters, Body: textOf(property(parameters, 'Body')) }), response: encrypted },
  ),
});

/** Every object on AWS is encrypted and says so. Checksums are told to those who ask for them; the SDK here always asks. */
function encrypted(answer: JsonObject): JsonObject {
  const told = Object.entries(answer).filter(([name]) => !name.startsWith('Checksum'));
  return { ServerSideEncryption: 'AES256', ...Object.fromEntries(told) };
}

function textOf(body: JsonValue | undefined): string {
  if (body === undefined) return '';
  return typeof body === 'string' ? body : JSON.stringify(body);
}
