import { matches } from '../../local/event-bus';
import { type UploadFilter, uploadPattern } from '../../statemachine/event-pattern';
import created from '../fixtures/events/s3-object-created.json';

const bucket = created.detail.bucket.name;
const changed = (object: object) => ({
  ...created,
  detail: { ...created.detail, object: { ...created.detail.object, ...object } },
});
const named = (key: string) => changed({ key });
const sized = (size: number) => changed({ size });

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

test('without suffixes every key counts, but for models', () => {
  expect(matches(uploadPattern(bucket, { suffixes: [] }), named('notes.txt'))).toBe(true);
  expect(uploadPattern(bucket)).toEqual(uploadPattern(bucket, { suffixes: [], size: {} }));
  expect(matches(uploadPattern(bucket), named('models/yolo.onnx'))).toBe(false);
  expect(matches(uploadPattern(bucket), named('clips/models/notes.txt'))).toBe(true);
});

test('with suffixes only keys with one of these endings count, whatever their case', () => {
  const pattern = uploadPattern(bucket, { suffixes: ['.mp4', '.MKV'] });
  const counts = (key: string) => matches(pattern, named(key));
  expect(['a.mp4', 'b/c.mkv', '.mp4', 'a.MP4', 'a.Mp4', 'A.MKV'].filter((key) => !counts(key))).toEqual([]);
  expect(['a.mp4.txt', 'mkv', 'a.mp3', ''].filter(counts)).toEqual([]);
});

test.each<[UploadFilter['size'], number[], number[]]>([
  [{ min: 10, max: 20 }, [10, 15, 20], [0, 9, 21, 5e9]],
  [{ min: 10 }, [10, 5e9], [0, 9]],
  [{ max: 20 }, [0, 20], [21, 5e9]],
  [{ min: 10, max: 10 }, [10], [9, 11]],
  [{ min: 0, max: 0 }, [0], [1]],
  [{}, [0, 5e9, 5e12], []],
])('with the size %j uploads of %j bytes count, not those of %j', (size, counting, others) => {
  const pattern = uploadPattern(bucket, { size });
  const counts = (bytes: number) => matches(pattern, sized(bytes));
  expect(counting.filter((bytes) => !counts(bytes))).toEqual([]);
  expect(others.filter(counts)).toEqual([]);
});

test('suffix and size must both hold', () => {
  const pattern = uploadPattern(bucket, { suffixes: ['.mp4'], size: { min: 10 } });
  expect(created.detail.object.key).toMatch(/\.mp4$/);
  expect([sized(10), sized(9), named('a.txt')].map((event) => matches(pattern, event))).toEqual([true, false, false]);
});

test('EventBridge is told in its own words', () => {
  expect(uploadPattern('videos', { suffixes: ['.mp4'], size: { min: 1, max: 5e9 } })).toEqual({
    source: ['aws.s3'],
    'detail-type': ['Object Created'],
    detail: {
      bucket: { name: ['videos'] },
      object: {
        key: [{ suffix: { 'equals-ignore-case': '.mp4' } }],
        size: [{ numeric: ['>=', 1, '<=', 5e9] }],
      },
    },
  });
  expect(uploadPattern('videos', { size: { min: 7, max: 7 } }).detail.object).toEqual({
    key: [{ 'anything-but': { prefix: 'models/' } }],
    size: [{ numeric: ['=', 7] }],
  });
});

test.each<[object, string]>([
  [{ suffixes: [''] }, 'suffixes'],
  [{ size: { min: -1 } }, 'min'],
  [{ size: { max: 1.5 } }, 'max'],
  [{ size: { max: 5e9 + 1 } }, 'max'],
  [{ size: { min: 2, max: 1 } }, 'greater than the greatest'],
  [{ suffix: '.mp4' }, 'suffix'],
])('%j is refused, and the message says %s', (filter, says) => {
  expect(() => uploadPattern(bucket, filter)).toThrow(says);
});
