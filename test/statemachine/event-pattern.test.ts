import { matches } from '../../local/event-bus';
import { uploadPattern } from '../../statemachine/event-pattern';
import created from '../fixtures/events/s3-object-created.json';

const bucket = created.detail.bucket.name;
const named = (key: string) => ({
  ...created,
  detail: { ...created.detail, object: { ...created.detail.object, key } },
});

test('an upload into the input bucket matches', () => {
  expect(matches(uploadPattern(bucket), created)).toBe(true);
});

test('an upload without version id matches too', () => {
  const { key, size, etag, sequencer } = created.detail.object;
  const object = { key, size, etag, sequencer };
  expect(matches(uploadPattern(bucket), { ...created, detail: { ...created.detail, object } })).toBe(true);
});

test.each<[string, object]>([
  ['an upload into another bucket', { detail: { ...created.detail, bucket: { name: `${bucket}-2` } } }],
  ['a deletion', { 'detail-type': 'Object Deleted' }],
  ['a change of tags', { 'detail-type': 'Object Tags Added' }],
  ['an announcement of our own', { source: 'framefleet', 'detail-type': 'Job Succeeded' }],
  ['an event without detail', { detail: undefined }],
])('%s does not match', (_what, change) => {
  expect(matches(uploadPattern(bucket), { ...created, ...change })).toBe(false);
});

test('without suffixes every key counts', () => {
  expect(matches(uploadPattern(bucket, []), named('notes.txt'))).toBe(true);
  expect(uploadPattern(bucket)).toEqual(uploadPattern(bucket, []));
  expect(uploadPattern(bucket).detail).not.toHaveProperty('object');
});

test('with suffixes only keys with one of these endings count', () => {
  const pattern = uploadPattern(bucket, ['.mp4', '.mkv']);
  const counts = (key: string) => matches(pattern, named(key));
  expect(['a.mp4', 'b/c.mkv', '.mp4'].map(counts)).toEqual([true, true, true]);
  expect(['a.mp4.txt', 'mkv', 'a.MP4', ''].map(counts)).toEqual([false, false, false, false]);
});
