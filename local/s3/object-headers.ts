import { headerValue, present, type Call } from './call';
import type { Checksum } from './checksums';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import type { Bucket } from './buckets';

/** Kept with an object and answered as given. */
const KEPT = ['cache-control', 'content-disposition', 'content-language', 'content-type', 'expires'] as const;
const USER_METADATA = 'x-amz-meta-';
const LARGEST_USER_METADATA_BYTES = 2048;

/** Refused rather than ignored: whoever sends one counts on it. ACLs, storage classes and encryption at rest change nothing here. */
const UNSUPPORTED = [
  'x-amz-write-offset-bytes',
  'x-amz-object-lock-mode',
  'x-amz-object-lock-retain-until-date',
  'x-amz-object-lock-legal-hold',
  'x-amz-server-side-encryption-customer-algorithm',
  'x-amz-website-redirect-location',
];

/** The headers a new object is stored with. */
export function headersToStore(call: Call): Record<string, string> {
  const unsupported = UNSUPPORTED.find((name) => headerValue(call, name) !== undefined);
  if (unsupported !== undefined) throw new S3Error('NotImplemented', undefined, { details: { Header: unsupported } });
  return {
    'content-type': 'binary/octet-stream',
    ...present(Object.fromEntries(KEPT.map((name) => [name, headerValue(call, name)]))),
    ...present({ 'content-encoding': contentEncoding(call) }),
    ...userMetadata(call),
  };
}

/** What GET and HEAD answer for the stored headers, unless the query asks for others. */
export function answeredHeaders(call: Call, stored: Record<string, string>): Record<string, string> {
  const overrides = [...KEPT, 'content-encoding'].flatMap((name): [string, string][] => {
    const value = queryValue(call, `response-${name}`);
    return value === undefined ? [] : [[name, headerSafe(value)]];
  });
  return {
    ...Object.fromEntries(Object.entries(stored).map(([name, value]) => [name, headerSafe(value)])),
    ...Object.fromEntries(overrides),
  };
}

export function checksumHeaders(checksum: Checksum | undefined): Record<string, string> {
  if (!checksum) return {};
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type };
}

/** A bucket that never kept versions doesn't speak of them. */
export function versionHeader({ record }: Bucket, versionId: string): Record<string, string> {
  return record.versioning === 'Unversioned' ? {} : { 'x-amz-version-id': versionId };
}

/** `aws-chunked` was the coding of the transfer, not of the object. */
function contentEncoding(call: Call): string | undefined {
  const codings = headerValue(call, 'content-encoding')
    ?.split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding.toLowerCase() !== 'aws-chunked');
  return codings === undefined || codings.length === 0 ? undefined : codings.join(',');
}

function userMetadata(call: Call): Record<string, string> {
  const names = [...Object.keys(call.request.headersDistinct), ...call.query.map(([name]) => name.toLowerCase())];
  const metadata = present(
    Object.fromEntries(
      names.filter((name) => name.startsWith(USER_METADATA)).map((name) => [name, headerValue(call, name)]),
    ),
  );
  const size = Object.entries(metadata)
    .map(([name, value]) => Buffer.byteLength(name.slice(USER_METADATA.length)) + Buffer.byteLength(value))
    .reduce((sum, bytes) => sum + bytes, 0);
  if (size > LARGEST_USER_METADATA_BYTES) {
    throw new S3Error('MetadataTooLarge', undefined, {
      details: { Size: String(size), MaxSizeAllowed: String(LARGEST_USER_METADATA_BYTES) },
    });
  }
  return metadata;
}

/** What can't stand in a header travels as RFC 2047 has it, as from S3. */
function headerSafe(value: string): string {
  return /^[\t\x20-\x7e\x80-\xff]*$/.test(value) ? value : `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`;
}
