import { S3Error } from './s3-error';

/** What a path-style URL names. `bucket` and `key` are empty where the URL ends before them. */
export interface RequestTarget {
  /** Decoded, with its leading slash. */
  path: string;
  bucket: string;
  key: string;
  /** Decoded, in the order of the URL, repeated names included. */
  query: readonly (readonly [name: string, value: string])[];
}

const LONGEST_KEY_BYTES = 1024;

/** Not by `new URL`: it would resolve `..`, which is a key like any other. */
export function parseTarget(url: string): RequestTarget {
  const mark = url.indexOf('?');
  const path = decode(mark < 0 ? url : url.slice(0, mark));
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?([^]*)$/.exec(path) ?? [];
  if (Buffer.byteLength(key) > LONGEST_KEY_BYTES) {
    throw new S3Error('KeyTooLongError', undefined, {
      details: { Size: String(Buffer.byteLength(key)), MaxSizeAllowed: String(LONGEST_KEY_BYTES) },
    });
  }
  return { path, bucket, key, query: mark < 0 ? [] : parseQuery(url.slice(mark + 1)) };
}

export function queryValue({ query }: Pick<RequestTarget, 'query'>, name: string): string | undefined {
  return query.find(([found]) => found === name)?.[1];
}

function parseQuery(query: string): [string, string][] {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=');
      const [name, value] = equals < 0 ? [pair, ''] : [pair.slice(0, equals), pair.slice(equals + 1)];
      // A plus is a blank in a query, but only there: in a path it is a plus.
      return [decode(name.replaceAll('+', ' ')), decode(value.replaceAll('+', ' '))];
    });
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Error('InvalidURI');
  }
}
