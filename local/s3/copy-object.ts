import { createHash } from 'node:crypto';
import type { Buckets } from './buckets';
import { answerXml, headerValue, type Call } from './call';
import { ChecksumAlgorithm, createHasher, type Checksum } from './checksums';
import { writePrecondition } from './conditions';
import { findCopySource } from './copy-source';
import type { DataFile, DataFiles } from './data-files';
import { headersToStore, versionHeader } from './object-headers';
import type { StoredObject } from './object-record';
import { keepOrRemove, LARGEST_UPLOAD_BYTES, type Received } from './put-object';
import type { ByteRange } from './ranges';
import { S3Error } from './s3-error';
import { tagsOfCopy } from './tagging';
import type { Element } from './xml';

export async function copyObject(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const source = findCopySource(call, buckets);
  const replaced = metadataDirective(call) === 'REPLACE';
  if (source.isSelf && !replaced) {
    throw new S3Error(
      'InvalidRequest',
      'This copy request is illegal because it is trying to copy an object to itself without changing the object’s metadata, storage class, website redirect location or encryption attributes.',
    );
  }
  const headers = replaced ? headersToStore(call) : source.object.headers;
  const tags = tagsOfCopy(call, source.object);
  const precondition = writePrecondition(call);
  const algorithm = requestedAlgorithm(call) ?? source.object.checksum?.algorithm;
  const { file, etag, checksum } = await copyContent(buckets.data, source.object, undefined, algorithm);
  const stored = await keepOrRemove(buckets.data, file, () =>
    buckets.store(
      call.bucket,
      call.key,
      { etag, size: file.size, files: [file], headers, checksum, tags },
      { reason: 'CopyObject', precondition },
    ),
  );
  setHeaders(call, versionHeader(bucket, stored.versionId));
  answerCopy(call, 'CopyObjectResult', stored, source.versionId);
}

/** A copy of the bytes in a file of its own, with the digests of those bytes. */
export async function copyContent(
  data: DataFiles,
  source: StoredObject,
  range: ByteRange | undefined,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Received> {
  const { first, last } = range ?? { first: 0, last: source.size - 1 };
  const size = last - first + 1;
  if (size > LARGEST_UPLOAD_BYTES) {
    throw new S3Error(
      'InvalidRequest',
      `The specified copy source is larger than the maximum allowable size for a copy source: ${LARGEST_UPLOAD_BYTES}`,
    );
  }
  const md5 = createHash('md5');
  const hasher = algorithm && createHasher(algorithm);
  async function* hashed(): AsyncGenerator<Buffer> {
    for await (const chunk of data.read(source.files, { first, last })) {
      md5.update(chunk);
      hasher?.update(chunk);
      yield chunk;
    }
  }
  const held = data.hold(source.files);
  try {
    const file: DataFile = { name: await data.write(hashed()), size };
    const checksum: Checksum | undefined = algorithm &&
      hasher && { algorithm, type: 'FULL_OBJECT', value: hasher.digest().toString('base64') };
    return { file, etag: md5.digest('hex'), checksum };
  } finally {
    await held.release();
  }
}

/** The answer of CopyObject and UploadPartCopy. */
export function answerCopy(
  call: Call,
  name: 'CopyObjectResult' | 'CopyPartResult',
  { etag, lastModified, checksum }: Pick<StoredObject, 'etag' | 'lastModified' | 'checksum'>,
  sourceVersionId: string | undefined,
): void {
  if (sourceVersionId !== undefined) setHeaders(call, { 'x-amz-copy-source-version-id': sourceVersionId });
  answerXml(call, [name, ['LastModified', lastModified], ['ETag', `"${etag}"`], checksumElement(checksum)]);
}

export function checksumElement(checksum: Checksum | undefined): Element | undefined {
  return checksum && [`Checksum${checksum.algorithm.toUpperCase()}`, checksum.value];
}

/** `x-amz-checksum-algorithm`: what S3 shall compute. */
export function requestedAlgorithm(call: Call): ChecksumAlgorithm | undefined {
  const header = headerValue(call, 'x-amz-checksum-algorithm');
  if (header === undefined) return undefined;
  const algorithm = ChecksumAlgorithm.safeParse(header.toLowerCase());
  if (!algorithm.success) {
    throw new S3Error('InvalidRequest', `Checksum algorithm provided is unsupported: ${header}`);
  }
  return algorithm.data;
}

function metadataDirective(call: Call): 'COPY' | 'REPLACE' {
  const directive = headerValue(call, 'x-amz-metadata-directive') ?? 'COPY';
  if (directive === 'COPY' || directive === 'REPLACE') return directive;
  throw new S3Error('InvalidArgument', 'Unknown metadata directive.', {
    details: { ArgumentName: 'x-amz-metadata-directive', ArgumentValue: directive },
  });
}

function setHeaders({ response }: Call, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
