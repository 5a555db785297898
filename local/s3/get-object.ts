import { pipeline } from 'node:stream/promises';
import { findObject, type Buckets } from './buckets';
import { countFromQuery, headerValue, type Call } from './call';
import { checkReadConditions, httpDate, matches } from './conditions';
import { answeredHeaders, checksumHeaders, versionHeader } from './object-headers';
import type { StoredObject } from './object-record';
import { parseRange, type ByteRange } from './ranges';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import { tagCountHeader } from './tagging';

/** Answers GetObject and HeadObject, which differ only in the body. */
export async function getObject(call: Call, buckets: Buckets): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const object = findObject(bucket, call.key, queryValue(call, 'versionId'));
  checkReadConditions(call, object);
  const part = partOf(call, object);
  const range = part?.range ?? rangeOf(call, object);
  const { first, last }: ByteRange = range ?? { first: 0, last: object.size - 1 };

  call.response.writeHead(range ? 206 : 200, {
    ...answeredHeaders(call, object.headers),
    'accept-ranges': 'bytes',
    'content-length': last - first + 1,
    etag: `"${object.etag}"`,
    'last-modified': httpDate(object),
    ...versionHeader(bucket, object.versionId),
    ...tagCountHeader(object),
    ...(part && part.count > 1 && { 'x-amz-mp-parts-count': part.count }),
    ...(range && { 'content-range': `bytes ${first}-${last}/${object.size}` }),
    // A checksum of the whole says nothing about a part.
    ...(!range && headerValue(call, 'x-amz-checksum-mode') === 'ENABLED' && checksumHeaders(object.checksum)),
  });
  if (call.request.method === 'HEAD') {
    call.response.end();
    return;
  }
  const held = buckets.data.hold(object.files);
  try {
    await pipeline(buckets.data.read(object.files, { first, last }), counted(call), call.response);
  } finally {
    await held.release();
  }
}

/** If-Range: a range of what the client knows, or all of what took its place. */
function rangeOf(call: Call, object: StoredObject): ByteRange | undefined {
  const ifRange = headerValue(call, 'if-range');
  if (ifRange !== undefined && !matches(ifRange, object.etag) && ifRange !== httpDate(object)) return undefined;
  return parseRange(headerValue(call, 'range'), object.size);
}

/** One part of what was uploaded in parts, by `partNumber`. */
function partOf(call: Call, object: StoredObject): { count: number; range: ByteRange | undefined } | undefined {
  if (queryValue(call, 'partNumber') === undefined) return undefined;
  if (headerValue(call, 'range') !== undefined) {
    throw new S3Error('InvalidRequest', 'Cannot specify both Range header and partNumber query parameter');
  }
  const sizes = object.files.length > 1 ? object.files.map(({ size }) => size) : [object.size];
  const number = countFromQuery(call, 'partNumber', 1, Infinity);
  const size = sizes[number - 1];
  if (size === undefined) {
    throw new S3Error('InvalidPartNumber', undefined, {
      details: { PartNumberRequested: String(number), ActualPartCount: String(sizes.length) },
    });
  }
  const first = sizes.slice(0, number - 1).reduce((sum, before) => sum + before, 0);
  return { count: sizes.length, range: size === 0 ? undefined : { first, last: first + size - 1 } };
}

function counted(call: Call): (content: AsyncIterable<Buffer>) => AsyncGenerator<Buffer> {
  return async function* (content) {
    for await (const chunk of content) {
      call.bytesSent += chunk.length;
      yield chunk;
    }
  };
}
