import { S3Error } from './s3-error';

/** Bytes `first` to `last`, both included. */
export interface ByteRange {
  first: number;
  last: number;
}

/**
 * The part of an object a Range header asks for; undefined means all of it. S3 ignores a header it can't read, and
 * several ranges at once, and answers 416 only to a well-formed range that lies outside of the object.
 */
export function parseRange(header: string | undefined, size: number): ByteRange | undefined {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '');
  if (!match) return undefined;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return undefined;
  if (from !== '' && to !== '' && Number(to) < Number(from)) return undefined;
  const first = from === '' ? Math.max(0, size - Number(to)) : Number(from);
  if (first >= size) {
    throw new S3Error('InvalidRange', undefined, {
      details: { RangeRequested: header ?? '', ActualObjectSize: String(size) },
      headers: { 'content-range': `bytes */${size}` },
    });
  }
  return { first, last: from === '' || to === '' ? size - 1 : Math.min(Number(to), size - 1) };
}

/** `x-amz-copy-source-range`: stricter than Range, only `bytes=first-last` within the source. */
export function parseCopyRange(header: string | undefined, size: number): ByteRange | undefined {
  if (header === undefined) return undefined;
  const match = /^bytes=(\d+)-(\d+)$/.exec(header);
  const first = Number(match?.[1]);
  const last = Number(match?.[2]);
  if (!match || first > last) {
    throw new S3Error(
      'InvalidArgument',
      'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
      { details: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header } },
    );
  }
  if (last >= size) {
    throw new S3Error('InvalidArgument', `Range specified is not valid for source object of size: ${size}`, {
      details: { ArgumentName: 'x-amz-copy-source-range', ArgumentValue: header },
    });
  }
  return { first, last };
}
