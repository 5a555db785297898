import {
  baseName,
  concatResultKey,
  failureKey,
  failuresPrefix,
  grayKey,
  graySegmentKey,
  indexKey,
  itemsKey,
  jobId,
  motionChaptersKey,
  motionCsvKey,
  motionFramesKey,
  motionKey,
  motionSegmentKey,
  outputPrefix,
  parseS3Uri,
  planKey,
  s3Uri,
  segmentItem,
  segmentResultKey,
  taskItem,
  workPrefix,
} from '../../pipeline/keys';

describe('jobId', () => {
  test('is the SHA-256 of bucket, key and version, as States.Hash computes it', () => {
    expect(jobId('b', 'k', 'v')).toBe('a7f62409cdea8715292158110887f8fe4eb214b996bc361b5c456fffcf04857c');
  });

  test('differs between versions of one object', () => expect(jobId('b', 'k', '1')).not.toBe(jobId('b', 'k', '2')));
});

describe('baseName', () => {
  test.each([
    ['gate.mp4', 'gate'],
    ['yard/2024/gate.mp4', 'gate'],
    ['gate', 'gate'],
    ['gate.2024-01-01.mkv', 'gate.2024-01-01'],
    ['.hidden', '.hidden'],
    ['.hidden.mp4', '.hidden'],
    ['yard/gate.mp4/', 'gate'],
    ['a.dotted/folder', 'folder'],
    ['höhle über 100 %.mov', 'höhle über 100 %'],
    ['ends with a dot.', 'ends with a dot'],
  ])('%s -> %s', (key, name) => expect(baseName(key)).toBe(name));
});

describe('parseS3Uri', () => {
  test('reads what s3Uri writes, with slashes in the key', () => {
    expect(parseS3Uri(s3Uri('bucket', 'a/b c/d.json'))).toEqual({ bucket: 'bucket', key: 'a/b c/d.json' });
  });

  test.each(['', 's3://', 's3://bucket', 's3://bucket/', 's3:///key', 'https://bucket/key', ' s3://bucket/key'])(
    'refuses "%s", naming it',
    (uri) => expect(() => parseS3Uri(uri)).toThrow(new TypeError(`"${uri}" is no s3://bucket/key`)),
  );
});

describe('the keys of a job', () => {
  test('all begin with the job, so that one prefix is one job', () => {
    const work = [indexKey, planKey, itemsKey, concatResultKey, failuresPrefix].map((key) => key('j'));
    const segment = [
      segmentResultKey('j', 7, 'fused'),
      graySegmentKey('j', 7),
      motionSegmentKey('j', 7),
      failureKey('j', 'fused', 7),
    ];
    for (const key of [...work, ...segment]) expect(key.startsWith(workPrefix('j'))).toBe(true);
    expect(grayKey('j', 'gate', 'mp4')).toBe(`${outputPrefix('j')}gate.gray.mp4`);
    expect(grayKey('j', 'gate', 'mkv')).toBe(`${outputPrefix('j')}gate.gray.mkv`);
    expect([motionKey, motionFramesKey, motionCsvKey, motionChaptersKey].map((key) => key('j', 'gate'))).toEqual(
      ['motion.json', 'motion-frames.ndjson', 'motion.csv', 'motion.vtt'].map(
        (end) => `${outputPrefix('j')}gate.${end}`,
      ),
    );
    expect(new Set([...work, ...segment]).size).toBe(9);
  });

  test('keep segments in order when sorted as text', () => {
    const numbers = [0, 9, 10, 99, 100, 4999];
    for (const key of [(i: number) => graySegmentKey('j', i), segmentItem, (i: number) => taskItem('motion', i)]) {
      expect(numbers.map(key).toSorted()).toEqual(numbers.map(key));
    }
  });

  test('tell tasks of one segment, and the concatenation, apart', () => {
    expect(segmentResultKey('j', 1, 'grayscale')).not.toBe(segmentResultKey('j', 1, 'motion'));
    expect(failureKey('j', 'concat', null)).toBe('j/failures/concat.json');
    expect(failureKey('j', 'motion', 3)).toBe('j/failures/00003.motion.json');
    expect([taskItem('concat', null), taskItem('motion', 3)]).toEqual(['task#concat', 'task#00003#motion']);
  });
});
