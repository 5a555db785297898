import { randomBytes } from 'node:crypto';
import type { EventBus } from './event-bus';
import { account } from './identity';
import type { ObjectCreated } from './s3/server';

/** Tells the event bus of an upload as S3 does: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
export function announceUpload(
  bus: EventBus,
  { bucket, key, size, etag, versionId, sequencer, reason }: ObjectCreated,
): void {
  bus.put({
    source: 'aws.s3',
    detailType: 'Object Created',
    resources: [`arn:aws:s3:::${bucket}`],
    detail: {
      version: '0',
      bucket: { name: bucket },
      object: { key, size, etag, ...(versionId === undefined ? {} : { 'version-id': versionId }), sequencer },
      'request-id': randomBytes(8).toString('hex').toUpperCase(),
      requester: account,
      'source-ip-address': '127.0.0.1',
      reason,
    },
  });
}
