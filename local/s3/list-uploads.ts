import type { Buckets } from './buckets';
import { answerXml, type Call } from './call';
import { compareKeys } from './key-order';
import { commonPrefixElements, encodingElement, listQuery } from './list-objects';
import { listPage, markedPrefix } from './list-page';
import { queryValue } from './request-target';
import type { Upload } from './upload-files';
import type { Element } from './xml';

export function listMultipartUploads(call: Call, buckets: Buckets): void {
  const { uploads } = buckets.get(call.bucket);
  const { prefix, delimiter, max, text } = listQuery(call, 'max-uploads');
  const keyMarker = queryValue(call, 'key-marker') ?? '';
  const uploadMarker = queryValue(call, 'upload-id-marker');
  const afterPrefix = markedPrefix(keyMarker, prefix, delimiter);
  const following = uploads.all.filter((upload) => isAfter(upload, keyMarker, uploadMarker)).sort(byKeyThenId);
  const page = listPage(following, { prefix, delimiter, max, afterPrefix });
  answerXml(call, [
    'ListMultipartUploadsResult',
    ['Bucket', call.bucket],
    ['KeyMarker', text(keyMarker)],
    ['UploadIdMarker', uploadMarker],
    ...(page.truncated && page.last ? nextMarkers(page.last, text) : []),
    ['Prefix', text(prefix)],
    delimiter && ['Delimiter', text(delimiter)],
    ['MaxUploads', max],
    encodingElement(call),
    ['IsTruncated', page.truncated],
    ...page.entries.map(({ key, uploadId, initiated, checksumAlgorithm, checksumType }): Element => [
      'Upload',
      ['Key', text(key)],
      ['UploadId', uploadId],
      ['Initiated', initiated],
      ['StorageClass', 'STANDARD'],
      checksumAlgorithm && ['ChecksumAlgorithm', checksumAlgorithm.toUpperCase()],
      checksumType && ['ChecksumType', checksumType],
    ]),
    ...commonPrefixElements(page.commonPrefixes, text),
  ]);
}

function nextMarkers(last: { entry: Upload } | { commonPrefix: string }, text: (key: string) => string): Element[] {
  if ('commonPrefix' in last) return [['NextKeyMarker', text(last.commonPrefix)]];
  return [
    ['NextKeyMarker', text(last.entry.key)],
    ['NextUploadIdMarker', last.entry.uploadId],
  ];
}

function isAfter({ key, uploadId }: Upload, keyMarker: string, uploadMarker: string | undefined): boolean {
  const order = compareKeys(key, keyMarker);
  return keyMarker === '' || order > 0 || (order === 0 && uploadMarker !== undefined && uploadId > uploadMarker);
}

function byKeyThenId(a: Upload, b: Upload): number {
  return compareKeys(a.key, b.key) || (a.uploadId < b.uploadId ? -1 : 1);
}
