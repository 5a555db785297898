import { headerValue, type Call } from './call';
import type { StoredObject } from './object-record';
import { S3Error } from './s3-error';

/** If-Match and the like of a GET or HEAD, in the order of precedence of RFC 9110, section 13.2.2. */
export function checkReadConditions(call: Call, object: StoredObject): void {
  const changed = failedCondition(call, object, '');
  if (changed === undefined) return;
  if (changed === 'If-Match' || changed === 'If-Unmodified-Since') throw failed(changed);
  throw new S3Error('NotModified', undefined, {
    headers: { etag: `"${object.etag}"`, 'last-modified': httpDate(object) },
  });
}

/** `x-amz-copy-source-if-*`: a copy has no "not modified", each failure is a refusal. */
export function checkCopyConditions(call: Call, source: StoredObject): void {
  const condition = failedCondition(call, source, 'x-amz-copy-source-');
  if (condition !== undefined) throw failed(`x-amz-copy-source-${condition}`);
}

/** If-None-Match: * (create only) and If-Match (replace only this) of a write; checked when the object is stored. */
export function writePrecondition(call: Call): ((current: StoredObject | undefined) => void) | undefined {
  const ifMatch = headerValue(call, 'if-match');
  const ifNoneMatch = headerValue(call, 'if-none-match');
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    throw new S3Error('NotImplemented', 'If-None-Match of a write takes only *', {
      details: { Header: 'If-None-Match' },
    });
  }
  if (ifMatch === undefined && ifNoneMatch === undefined) return undefined;
  return (current) => {
    if (ifNoneMatch !== undefined && current) throw failed('If-None-Match');
    if (ifMatch === undefined) return;
    if (!current) throw new S3Error('NoSuchKey', undefined, { details: { Key: call.key } });
    if (!matches(ifMatch, current.etag)) throw failed('If-Match');
  };
}

/** An ETag list as in If-Match; S3 takes the ETag without its quotes, too. */
export function matches(header: string, etag: string): boolean {
  return header
    .split(',')
    .map((candidate) => candidate.trim().replace(/^(?:W\/)?"?|"$/g, ''))
    .some((candidate) => candidate === '*' || candidate === etag);
}

/** HTTP dates count whole seconds. */
export function httpDate({ lastModified }: Pick<StoredObject, 'lastModified'>): string {
  return new Date(lastModified).toUTCString();
}

type Condition = 'If-Match' | 'If-None-Match' | 'If-Modified-Since' | 'If-Unmodified-Since';

function failedCondition(call: Call, object: StoredObject, prefix: '' | 'x-amz-copy-source-'): Condition | undefined {
  const given = (name: Condition) => headerValue(call, `${prefix}${name.toLowerCase()}`);
  const modified = Date.parse(httpDate(object));
  const ifMatch = given('If-Match');
  const ifNoneMatch = given('If-None-Match');
  // An unreadable date compares as NaN: neither before nor after, so its condition is ignored, as HTTP wants it.
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, object.etag)) return 'If-Match';
  } else if (modified > Date.parse(given('If-Unmodified-Since') ?? '')) return 'If-Unmodified-Since';
  if (ifNoneMatch !== undefined) {
    if (matches(ifNoneMatch, object.etag)) return 'If-None-Match';
  } else if (modified <= Date.parse(given('If-Modified-Since') ?? '')) return 'If-Modified-Since';
  return undefined;
}

function failed(condition: string): S3Error {
  return new S3Error('PreconditionFailed', undefined, { details: { Condition: condition } });
}
