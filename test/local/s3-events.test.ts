import { type BusEvent, EventBus, matches } from '../../local/event-bus';
import type { ObjectCreated } from '../../local/s3/server';
import { announceUpload } from '../../local/s3-events';
import { uploadPattern } from '../../statemachine/event-pattern';
import recorded from '../fixtures/events/s3-object-created.json';

const { bucket, object } = recorded.detail;
const created: ObjectCreated = {
  bucket: bucket.name,
  key: object.key,
  size: object.size,
  etag: object.etag,
  versionId: object['version-id'],
  sequencer: object.sequencer,
  reason: 'PutObject',
};

function announce(upload: ObjectCreated): BusEvent {
  const bus = new EventBus();
  const events: BusEvent[] = [];
  bus.addRule({ pattern: {}, target: (event) => events.push(event) });
  announceUpload(bus, upload);
  expect(events).toHaveLength(1);
  return events[0]!;
}

test('an upload is announced with the fields of a recorded event', () => {
  const event = announce(created);
  expect(event).toMatchObject({ source: 'aws.s3', 'detail-type': 'Object Created', resources: recorded.resources });
  expect(event.detail).toEqual({
    ...recorded.detail,
    'request-id': expect.stringMatching(/^[\dA-F]{16}$/) as string,
    requester: '000000000000',
    'source-ip-address': '127.0.0.1',
  });
});

test('an upload into a bucket without versions has no version id', () => {
  const { bucket, key, size, etag, sequencer, reason } = created;
  expect(announce({ bucket, key, size, etag, sequencer, reason }).detail).toHaveProperty('object', {
    key,
    size,
    etag,
    sequencer,
  });
});

test("the state machine's pattern matches it", () => {
  expect(matches(uploadPattern(bucket.name), announce(created))).toBe(true);
  expect(matches(uploadPattern('another'), announce(created))).toBe(false);
});
