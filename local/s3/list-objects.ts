import * as z from 'zod';
import type { Bucket, Buckets } from './buckets';
import { answerXml, countFromQuery, type Call } from './call';
import { compareKeys } from './key-order';
import { listPage, markedPrefix, type ListPage } from './list-page';
import type { StoredObject } from './object-record';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import type { Element } from './xml';

const MOST_KEYS = 1000;

interface ListedObject {
  key: string;
  object: StoredObject;
}

const ContinuationToken = z.object({ key: z.string() }).or(z.object({ commonPrefix: z.string() }));
type ContinuationToken = z.infer<typeof ContinuationToken>;

export function listObjectsV2(call: Call, buckets: Buckets): void {
  const bucket = buckets.get(call.bucket);
  const { prefix, delimiter, max, text } = listQuery(call);
  const startAfter = queryValue(call, 'start-after');
  const token = queryValue(call, 'continuation-token');
  const resumed = token === undefined ? { key: startAfter ?? '' } : readToken(token);
  const afterPrefix = 'commonPrefix' in resumed ? resumed.commonPrefix : undefined;
  const after = 'key' in resumed ? resumed.key : resumed.commonPrefix;
  const page = listPage(objectsAfter(bucket, prefix, after), { prefix, delimiter, max, afterPrefix });
  answerXml(call, [
    'ListBucketResult',
    ['Name', call.bucket],
    ['Prefix', text(prefix)],
    delimiter && ['Delimiter', text(delimiter)],
    startAfter && ['StartAfter', text(startAfter)],
    token && ['ContinuationToken', token],
    page.truncated ? ['NextContinuationToken', nextToken(page)] : undefined,
    ['KeyCount', page.entries.length + page.commonPrefixes.length],
    ['MaxKeys', max],
    encodingElement(call),
    ['IsTruncated', page.truncated],
    ...contents(page, text, queryValue(call, 'fetch-owner') === 'true' ? call.signed.accessKeyId : undefined),
  ]);
}

export function listObjects(call: Call, buckets: Buckets): void {
  const bucket = buckets.get(call.bucket);
  const { prefix, delimiter, max, text } = listQuery(call);
  const marker = queryValue(call, 'marker') ?? '';
  const afterPrefix = markedPrefix(marker, prefix, delimiter);
  const page = listPage(objectsAfter(bucket, prefix, marker), { prefix, delimiter, max, afterPrefix });
  const next = page.last && ('entry' in page.last ? page.last.entry.key : page.last.commonPrefix);
  answerXml(call, [
    'ListBucketResult',
    ['Name', call.bucket],
    ['Prefix', text(prefix)],
    ['Marker', text(marker)],
    page.truncated && next !== undefined ? ['NextMarker', text(next)] : undefined,
    delimiter && ['Delimiter', text(delimiter)],
    ['MaxKeys', max],
    encodingElement(call),
    ['IsTruncated', page.truncated],
    ...contents(page, text, call.signed.accessKeyId),
  ]);
}

export interface ListParameters {
  prefix: string;
  delimiter: string;
  max: number;
  /** How keys are written in the answer: with encoding-type=url any key survives XML. */
  text: (key: string) => string;
}

export function listQuery(call: Call, maxName = 'max-keys'): ListParameters {
  const encoding = queryValue(call, 'encoding-type');
  if (encoding !== undefined && encoding !== 'url') {
    throw new S3Error('InvalidArgument', 'Invalid Encoding Method specified in Request', {
      details: { ArgumentName: 'encoding-type', ArgumentValue: encoding },
    });
  }
  return {
    prefix: queryValue(call, 'prefix') ?? '',
    delimiter: queryValue(call, 'delimiter') ?? '',
    max: countFromQuery(call, maxName, MOST_KEYS, MOST_KEYS),
    text: encoding === undefined ? (key) => key : (key) => encodeURIComponent(key).replaceAll('%2F', '/'),
  };
}

export function encodingElement(call: Call): Element | undefined {
  const encoding = queryValue(call, 'encoding-type');
  return encoding === undefined ? undefined : ['EncodingType', encoding];
}

export function commonPrefixElements(prefixes: readonly string[], text: ListParameters['text']): Element[] {
  return prefixes.map((prefix) => ['CommonPrefixes', ['Prefix', text(prefix)]]);
}

function* objectsAfter({ objects }: Bucket, prefix: string, after: string): Generator<ListedObject> {
  for (const key of objects.keysFrom(compareKeys(prefix, after) > 0 ? prefix : after)) {
    const object = objects.current(key);
    if (object && (after === '' || key !== after)) yield { key, object };
  }
}

function contents(
  { entries, commonPrefixes }: ListPage<ListedObject>,
  text: ListParameters['text'],
  owner: string | undefined,
): Element[] {
  return [
    ...entries.map(({ key, object: { lastModified, etag, size, checksum } }): Element => [
      'Contents',
      ['Key', text(key)],
      ['LastModified', lastModified],
      ['ETag', `"${etag}"`],
      checksum && ['ChecksumAlgorithm', checksum.algorithm.toUpperCase()],
      checksum && ['ChecksumType', checksum.type],
      ['Size', size],
      owner && ['Owner', ['ID', owner]],
      ['StorageClass', 'STANDARD'],
    ]),
    ...commonPrefixElements(commonPrefixes, text),
  ];
}

function nextToken({ last }: ListPage<ListedObject>): string | undefined {
  if (!last) return undefined;
  const token: ContinuationToken = 'entry' in last ? { key: last.entry.key } : { commonPrefix: last.commonPrefix };
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

function readToken(text: string): ContinuationToken {
  try {
    return ContinuationToken.parse(JSON.parse(Buffer.from(text, 'base64url').toString()));
  } catch {
    throw new S3Error('InvalidArgument', 'The continuation token provided is incorrect', {
      details: { ArgumentName: 'continuation-token', ArgumentValue: text },
    });
  }
}
