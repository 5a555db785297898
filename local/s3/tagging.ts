import { findObject, type Buckets } from './buckets';
import { answerEmpty, answerXml, headerValue, type Call } from './call';
import { versionHeader } from './object-headers';
import type { StoredObject } from './object-record';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import type { Element } from './xml';
import { readXml, TaggingRequest } from './xml-request';

type Tags = NonNullable<StoredObject['tags']>;

/** https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-tagging.html */
const MOST_TAGS = 10;
const LONGEST_KEY = 128;
const LONGEST_VALUE = 256;

export function getObjectTagging(call: Call, buckets: Buckets): void {
  const bucket = buckets.get(call.bucket);
  const object = findObject(bucket, call.key, queryValue(call, 'versionId'));
  setVersion(call, versionHeader(bucket, object.versionId));
  const tags = Object.entries(object.tags ?? {});
  answerXml(call, [
    'Tagging',
    ['TagSet', ...tags.map(([Key, Value]): Element => ['Tag', ['Key', Key], ['Value', Value]])],
  ]);
}

export async function putObjectTagging(call: Call, buckets: Buckets): Promise<void> {
  const { Tagging } = await readXml(call, TaggingRequest);
  await retag(call, buckets, checkTags(Tagging.TagSet.Tag.map(({ Key, Value }) => [Key, Value])), 200);
}

export const deleteObjectTagging = (call: Call, buckets: Buckets): Promise<void> => retag(call, buckets, {}, 204);

async function retag(call: Call, buckets: Buckets, tags: Tags, status: 200 | 204): Promise<void> {
  const bucket = buckets.get(call.bucket);
  const { versionId } = findObject(bucket, call.key, queryValue(call, 'versionId'));
  await bucket.objects.retag(call.key, versionId, tags);
  answerEmpty(call, status, versionHeader(bucket, versionId));
}

/** `x-amz-tagging`: what a new object is stored with. */
export function tagsToStore(call: Call): Tags | undefined {
  const header = headerValue(call, 'x-amz-tagging');
  return header === undefined ? undefined : checkTags([...new URLSearchParams(header)]);
}

/** The tags of a copy: the source's, unless the request brings its own. */
export function tagsOfCopy(call: Call, source: StoredObject): Tags | undefined {
  const directive = headerValue(call, 'x-amz-tagging-directive') ?? 'COPY';
  if (directive === 'COPY') return source.tags;
  if (directive === 'REPLACE') return tagsToStore(call);
  throw new S3Error('InvalidArgument', 'Unknown tagging directive.', {
    details: { ArgumentName: 'x-amz-tagging-directive', ArgumentValue: directive },
  });
}

/** How many there are, which GET and HEAD tell. */
export function tagCountHeader({ tags = {} }: StoredObject): Record<string, string> {
  const count = Object.keys(tags).length;
  return count === 0 ? {} : { 'x-amz-tagging-count': String(count) };
}

function checkTags(pairs: readonly (readonly [key: string, value: string])[]): Tags {
  if (pairs.length > MOST_TAGS) throw new S3Error('BadRequest', `Object tags cannot be greater than ${MOST_TAGS}`);
  for (const [key, value] of pairs) {
    if (key === '' || key.length > LONGEST_KEY)
      throw new S3Error('InvalidTag', 'The TagKey you have provided is invalid');
    if (value.length > LONGEST_VALUE) throw new S3Error('InvalidTag', 'The TagValue you have provided is invalid');
  }
  const tags = Object.fromEntries(pairs);
  if (Object.keys(tags).length < pairs.length) {
    throw new S3Error('InvalidTag', 'Cannot provide multiple Tags with the same key');
  }
  return tags;
}

function setVersion({ response }: Call, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
}
