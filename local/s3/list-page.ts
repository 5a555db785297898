import { compareKeys } from './key-order';

export interface ListQuery {
  prefix: string;
  /** Keys that go on after the prefix with the same text up to this are listed as one common prefix. */
  delimiter: string;
  /** The most entries and common prefixes together. */
  max: number;
  /** A common prefix that was listed already: what it stands for is skipped. */
  afterPrefix?: string | undefined;
}

export interface ListPage<T> {
  entries: T[];
  commonPrefixes: string[];
  truncated: boolean;
  /** What was listed last, from where the next page goes on. */
  last: { entry: T } | { commonPrefix: string } | undefined;
}

/** The common prefix a page ended with, where its marker is one: unlike a key it goes on after the prefix up to a delimiter. */
export function markedPrefix(marker: string, prefix: string, delimiter: string): string | undefined {
  if (delimiter === '' || !marker.startsWith(prefix)) return undefined;
  const end = marker.indexOf(delimiter, prefix.length);
  return end >= 0 && end + delimiter.length === marker.length ? marker : undefined;
}

/** One page of entries that come in the order of their keys, none before the prefix. */
export function listPage<T extends { key: string }>(
  sorted: Iterable<T>,
  { prefix, delimiter, max, afterPrefix }: ListQuery,
): ListPage<T> {
  const page: ListPage<T> = { entries: [], commonPrefixes: [], truncated: false, last: undefined };
  if (max === 0) return page;
  let rolledUp = afterPrefix;
  for (const entry of sorted) {
    // All keys with a prefix stand together, so the first one without it is the end.
    if (!entry.key.startsWith(prefix)) {
      if (compareKeys(entry.key, prefix) > 0) break;
      continue;
    }
    if (rolledUp !== undefined && entry.key.startsWith(rolledUp)) continue;
    if (page.entries.length + page.commonPrefixes.length === max) return { ...page, truncated: true };
    const end = delimiter === '' ? -1 : entry.key.indexOf(delimiter, prefix.length);
    if (end < 0) {
      page.entries.push(entry);
      page.last = { entry };
    } else {
      rolledUp = entry.key.slice(0, end + delimiter.length);
      page.commonPrefixes.push(rolledUp);
      page.last = { commonPrefix: rolledUp };
    }
  }
  return page;
}
