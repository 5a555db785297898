import type { Bucket, Buckets } from './buckets';
import { answerXml, type Call } from './call';
import { compareKeys } from './key-order';
import { commonPrefixElements, encodingElement, listQuery } from './list-objects';
import { listPage, markedPrefix } from './list-page';
import type { Version } from './object-record';
import { queryValue } from './request-target';
import { S3Error } from './s3-error';
import type { Element } from './xml';

interface ListedVersion {
  key: string;
  version: Version;
  isLatest: boolean;
}

export function listObjectVersions(call: Call, buckets: Buckets): void {
  const bucket = buckets.get(call.bucket);
  const { prefix, delimiter, max, text } = listQuery(call);
  const keyMarker = queryValue(call, 'key-marker') ?? '';
  const versionMarker = queryValue(call, 'version-id-marker');
  if (versionMarker !== undefined && keyMarker === '') {
    throw new S3Error('InvalidArgument', 'A version-id marker cannot be specified without a key marker.');
  }
  const afterPrefix = markedPrefix(keyMarker, prefix, delimiter);
  const page = listPage(versionsAfter(bucket, prefix, keyMarker, versionMarker), {
    prefix,
    delimiter,
    max,
    afterPrefix,
  });
  answerXml(call, [
    'ListVersionsResult',
    ['Name', call.bucket],
    ['Prefix', text(prefix)],
    ['KeyMarker', text(keyMarker)],
    ['VersionIdMarker', versionMarker],
    ...(page.truncated && page.last ? nextMarkers(page.last, text) : []),
    ['MaxKeys', max],
    delimiter && ['Delimiter', text(delimiter)],
    encodingElement(call),
    ['IsTruncated', page.truncated],
    ...page.entries.map((listed) => versionElement(listed, text, call.signed.accessKeyId)),
    ...commonPrefixElements(page.commonPrefixes, text),
  ]);
}

function* versionsAfter(
  { objects }: Bucket,
  prefix: string,
  keyMarker: string,
  versionMarker: string | undefined,
): Generator<ListedVersion> {
  for (const key of objects.keysFrom(compareKeys(prefix, keyMarker) > 0 ? prefix : keyMarker)) {
    const listed = objects.versions(key).map((version, index) => ({ key, version, isLatest: index === 0 }));
    if (key !== keyMarker || keyMarker === '') yield* listed;
    // When the marked version is gone meanwhile, the key is listed anew: better twice than not at all.
    else if (versionMarker !== undefined) {
      yield* listed.slice(listed.findIndex(({ version }) => version.versionId === versionMarker) + 1);
    }
  }
}

function nextMarkers(
  last: { entry: ListedVersion } | { commonPrefix: string },
  text: (key: string) => string,
): Element[] {
  if ('commonPrefix' in last) return [['NextKeyMarker', text(last.commonPrefix)]];
  return [
    ['NextKeyMarker', text(last.entry.key)],
    ['NextVersionIdMarker', last.entry.version.versionId],
  ];
}

function versionElement(
  { key, version, isLatest }: ListedVersion,
  text: (key: string) => string,
  owner: string,
): Element {
  const common: Element[] = [
    ['Key', text(key)],
    ['VersionId', version.versionId],
    ['IsLatest', isLatest],
    ['LastModified', version.lastModified],
    ['Owner', ['ID', owner]],
  ];
  if (version.kind === 'delete-marker') return ['DeleteMarker', ...common];
  return ['Version', ...common, ['ETag', `"${version.etag}"`], ['Size', version.size], ['StorageClass', 'STANDARD']];
}
